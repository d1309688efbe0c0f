// What JPEG and WebP files say beside their pixels: sizes, Exif texts, the XMP packet.
#pragma once

#include "base/bytes.h"
#include "image/png.h"

#include <string>
#include <utility>
#include <vector>

namespace sfumato {

/// Width and height in pixels as stored, from the header alone; zeros when the header is damaged.
std::pair<int, int> jpeg_size(Bytes file);
std::pair<int, int> webp_size(Bytes file);

/// Names under which picture_texts() gives what it finds. The first two are what PNG calls them.
namespace picture_text {
inline constexpr const char* user_comment = "parameters";           ///< Exif 0x9286
inline constexpr const char* xmp = "XML:com.adobe.xmp";             ///< APP1, or the chunk "XMP "
inline constexpr const char* maker_note = "Exif.MakerNote";         ///< Exif 0x927C, when it is text
inline constexpr const char* description = "Exif.ImageDescription"; ///< 0x010E
inline constexpr const char* make = "Exif.Make";                    ///< 0x010F
inline constexpr const char* model = "Exif.Model";                  ///< 0x0110
inline constexpr const char* software = "Exif.Software";            ///< 0x0131
} // namespace picture_text

/// Texts of a JPEG or WebP file as UTF-8, within text_limits; those of other files and of damaged blocks are absent.
/// Bytes that are no text of the declared encoding become U+FFFD.
std::vector<TextChunk> picture_texts(Bytes file);

/// An Exif user comment (EXIF 2.32, 4.6.5): eight bytes name its encoding. "UNICODE" says nothing about the byte order
/// and writers differ from the block's, so the order is taken that gives more ASCII.
std::string decode_user_comment(Bytes value, bool big_endian);

} // namespace sfumato
