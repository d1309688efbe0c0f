// PNG files put together chunk by chunk, well-formed or hostile.
#pragma once

#include "base/bytes.h"

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace sfumato::testing {

inline std::string big_endian(std::uint32_t value) {
    std::string out(4, '\0');
    for (int i = 0; i < 4; ++i)
        out[static_cast<std::size_t>(i)] = static_cast<char>(value >> (24 - 8 * i));
    return out;
}

inline std::string png_chunk(std::string_view type, std::string_view body) {
    const std::string covered = std::string(type) + std::string(body);
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(covered.data()), static_cast<uInt>(covered.size()));
    return big_endian(static_cast<std::uint32_t>(body.size())) + covered + big_endian(static_cast<std::uint32_t>(crc));
}

inline std::string png_signature() {
    return std::string("\x89PNG\r\n\x1A\n", 8);
}

inline std::string png_header(std::uint32_t width, std::uint32_t height, int depth = 8, int color_type = 2) {
    std::string body = big_endian(width) + big_endian(height);
    body += {static_cast<char>(depth), static_cast<char>(color_type), 0, 0, 0};
    return png_chunk("IHDR", body);
}

inline std::string packed(std::string_view data) {
    uLongf size = compressBound(static_cast<uLong>(data.size()));
    std::string out(size, '\0');
    compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
              static_cast<uLong>(data.size()), 9);
    out.resize(size);
    return out;
}

/// A 1x1 PNG with `chunks` between header and pixels.
inline std::string png_with(std::string_view chunks) {
    return png_signature() + png_header(1, 1) + std::string(chunks) + png_chunk("IDAT", packed(std::string(4, '\0'))) +
           png_chunk("IEND", "");
}

} // namespace sfumato::testing
