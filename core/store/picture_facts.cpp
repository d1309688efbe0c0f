#include "store/picture_facts.h"

#include "base/file.h"
#include "base/hash.h"
#include "image/formats.h"
#include "store/infotext.h"
#include "store/metadata.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

namespace sfumato {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t fingerprint_part = 64u << 10;
constexpr std::uint64_t max_sidecar_bytes = 4u << 20;

std::int64_t nanoseconds(const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

} // namespace

bool has_picture_name(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    if (extension.size() < 2) return false;
    extension.erase(0, 1);
    for (char& c : extension)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return std::ranges::any_of(image_formats(), [&](const ImageFormat& format) {
        return fmt::format(" {} ", format.extensions).find(' ' + extension + ' ') != std::string::npos;
    });
}

std::vector<fs::path> sidecars_of(const fs::path& picture) {
    std::error_code error;
    for (const std::string_view ending : {".png", ".jpg", ".jpeg", ".webp"}) {
        const fs::path other = fs::path(picture).replace_extension(ending);
        if (other != picture && fs::exists(fs::symlink_status(other, error))) return {};
    }
    std::vector<fs::path> out;
    for (const std::string_view ending : {".txt", ".json"}) {
        const fs::path beside = fs::path(picture).replace_extension(ending);
        if (!fs::is_regular_file(fs::symlink_status(beside, error))) continue;
        const Result<std::string> text = read_file(beside, max_sidecar_bytes);
        if (!text) continue;
        const bool ours = ending == ".json" ? text->find("\"sfumato_recipe\"") != std::string::npos
                                            : parse_infotext(*text).find("Steps") != nullptr;
        if (ours) out.push_back(beside);
    }
    return out;
}

std::string fingerprint_of(Bytes file) {
    Sha256 hash;
    const std::string size = std::to_string(file.size());
    hash.update(as_bytes(size));
    hash.update(file.first(std::min(file.size(), fingerprint_part)));
    if (file.size() > fingerprint_part)
        hash.update(file.last(std::min(file.size() - fingerprint_part, fingerprint_part)));
    return hash.finish_hex();
}

Result<PictureFacts> read_picture_facts(const std::filesystem::path& path) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) return fail_errno(errno, path, "cannot be read");
    SF_TRY(const MappedFile file, MappedFile::open(path));
    const ImageFormat* format = find_image_format(file.bytes());
    if (format == nullptr) return fail(ErrorCode::bad_input, "{}: not a picture of a known format", path.string());
    PictureFacts facts;
    facts.path = path;
    facts.bytes = file.bytes().size();
    facts.modified_ns = nanoseconds(about.st_mtim);
    facts.created = about.st_mtim.tv_sec;
    facts.fingerprint = fingerprint_of(file.bytes());
    facts.format = format->name;
    Result<ImageMetadata> metadata = read_metadata_quickly(file.bytes(), path.string());
    if (!metadata) {
        facts.problem = metadata.error().text();
        return facts;
    }
    facts.width = metadata->width;
    facts.height = metadata->height;
    facts.dialect = metadata->dialect;
    facts.recipe = std::move(metadata->recipe);
    return facts;
}

} // namespace sfumato
