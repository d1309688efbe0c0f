#include "base/half.h"

#include "base/expect.h"

#include <cmath>
#include <cstring>

namespace sfumato {
namespace {

template <class T> T load(const std::byte* data, std::size_t index) {
    T value;
    std::memcpy(&value, data + index * sizeof(T), sizeof(T)); // files promise no alignment
    return value;
}

} // namespace

float half_to_float(std::uint16_t h) {
    const std::uint32_t sign = static_cast<std::uint32_t>(h & 0x8000u) << 16;
    const std::uint32_t exponent = (h >> 10) & 0x1Fu;
    const std::uint32_t mantissa = h & 0x3FFu;
    if (exponent == 0) {
        const float value = std::ldexp(static_cast<float>(mantissa), -24);
        return sign != 0 ? -value : value;
    }
    if (exponent == 31) return std::bit_cast<float>(sign | 0x7F800000u | (mantissa << 13));
    return std::bit_cast<float>(sign | ((exponent + 112u) << 23) | (mantissa << 13));
}

std::uint16_t float_to_half(float f) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(f);
    const std::uint16_t sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000u);
    const std::uint32_t magnitude = bits & 0x7FFFFFFFu;
    if (magnitude > 0x7F800000u) return static_cast<std::uint16_t>(sign | 0x7E00u); // NaN
    if (magnitude >= 0x47800000u) return static_cast<std::uint16_t>(sign | 0x7C00u);
    if (magnitude < 0x38800000u) { // below 2^-14: subnormal, let the FPU round in units of 2^-24
        const float scaled = std::bit_cast<float>(magnitude) * 16777216.0f;
        return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::nearbyintf(scaled)));
    }
    const std::uint32_t rounded = magnitude + 0xFFFu + ((magnitude >> 13) & 1u);
    const std::uint32_t half = (rounded - 0x38000000u) >> 13;
    return static_cast<std::uint16_t>(sign | (half >= 0x7C00u ? 0x7C00u : half));
}

std::uint16_t float_to_bf16(float f) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(f);
    if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
    return static_cast<std::uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}

float load_as_float(DType type, const std::byte* data, std::size_t index) {
    switch (type) {
    case DType::f32: return load<float>(data, index);
    case DType::f16: return half_to_float(load<std::uint16_t>(data, index));
    case DType::bf16: return bf16_to_float(load<std::uint16_t>(data, index));
    case DType::f64: return static_cast<float>(load<double>(data, index));
    case DType::i64: return static_cast<float>(load<std::int64_t>(data, index));
    case DType::i32: return static_cast<float>(load<std::int32_t>(data, index));
    case DType::i16: return static_cast<float>(load<std::int16_t>(data, index));
    case DType::i8: return static_cast<float>(load<std::int8_t>(data, index));
    case DType::u8:
    case DType::boolean: return static_cast<float>(load<std::uint8_t>(data, index));
    case DType::f8_e4m3:
    case DType::f8_e5m2: break;
    }
    expect(false, "load_as_float: 8-bit floats are not read element by element");
    return 0;
}

void convert_to_float(DType type, const std::byte* data, std::span<float> out) {
    if (type == DType::f32) {
        std::memcpy(out.data(), data, out.size_bytes());
        return;
    }
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = load_as_float(type, data, i);
}

} // namespace sfumato
