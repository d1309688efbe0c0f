// Saving a picture with its recipe, atomically, in several formats.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "image/deep_image.h"
#include "image/image.h"
#include "recipe/recipe.h"
#include "store/name_template.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

enum class PictureFormat { png, jpeg, webp };
enum class Sidecar { none, text, json };

/// How a picture is written.
struct OutputOptions {
    /// Of names made in a folder; a file's name says it by its ending.
    PictureFormat format = PictureFormat::png;
    int quality = 92;                ///< JPEG and WebP: 1 to 100; WebP also 0, which is lossless
    bool deep = false;               ///< PNG with 16 bits a sample, where the samples are given
    bool strip_prompts = false;      ///< the file says how it was made, but not what was asked for
    Sidecar sidecar = Sidecar::none; ///< a file beside the picture: A1111's text, or the recipe as JSON
    std::string name_template{usual_template};
    bool operator==(const OutputOptions&) const = default;
};

/// Where a picture goes. An existing folder, or a path that ends in '/', is a folder: the name is made there. Anything
/// else is a file, whose name must end in ".png", ".jpg", ".jpeg" or ".webp".
struct SaveTarget {
    std::filesystem::path path;
    Overwrite overwrite = Overwrite::refuse; ///< of a file; names made in a folder never overwrite
    /// For names made in a folder; the file itself holds no time.
    std::chrono::system_clock::time_point time = std::chrono::system_clock::now();
    OutputOptions options{};
};

/// "png", "jpeg" (or "jpg"), "webp". Errors: usage.
Result<PictureFormat> picture_format(std::string_view name);
/// "png", "jpeg", "webp".
std::string_view picture_format_name(PictureFormat format);
/// Of the names that are made: ".png", ".jpg", ".webp".
std::string_view picture_ending(PictureFormat format);
/// By the ending of a file's name. Errors: usage.
Result<PictureFormat> picture_format_of(const std::filesystem::path& file);

/// Errors: usage (quality, 16 bits of anything but PNG, the template), unsupported (a build without this format).
Result<> check_output_options(const OutputOptions& options, PictureFormat format);
/// The nearest options that this format takes, for work that must not fail in the end.
OutputOptions fitting_options(OutputOptions options, PictureFormat format);

bool is_folder_target(const std::filesystem::path& path);

/// Whether saving can be expected to work: cheap, to be asked before minutes of work. Creates nothing.
/// Errors: those of check_output_options(), usage (an unknown ending), already_exists, not_found (no such folder),
/// permission.
Result<> check_target(const SaveTarget& target);

/// "20250131-235959-SEED-slug.png" (local time), from the second attempt on with "-2", "-3"... before ".png". The slug
/// is the beginning of the prompt: letters and digits in lower case, '-' for all else, at most 48 bytes.
std::string image_file_name(const Recipe& recipe, std::chrono::system_clock::time_point time, int attempt = 1);

/// The recipe without all that tells what was asked for: prompts, templates, the paths of initial image and mask; the
/// same of what it was forked from.
Recipe without_prompts(Recipe recipe);

/// What save_image() writes.
struct PictureFile {
    std::vector<std::byte> bytes;
    PictureFormat format = PictureFormat::png;
    std::string sidecar;        ///< text of the file beside it; empty: none
    std::string sidecar_ending; ///< ".txt" or ".json"
    Recipe named;               ///< what names are made of: without prompts where they are stripped
};

/// Equal images, recipes and options give equal bytes. `format` becomes PNG where a WebP cannot be so large. `deep`:
/// the same picture with 16 bits a sample; may be empty. Texts that a JPEG has no place for go into a sidecar. Errors:
/// usage (an invalid recipe or options), out_of_memory, unsupported.
Result<PictureFile> encode_picture(const Image& image, const Recipe& recipe, const OutputOptions& options,
                                   PictureFormat format, const DeepImage& deep = {});
/// A name in the target's folder, which is made when absent, that neither a file nor its sidecar has; or the target's
/// own when it is a file and may be made. Errors: usage, already_exists, not_found, permission, no_space, io.
Result<std::filesystem::path> free_picture_path(const PictureFile& file, const SaveTarget& target);
/// The sidecar first, so that no picture is ever without. After an error nothing is left behind. Errors:
/// already_exists, not_found, permission, no_space, io.
Result<> write_picture_file(const PictureFile& file, const std::filesystem::path& path, Overwrite overwrite);

/// Encodes and writes; gives the path. Two writers that make the same name in a folder both succeed, with different
/// names. After an error nothing is left behind. Errors: usage (invalid recipe, an unknown ending), already_exists,
/// not_found, permission, no_space, io.
Result<std::filesystem::path> save_image(const Image& image, const Recipe& recipe, const SaveTarget& target,
                                         const DeepImage& deep = {});

/// Writes the picture of a file in the format that `target` names by its ending, with the texts that it carries (those
/// of stripped ones are none). Replaces `target`. Errors: those of reading, usage, permission, no_space, io.
Result<> convert_picture(const std::filesystem::path& source, const std::filesystem::path& target,
                         const OutputOptions& options);

} // namespace sfumato
