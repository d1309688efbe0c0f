// Pictures as JPEG and WebP files with what belongs beside the pixels.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "image/image.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// Blocks that a file carries; empty ones are left out.
struct PictureBlocks {
    std::vector<std::byte> exif; ///< a TIFF block, see make_exif()
    std::string xmp;             ///< the packet
    std::vector<std::byte> icc;  ///< the colour profile
};

/// Most bytes of Exif or XMP that JPEG takes: one segment each.
inline constexpr std::size_t jpeg_block_limit = 65'500;

/// Baseline JPEG, colours at full resolution from quality 90 on. `quality`: 1 to 100. Transparent pixels are laid on
/// white. Equal input gives equal bytes. Errors: usage (quality, a side above 65,500, a block that is too long),
/// out_of_memory, internal.
Result<std::vector<std::byte>> encode_jpeg(const Image& image, int quality, const PictureBlocks& blocks);

/// Whether this build has libwebp.
bool writes_webp();
/// `quality`: 1 to 100; 0 means lossless. Errors: usage (quality, a side above 16,383), unsupported (a build without
/// libwebp), out_of_memory.
Result<std::vector<std::byte>> encode_webp(const Image& image, int quality, const PictureBlocks& blocks);

/// Pixels a side that a WebP file can have.
inline constexpr int webp_max_side = 16'383;

/// A TIFF block with a user comment (UTF-16, as A1111 and its relatives read it), a maker note and the colour space
/// sRGB (Exif 2.32). Texts are valid UTF-8; empty ones are left out.
std::vector<std::byte> make_exif(std::string_view user_comment, std::string_view maker_note, std::string_view software);

/// The colour space sRGB (IEC 61966-2-1) as an ICC profile of version 4.
std::vector<std::byte> srgb_profile();

} // namespace sfumato
