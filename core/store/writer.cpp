#include "store/writer.h"

#include "base/existing_part.h"
#include "image/encode.h"
#include "image/formats.h"
#include "image/png.h"
#include "recipe/json.h"
#include "store/infotext.h"
#include "store/metadata.h"
#include "store/xmp.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr int max_attempts = 10000;

std::string_view ending_of(Sidecar sidecar) {
    return sidecar == Sidecar::none ? "" : sidecar == Sidecar::text ? ".txt" : ".json";
}

std::string_view text_of(const std::vector<TextChunk>& chunks, std::string_view keyword) {
    for (const TextChunk& chunk : chunks)
        if (chunk.keyword == keyword) return chunk.text;
    return {};
}

/// Texts that do not fit into a JPEG are left out, and `fits` says so.
Result<PictureBlocks> blocks_of(const std::vector<TextChunk>& chunks, PictureFormat format, bool& fits) {
    PictureBlocks blocks;
    const std::string software = fmt::format("Sfumato {}", program_version());
    blocks.icc = srgb_profile();
    blocks.xmp = text_of(chunks, xmp_png_keyword);
    blocks.exif = make_exif(text_of(chunks, "parameters"), text_of(chunks, "sfumato"), software);
    fits = format != PictureFormat::jpeg || blocks.exif.size() <= jpeg_block_limit;
    if (!fits) blocks.exif = make_exif({}, {}, software);
    if (format == PictureFormat::jpeg && blocks.xmp.size() > jpeg_block_limit) {
        SF_TRY(blocks.xmp, without_prompt_information(blocks.xmp));
    }
    return blocks;
}

/// `fits`: whether the texts are all in the file.
Result<std::vector<std::byte>> encode(const Image& image, const DeepImage& deep, const std::vector<TextChunk>& chunks,
                                      const OutputOptions& options, PictureFormat format, bool& fits) {
    fits = true;
    if (format == PictureFormat::png)
        return options.deep && !deep.empty() ? encode_png(deep, chunks) : encode_png(image, chunks);
    SF_TRY(const PictureBlocks blocks, blocks_of(chunks, format, fits));
    return format == PictureFormat::webp ? encode_webp(image, options.quality, blocks)
                                         : encode_jpeg(image, options.quality, blocks);
}

fs::path sidecar_path(const PictureFile& file, fs::path picture) {
    return picture.replace_extension(file.sidecar_ending);
}

/// A sidecar of the same text is no obstacle: a run that was cut off has left it.
bool is_free(const PictureFile& file, const fs::path& path) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(path, error))) return false;
    if (file.sidecar.empty()) return true;
    const fs::path beside = sidecar_path(file, path);
    if (!fs::exists(fs::symlink_status(beside, error))) return true;
    const Result<std::string> there = read_file(beside, file.sidecar.size());
    return there && *there == file.sidecar;
}

Result<> check_writable(const fs::path& folder) {
    if (::access(folder.c_str(), W_OK | X_OK) != 0) return fail_errno(errno, folder, "cannot write into this folder");
    return {};
}

/// What the picture's texts are when it becomes a file of another kind.
Result<std::vector<TextChunk>> texts_for_conversion(const ImageMetadata& metadata, const Image& image,
                                                    const OutputOptions& options) {
    std::vector<TextChunk> chunks;
    if (metadata.recipe) {
        const Recipe told = options.strip_prompts ? without_prompts(*metadata.recipe) : *metadata.recipe;
        SF_TRY(chunks, metadata_chunks(told, image.width, image.height));
    }
    if (options.strip_prompts) return chunks; // what other programs wrote may tell them anywhere
    for (const TextChunk& chunk : metadata.chunks)
        if (text_of(chunks, chunk.keyword).empty() && !chunk.keyword.starts_with("Exif.")) chunks.push_back(chunk);
    return chunks;
}

} // namespace

Result<PictureFormat> picture_format(std::string_view name) {
    if (name == "png") return PictureFormat::png;
    if (name == "jpg" || name == "jpeg") return PictureFormat::jpeg;
    if (name == "webp") return PictureFormat::webp;
    return fail(ErrorCode::usage, "unknown picture format \"{}\"; expected png, jpeg or webp", name);
}

std::string_view picture_format_name(PictureFormat format) {
    return format == PictureFormat::jpeg ? "jpeg" : format == PictureFormat::webp ? "webp" : "png";
}

std::string_view picture_ending(PictureFormat format) {
    return format == PictureFormat::jpeg ? ".jpg" : format == PictureFormat::webp ? ".webp" : ".png";
}

Result<PictureFormat> picture_format_of(const fs::path& file) {
    if (file.empty()) return fail(ErrorCode::usage, "no output was given, expected a file or a folder");
    if (file.native().find('\0') != std::string::npos)
        return fail(ErrorCode::usage, "{}: a file name cannot contain a NUL character", file.c_str());
    std::string ending = file.extension().string();
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (ending.size() > 1)
        if (const auto format = picture_format(std::string_view(ending).substr(1))) return format;
    return fail(
        ErrorCode::usage,
        "{}: expected a name that ends in .png, .jpg or .webp, or an existing folder (or one that ends in / and "
        "will be made)",
        file.string());
}

Result<> check_output_options(const OutputOptions& options, PictureFormat format) {
    const int least = format == PictureFormat::jpeg ? 1 : 0;
    if (options.quality < least || options.quality > 100)
        return fail(ErrorCode::usage, "quality {}: expected {} to 100", options.quality, least);
    if (options.deep && format != PictureFormat::png)
        return fail(ErrorCode::usage, "16 bits a sample are written as PNG only, not as {}",
                    picture_format_name(format));
    if (format == PictureFormat::webp && !writes_webp())
        return fail(ErrorCode::unsupported, "this program was built without libwebp, so it cannot write WebP");
    return check_name_template(options.name_template);
}

OutputOptions fitting_options(OutputOptions options, PictureFormat format) {
    if (format == PictureFormat::jpeg && options.quality == 0) options.quality = 100;
    options.deep = options.deep && format == PictureFormat::png;
    return options;
}

bool is_folder_target(const fs::path& path) {
    std::error_code error;
    return path.native().ends_with('/') || fs::is_directory(path, error);
}

Result<> check_target(const SaveTarget& target) {
    std::error_code error;
    if (is_folder_target(target.path)) {
        SF_CHECK(check_output_options(target.options, target.options.format));
        const fs::path existing = existing_part(target.path);
        if (!fs::is_directory(existing, error))
            return fail(ErrorCode::usage, "{}: {} is not a folder", target.path.string(), existing.string());
        return check_writable(existing);
    }
    SF_TRY(const PictureFormat format, picture_format_of(target.path));
    SF_CHECK(check_output_options(target.options, format));
    const fs::path folder = target.path.has_parent_path() ? target.path.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, error))
        return fail(ErrorCode::not_found, "{}: there is no folder {}", target.path.string(), folder.string());
    SF_CHECK(check_writable(folder));
    if (target.overwrite == Overwrite::replace) return {};
    std::vector<fs::path> files{target.path};
    if (target.options.sidecar != Sidecar::none)
        files.push_back(fs::path(target.path).replace_extension(ending_of(target.options.sidecar)));
    for (const fs::path& file : files) // symlink_status: a dangling link is in the way, too.
        if (fs::exists(fs::symlink_status(file, error)))
            return fail(ErrorCode::already_exists, "{}: exists already", file.string());
    return {};
}

std::string image_file_name(const Recipe& recipe, std::chrono::system_clock::time_point time, int attempt) {
    return expand_name_template(usual_template, recipe, time, attempt).string() + ".png";
}

Recipe without_prompts(Recipe recipe) {
    for (std::string* text :
         {&recipe.prompt, &recipe.negative_prompt, &recipe.prompt_template, &recipe.negative_template})
        text->clear();
    if (recipe.init) recipe.init->path.clear();
    if (recipe.inpaint) recipe.inpaint->path.clear();
    if (recipe.parent) {
        const Result<Recipe> parent = recipe_from_json(recipe.parent->recipe);
        if (parent)
            recipe.parent->recipe = recipe_to_json(without_prompts(*parent));
        else
            recipe.parent.reset();
    }
    return recipe;
}

Result<PictureFile> encode_picture(const Image& image, const Recipe& recipe, const OutputOptions& options,
                                   PictureFormat format, const DeepImage& deep) {
    if (format == PictureFormat::webp && std::max(image.width, image.height) > webp_max_side)
        format = PictureFormat::png;
    const OutputOptions fitting = fitting_options(options, format);
    SF_CHECK(check_output_options(fitting, format));
    PictureFile out;
    out.format = format;
    out.named = options.strip_prompts ? without_prompts(recipe) : recipe;
    SF_TRY(const std::vector<TextChunk> chunks, metadata_chunks(out.named, image.width, image.height));
    bool fits = true;
    SF_TRY(out.bytes, encode(image, deep, chunks, fitting, format, fits));
    if (out.named.width == 0) out.named.width = image.width;
    if (out.named.height == 0) out.named.height = image.height;
    const Sidecar sidecar = !fits && options.sidecar == Sidecar::none ? Sidecar::json : options.sidecar;
    if (sidecar == Sidecar::none) return out;
    out.sidecar = std::string(text_of(chunks, sidecar == Sidecar::text ? "parameters" : "sfumato")) + "\n";
    out.sidecar_ending = ending_of(sidecar);
    return out;
}

Result<fs::path> free_picture_path(const PictureFile& file, const SaveTarget& target) {
    if (!is_folder_target(target.path)) {
        if (target.overwrite == Overwrite::refuse && !is_free(file, target.path))
            return fail(ErrorCode::already_exists, "{}: exists already", target.path.string());
        return target.path;
    }
    for (int attempt = 1; attempt <= max_attempts; ++attempt) {
        fs::path path =
            target.path / expand_name_template(target.options.name_template, file.named, target.time, attempt);
        path += picture_ending(file.format);
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        if (error) return fail_errno(error.value(), path.parent_path(), "cannot make this folder");
        if (is_free(file, path)) return path;
    }
    return fail(ErrorCode::already_exists, "{}: {} pictures of this name exist already", target.path.string(),
                max_attempts);
}

Result<> write_picture_file(const PictureFile& file, const fs::path& path, Overwrite overwrite) {
    if (overwrite == Overwrite::refuse && !is_free(file, path))
        return fail(ErrorCode::already_exists, "{}: exists already", path.string());
    const fs::path beside = sidecar_path(file, path);
    std::error_code ignored;
    const bool new_sidecar = !file.sidecar.empty() && !fs::exists(fs::symlink_status(beside, ignored));
    if (!file.sidecar.empty())
        SF_CHECK(with_context(write_file_atomically(beside, as_bytes(file.sidecar), Overwrite::replace),
                              "the picture {} was not written", path.string()));
    Result<> written = write_file_atomically(path, file.bytes, overwrite);
    if (!written && new_sidecar) fs::remove(beside, ignored);
    return written;
}

Result<fs::path> save_image(const Image& image, const Recipe& recipe, const SaveTarget& target, const DeepImage& deep) {
    PictureFormat format = target.options.format;
    const bool folder = is_folder_target(target.path);
    if (!folder) {
        SF_TRY(format, picture_format_of(target.path));
    }
    SF_CHECK(check_output_options(target.options, format));
    SF_TRY(const PictureFile file, encode_picture(image, recipe, target.options, format, deep));
    if (!folder && file.format != format)
        return fail(ErrorCode::usage, "{}: a WebP is at most {} pixels a side, found {}x{}; choose PNG",
                    target.path.string(), webp_max_side, image.width, image.height);
    for (;;) { // other programs may take the name between the question and the writing
        SF_TRY(const fs::path path, free_picture_path(file, target));
        const Result<> written = write_picture_file(file, path, folder ? Overwrite::refuse : target.overwrite);
        if (written) return path;
        if (!folder || written.error().code != ErrorCode::already_exists) return tl::unexpected(written.error());
    }
}

Result<> convert_picture(const fs::path& source, const fs::path& target, const OutputOptions& options) {
    SF_TRY(const PictureFormat format, picture_format_of(target));
    const OutputOptions fitting = fitting_options(options, format);
    SF_CHECK(check_output_options(fitting, format));
    SF_TRY(const Image image, load_image(source));
    SF_TRY(const ImageMetadata metadata, read_metadata(source));
    SF_TRY(const std::vector<TextChunk> chunks, texts_for_conversion(metadata, image, fitting));
    PictureFile file;
    bool fits = true;
    SF_TRY(file.bytes, encode(image, {}, chunks, fitting, format, fits));
    if (!fits) {
        file.sidecar = std::string(text_of(chunks, "sfumato")) + "\n";
        file.sidecar_ending = ending_of(Sidecar::json);
    }
    return write_picture_file(file, target, Overwrite::replace);
}

} // namespace sfumato
