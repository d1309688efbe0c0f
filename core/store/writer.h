// Saving a picture with its recipe, atomically.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "image/image.h"
#include "recipe/recipe.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace sfumato {

/// Where a picture goes. An existing folder, or a path that ends in '/', is a folder: the name is made there. Anything
/// else is a file, whose name must end in ".png".
struct SaveTarget {
    std::filesystem::path path;
    Overwrite overwrite = Overwrite::refuse; ///< of a file; names made in a folder never overwrite
    /// For names made in a folder; the file itself holds no time.
    std::chrono::system_clock::time_point time = std::chrono::system_clock::now();
};

bool is_folder_target(const std::filesystem::path& path);

/// Whether saving can be expected to work: cheap, to be asked before minutes of work. Creates nothing.
/// Errors: usage (not .png), already_exists, not_found (no such folder), permission.
Result<> check_target(const SaveTarget& target);

/// "20250131-235959-SEED-slug.png" (local time), from the second attempt on with "-2", "-3"... before ".png". The slug
/// is at most 48 bytes of the prompt's letters and digits; no name can leave its folder.
std::string image_file_name(const Recipe& recipe, std::chrono::system_clock::time_point time, int attempt = 1);

/// The PNG with the metadata of metadata_chunks(): what save_image() writes. Equal images and recipes give equal bytes.
Result<std::vector<std::byte>> encode_picture(const Image& image, const Recipe& recipe);

/// A file that does not exist yet for this picture: the target itself, or the next free name in its folder, which is
/// made. Errors: usage, already_exists, not_found, permission, no_space, io.
Result<std::filesystem::path> free_picture_path(const Recipe& recipe, const SaveTarget& target);

/// Writes a PNG with the metadata of metadata_chunks() and gives its path. Equal images and recipes give equal bytes.
/// Two writers that make the same name in a folder both succeed, with different names. After an error nothing is left
/// behind. Errors: usage (invalid recipe, not .png), already_exists, not_found, permission, no_space, io.
Result<std::filesystem::path> save_image(const Image& image, const Recipe& recipe, const SaveTarget& target);

} // namespace sfumato
