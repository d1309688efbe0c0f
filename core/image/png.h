// PNG (libpng) with its text chunks.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "image/deep_image.h"
#include "image/image.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// PNG third edition, 11.3.3: tEXt holds Latin-1, zTXt the same compressed, iTXt UTF-8 (compressed or not).
enum class TextContainer { text, compressed, international };

struct TextChunk {
    std::string keyword; ///< 1 to 79 characters of Latin-1
    std::string text;    ///< UTF-8, no NUL
    TextContainer container = TextContainer::text;
    bool operator==(const TextChunk&) const = default;
};

bool is_png(Bytes bytes);

/// Any PNG as 8-bit RGB, or RGBA where it has alpha or a transparent colour. CRC errors of pixel data, cut files and
/// sizes beyond image_limits are errors bad_input.
Result<Image> decode_png(Bytes bytes);

/// With the profile of sRGB. Equal images and texts give equal bytes: no time stamp is written. `text` whose content is
/// not Latin-1 becomes iTXt. Errors: bad_input for a keyword or text that PNG cannot hold.
Result<std::vector<std::byte>> encode_png(const Image& image, std::span<const TextChunk> texts);

/// The same with 16 bits a sample.
Result<std::vector<std::byte>> encode_png(const DeepImage& image, std::span<const TextChunk> texts);

/// All tEXt, zTXt and iTXt chunks in file order, texts as UTF-8. Errors: bad_input for a cut file, a wrong CRC or
/// malformed compressed text, and for texts that unpack to more than text_limits.
Result<std::vector<TextChunk>> read_png_text(Bytes bytes);

/// The same for looking through many files: pixel data is passed over unseen, and nothing is read behind the first of
/// it when texts stand before it.
Result<std::vector<TextChunk>> read_png_text_quickly(Bytes bytes);

namespace text_limits {
inline constexpr std::size_t max_text_bytes = 16u << 20;  ///< of one chunk, unpacked
inline constexpr std::size_t max_total_bytes = 64u << 20; ///< of all chunks of a file
inline constexpr std::size_t max_chunks = 1000;
} // namespace text_limits

/// Body of the first chunk of `type` ("eXIf"), empty when there is none. Stops quietly at damage.
Bytes find_png_chunk(Bytes bytes, std::string_view type);

/// UTF-8 as Latin-1; nullopt when a character has no place in it.
std::optional<std::string> utf8_to_latin1(std::string_view text);

} // namespace sfumato
