// Element types of tensors, in files and on devices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sfumato {

enum class DType : std::uint8_t { f32, f16, bf16, f64, i64, i32, i16, i8, u8, boolean, f8_e4m3, f8_e5m2 };

/// Bytes of one element.
std::size_t dtype_size(DType type);
/// Name as safetensors spells it ("F16").
std::string_view dtype_name(DType type);

} // namespace sfumato
