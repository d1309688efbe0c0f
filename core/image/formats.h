// Reading pictures of any supported format. The format is judged by the file's content, never by its name.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "image/image.h"

#include <filesystem>
#include <span>
#include <string_view>

namespace sfumato {

/// One row per format; the table lives in formats.cpp.
struct ImageFormat {
    const char* name;                     ///< "PNG"
    const char* extensions;               ///< "png", "jpg jpeg": for file dialogs
    bool (*recognise)(Bytes bytes);       ///< by its first bytes
    Result<Image> (*decode)(Bytes bytes); ///< with image_limits; messages do not repeat the file's name
};
std::span<const ImageFormat> image_formats();

/// The format of `bytes`; null when none of ours.
const ImageFormat* find_image_format(Bytes bytes);

/// Decodes and turns upright (EXIF orientation). `name` is for messages. Errors: bad_input (unknown format, damaged or
/// cut file, zero size, larger than image_limits), unsupported, out_of_memory.
Result<Image> decode_image(Bytes bytes, std::string_view name);

/// decode_image of a file. Errors also: not_found, permission, io.
Result<Image> load_image(const std::filesystem::path& path);

/// Refuses zero and too large sizes before anything is allocated.
Result<> check_image_size(std::uint64_t width, std::uint64_t height);

} // namespace sfumato
