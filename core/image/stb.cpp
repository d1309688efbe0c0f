#include "image/stb.h"

#include "image/formats.h"

#include <climits>
#include <cstdlib>
#include <memory>
#include <optional>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
// Files may use tables that they never define; stb_image 2.27 then reads memory it has not written. Zeroed memory makes
// such tables harmless, and keeps what lay there before out of the picture.
#define STBI_MALLOC(size) std::calloc(1, size)
#define STBI_REALLOC(pointer, size) std::realloc(pointer, size)
#define STBI_FREE(pointer) std::free(pointer)
#define STBI_ASSERT(condition) ((void)0) // a damaged file must not end the program
// Newer compilers find things in stb's code that our warnings forbid; it is not ours to change.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace sfumato {
namespace {

Result<Image> decode(Bytes bytes, std::uint64_t max_pixels_per_byte) {
    if (bytes.size() > INT_MAX)
        return fail(ErrorCode::bad_input, "the file is {} bytes, expected at most {}", bytes.size(), INT_MAX);
    const auto* data = reinterpret_cast<const stbi_uc*>(bytes.data());
    const int size = static_cast<int>(bytes.size());
    int width = 0, height = 0, channels = 0;
    if (stbi_info_from_memory(data, size, &width, &height, &channels) == 0)
        return fail(ErrorCode::bad_input, "damaged header: {}", stbi_failure_reason());
    if (width < 0 || height < 0) return fail(ErrorCode::bad_input, "the image's size is {}x{}", width, height);
    SF_CHECK(check_image_size(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height)));
    const auto pixels = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
    if (pixels / max_pixels_per_byte > bytes.size())
        return fail(ErrorCode::bad_input, "the file is cut off or damaged: {} bytes cannot hold {}x{} pixels",
                    bytes.size(), width, height);
    const int wanted = channels == 4 || channels == 2 ? 4 : 3;
    const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> out(
        stbi_load_from_memory(data, size, &width, &height, &channels, wanted), &stbi_image_free);
    if (!out) return fail(ErrorCode::bad_input, "damaged image: {}", stbi_failure_reason());
    Image image{width, height, wanted, {}};
    image.pixels.assign(out.get(), out.get() + pixels * static_cast<std::uint64_t>(wanted));
    return image;
}

/// Code of the next marker, from wherever `reader` stands: bytes that are no marker, escaped 0xFF bytes and restart
/// markers of entropy-coded data (T.81, B.1.1.5) are passed over, as stb_image does.
std::optional<std::uint8_t> next_jpeg_marker(ByteReader& reader) {
    while (true) {
        auto byte = reader.big<std::uint8_t>();
        while (byte && *byte != 0xFF)
            byte = reader.big<std::uint8_t>();
        while (byte && *byte == 0xFF)
            byte = reader.big<std::uint8_t>(); // fill bytes may precede a marker
        if (!byte) return std::nullopt;
        const bool inside_scan = *byte == 0x00 || *byte == 0x01 || (*byte >= 0xD0 && *byte <= 0xD7);
        if (!inside_scan) return byte;
    }
}

/// T.81, B.2.4.2: tables of 16 counts and as many values. No table of the standard has more than 256 values, and none
/// in use more than 176. stb_image 2.27 writes past its table beyond 256, and takes entry 255 for "not found" and then
/// reads outside it (both found by our fuzzing), so such files must not reach it.
bool huffman_tables_fit(Bytes segment) {
    ByteReader reader(segment);
    while (reader.remaining() > 0) {
        std::size_t values = 0;
        if (!reader.take(1)) return false;
        const auto counts = reader.take(16);
        if (!counts) return false;
        for (const std::byte count : *counts)
            values += std::to_integer<std::size_t>(count);
        if (values > 255 || !reader.take(values)) return false;
    }
    return true;
}

/// Walks all segments up to the end-of-image marker, which must be there: stb_image fills what is cut off with grey.
Result<> check_jpeg_segments(Bytes bytes) {
    ByteReader reader(bytes.subspan(2));
    constexpr std::uint8_t end_of_image = 0xD9, huffman_tables = 0xC4;
    while (const auto marker = next_jpeg_marker(reader)) {
        if (*marker == end_of_image) return {};
        const auto length = reader.big<std::uint16_t>();
        const auto body = length && *length >= 2 ? reader.take(*length - 2u) : std::nullopt;
        if (!body) break;
        if (*marker == huffman_tables && !huffman_tables_fit(*body))
            return fail(ErrorCode::bad_input, "damaged JPEG: a Huffman table before byte {} is malformed",
                        reader.position() + 2);
    }
    return fail(ErrorCode::bad_input, "the JPEG is cut off: its end marker is missing");
}

/// stb_image reads zeros past the end of a bitmap; the bytes that its header promises are counted here.
Result<> check_bmp_length(Bytes bytes) {
    const auto field = [&](std::size_t at) -> std::optional<std::uint32_t> {
        return at > bytes.size() ? std::nullopt : ByteReader(bytes.subspan(at)).little<std::uint32_t>();
    };
    const auto data_offset = field(10), header_size = field(14);
    if (!data_offset || !header_size) return fail(ErrorCode::bad_input, "the BMP is cut off in its header");
    std::uint64_t width = 0, height = 0, depth = 0;
    if (*header_size == 12) { // OS/2: 16-bit sizes
        width = field(18).value_or(0) & 0xFFFF;
        height = field(18).value_or(0) >> 16;
        depth = field(22).value_or(0) >> 16;
    } else {
        const auto signed_height = static_cast<std::int64_t>(static_cast<std::int32_t>(field(22).value_or(0)));
        width = field(18).value_or(0);
        height =
            static_cast<std::uint64_t>(signed_height < 0 ? -signed_height : signed_height); // negative: top row first
        depth = field(26).value_or(0) >> 16;
    }
    SF_CHECK(check_image_size(width, height));
    const std::uint64_t row_bytes = (width * depth + 31) / 32 * 4;
    if (*data_offset + row_bytes * height > bytes.size())
        return fail(ErrorCode::bad_input, "the BMP is cut off: {}x{} pixels of {} bits need {} bytes, found {}", width,
                    height, depth, *data_offset + row_bytes * height, bytes.size());
    return {};
}

} // namespace

Result<Image> decode_jpeg(Bytes bytes) {
    if (bytes.size() < 4) return fail(ErrorCode::bad_input, "the JPEG is cut off: {} bytes", bytes.size());
    SF_CHECK(check_jpeg_segments(bytes));
    // A block of 64 pixels costs at least one bit (its DC code), so a byte holds at most 512; twice that for safety.
    return decode(bytes, 1024);
}

Result<Image> decode_bmp(Bytes bytes) {
    SF_CHECK(check_bmp_length(bytes));
    return decode(bytes, 8); // at least one bit a pixel
}

} // namespace sfumato
