#include "store/writer.h"

#include "image/png.h"
#include "recipe/utf8.h"
#include "store/metadata.h"
#include "store/word_characters.h"

#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr int max_attempts = 10000;

/// Letters and digits of all scripts, with '-' for each run of anything else. Dots, slashes and control characters
/// cannot pass.
std::string slug_of(std::string_view prompt) {
    constexpr std::size_t max_bytes = 48;
    std::string out;
    bool gap = false;
    for (std::size_t at = 0; at < prompt.size();) {
        const std::size_t start = at;
        const auto point = next_code_point(prompt, at);
        if (!point) ++at;
        if (!point || !is_word_character(*point)) {
            gap = true;
            continue;
        }
        const std::size_t needed = (at - start) + (gap && !out.empty() ? 1 : 0);
        if (out.size() + needed > max_bytes) break;
        if (gap && !out.empty()) out += '-';
        gap = false;
        if (*point >= 'A' && *point <= 'Z')
            out += static_cast<char>(*point - 'A' + 'a');
        else
            out += prompt.substr(start, at - start);
    }
    return out;
}

bool ends_in_png(const fs::path& path) {
    std::string extension = path.extension().string();
    for (char& c : extension)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return extension == ".png";
}

Result<> check_file_name(const fs::path& path) {
    if (path.empty()) return fail(ErrorCode::usage, "no output was given, expected a file or a folder");
    if (path.native().find('\0') != std::string::npos)
        return fail(ErrorCode::usage, "{}: a file name cannot contain a NUL character", path.c_str());
    if (ends_in_png(path)) return {};
    return fail(ErrorCode::usage,
                "{}: pictures are saved as PNG; expected a name that ends in .png, or an existing folder "
                "(or one that ends in / and will be made)",
                path.string());
}

/// The nearest folder on the way up that exists.
fs::path existing_part(fs::path folder) {
    std::error_code error;
    while (!folder.empty() && !fs::exists(folder, error) && folder.has_parent_path() && folder.parent_path() != folder)
        folder = folder.parent_path();
    return folder.empty() || !fs::exists(folder, error) ? fs::path(".") : folder;
}

Result<> check_writable(const fs::path& folder) {
    if (::access(folder.c_str(), W_OK | X_OK) != 0) return fail_errno(errno, folder, "cannot write into this folder");
    return {};
}

Result<fs::path> save_in_folder(Bytes png, const Recipe& recipe, const SaveTarget& target) {
    std::error_code error;
    fs::create_directories(target.path, error);
    if (error) return fail_errno(error.value(), target.path, "cannot make this folder");
    for (int attempt = 1; attempt <= max_attempts; ++attempt) {
        fs::path path = target.path / image_file_name(recipe, target.time, attempt);
        auto written = write_file_atomically(path, png, Overwrite::refuse);
        if (written) return path;
        if (written.error().code != ErrorCode::already_exists) return tl::unexpected(std::move(written).error());
    }
    return fail(ErrorCode::already_exists, "{}: {} pictures of this second, seed and prompt exist already",
                target.path.string(), max_attempts);
}

} // namespace

bool is_folder_target(const fs::path& path) {
    std::error_code error;
    return path.native().ends_with('/') || fs::is_directory(path, error);
}

Result<> check_target(const SaveTarget& target) {
    std::error_code error;
    if (is_folder_target(target.path)) {
        const fs::path existing = existing_part(target.path);
        if (!fs::is_directory(existing, error))
            return fail(ErrorCode::usage, "{}: {} is not a folder", target.path.string(), existing.string());
        return check_writable(existing);
    }
    SF_CHECK(check_file_name(target.path));
    const fs::path folder = target.path.has_parent_path() ? target.path.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, error))
        return fail(ErrorCode::not_found, "{}: there is no folder {}", target.path.string(), folder.string());
    SF_CHECK(check_writable(folder));
    // symlink_status: a dangling link is in the way, too.
    if (target.overwrite == Overwrite::refuse && fs::exists(fs::symlink_status(target.path, error)))
        return fail(ErrorCode::already_exists, "{}: exists already", target.path.string());
    return {};
}

std::string image_file_name(const Recipe& recipe, std::chrono::system_clock::time_point time, int attempt) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    const std::string slug = slug_of(recipe.prompt);
    return fmt::format("{:04}{:02}{:02}-{:02}{:02}{:02}-{}{}{}{}.png", local.tm_year + 1900, local.tm_mon + 1,
                       local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec, recipe.seed, slug.empty() ? "" : "-",
                       slug, attempt > 1 ? fmt::format("-{}", attempt) : std::string());
}

Result<std::vector<std::byte>> encode_picture(const Image& image, const Recipe& recipe) {
    SF_TRY(const std::vector<TextChunk> chunks, metadata_chunks(recipe, image.width, image.height));
    return encode_png(image, chunks);
}

Result<fs::path> free_picture_path(const Recipe& recipe, const SaveTarget& target) {
    std::error_code error;
    if (!is_folder_target(target.path)) {
        SF_CHECK(check_target(target));
        return target.path;
    }
    fs::create_directories(target.path, error);
    if (error) return fail_errno(error.value(), target.path, "cannot make this folder");
    for (int attempt = 1; attempt <= max_attempts; ++attempt) {
        fs::path path = target.path / image_file_name(recipe, target.time, attempt);
        if (!fs::exists(fs::symlink_status(path, error))) return path;
    }
    return fail(ErrorCode::already_exists, "{}: {} pictures of this second, seed and prompt exist already",
                target.path.string(), max_attempts);
}

Result<fs::path> save_image(const Image& image, const Recipe& recipe, const SaveTarget& target) {
    const bool folder = is_folder_target(target.path);
    if (!folder) SF_CHECK(check_file_name(target.path));
    SF_TRY(const std::vector<std::byte> png, encode_picture(image, recipe));
    if (folder) return save_in_folder(png, recipe, target);
    SF_CHECK(write_file_atomically(target.path, png, target.overwrite));
    return target.path;
}

} // namespace sfumato
