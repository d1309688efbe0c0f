// IEEE binary16 and bfloat16 conversions, round to nearest even.
#pragma once

#include "base/dtype.h"

#include <bit>
#include <cstdint>
#include <span>

namespace sfumato {

float half_to_float(std::uint16_t h);
std::uint16_t float_to_half(float f);

inline float bf16_to_float(std::uint16_t b) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(b) << 16);
}
std::uint16_t float_to_bf16(float f);

/// Element `index` of an array of `type` (f32, f16, bf16, f64 or an integer type) as float.
float load_as_float(DType type, const std::byte* data, std::size_t index);

/// Converts `count` elements of `type` to floats.
void convert_to_float(DType type, const std::byte* data, std::span<float> out);

} // namespace sfumato
