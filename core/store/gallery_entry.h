// What the gallery knows about one picture.
#pragma once

#include "recipe/recipe.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sfumato {

using PictureId = std::int64_t;

/// A photographer's first sorting.
enum class PictureFlag : std::uint8_t { none, keep, reject };

/// Whether the file is where it was: `missing` ones were not found at the last look, and keep all their marks.
enum class PictureState : std::uint8_t { present, missing, trashed };

/// What the file itself says; read again when its size or time changes.
struct PictureFacts {
    std::filesystem::path path; ///< absolute
    std::uint64_t bytes = 0;
    std::int64_t modified_ns = 0; ///< since 1970
    /// SHA-256 of the file's size, its first and its last 64 KiB: equal for a file that was moved or renamed.
    std::string fingerprint;
    std::string format; ///< "PNG", "JPEG", ...
    int width = 0;      ///< pixels; 0 when unknown
    int height = 0;
    std::string dialect;          ///< program whose metadata was understood; empty when none
    std::optional<Recipe> recipe; ///< as far as the metadata could be mapped
    std::int64_t created = 0;     ///< seconds since 1970: the file's time when it was first seen
    std::string problem;          ///< why its metadata could not be read; empty when it could
    bool operator==(const PictureFacts&) const = default;
};

/// What people say about it.
struct PictureMarks {
    int rating = 0; ///< 0 (none) to 5
    PictureFlag flag = PictureFlag::none;
    bool favourite = false;
    std::vector<std::string> tags; ///< sorted, without doubles
    bool operator==(const PictureMarks&) const = default;
};

struct GalleryEntry {
    PictureId id = 0;
    PictureFacts facts;
    PictureMarks marks;
    PictureState state = PictureState::present;
    bool operator==(const GalleryEntry&) const = default;
};

/// The model's name as people know it: the file name without its extension, "builtin" for ours.
std::string short_model_name(const std::string& model);

} // namespace sfumato
