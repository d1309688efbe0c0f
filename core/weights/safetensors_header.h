// The JSON header of a safetensors file, read event by event so that repeated names are seen and nothing deep is built.
#pragma once

#include "base/dtype.h"
#include "base/error.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// One tensor of the header: the shape has been multiplied without overflow and equals end - begin in bytes.
struct HeaderEntry {
    std::string name;
    DType dtype = DType::f32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0; ///< bytes from the end of the header
    std::uint64_t end = 0;
};

struct ParsedHeader {
    std::vector<HeaderEntry> entries; ///< in file order
    std::map<std::string, std::string> metadata;
};

/// Error bad_input (naming origin, tensor, field, found, expected) or unsupported (element type).
Result<ParsedHeader> parse_safetensors_header(std::string_view json, const std::string& origin);

/// Bytes of a tensor, or nullopt when a dimension is negative or the product leaves 63 bits.
std::optional<std::uint64_t> tensor_bytes(DType dtype, const std::vector<std::int64_t>& shape);

} // namespace sfumato
