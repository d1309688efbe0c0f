// Safetensors files as bytes, right and wrong ones.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sfumato::test {

/// Eight bytes of `length`, then the rest.
inline std::string with_length(std::uint64_t length, std::string_view rest) {
    std::string out;
    for (int i = 0; i < 8; ++i)
        out += static_cast<char>(length >> (8 * i));
    return out + std::string(rest);
}

/// A file of a header and `data_bytes` bytes of data.
inline std::string file_of(std::string_view header, std::size_t data_bytes) {
    return with_length(header.size(), std::string(header) + std::string(data_bytes, '\0'));
}

} // namespace sfumato::test
