#include "tensor/pack.h"

#include "base/expect.h"
#include "base/half.h"

#include <cstring>

namespace sfumato {
namespace {

std::uint64_t round_up(std::uint64_t n, std::uint64_t to) {
    return (n + to - 1) / to * to;
}

/// Element (row, tap, channel) of a weight stored [n][k][taps] is at (row*k + channel)*taps + tap.
template <class T> void pack_blocks(const WeightInfo& w, std::uint32_t nb, std::byte* out) {
    const std::uint64_t depth = static_cast<std::uint64_t>(w.taps) * w.k;
    for (std::uint64_t n = 0; n < w.n; ++n) {
        const std::byte* row = w.data.data() + n * depth * sizeof(T);
        std::byte* column = out + ((n / nb) * depth * nb + n % nb) * sizeof(T);
        for (std::uint64_t channel = 0; channel < w.k; ++channel)
            for (std::uint64_t tap = 0; tap < w.taps; ++tap)
                std::memcpy(column + (tap * w.k + channel) * nb * sizeof(T), row + (channel * w.taps + tap) * sizeof(T),
                            sizeof(T));
    }
}

} // namespace

DType device_dtype(const WeightInfo& weight) {
    if (weight.layout == WeightLayout::vector) return DType::f32;
    return weight.dtype;
}

std::uint32_t padded_n(std::uint32_t n, const Features& features) {
    return static_cast<std::uint32_t>(round_up(n, features.weight_block));
}

std::uint64_t device_bytes(const WeightInfo& weight, const Features& features) {
    const std::uint64_t element = dtype_size(device_dtype(weight));
    switch (weight.layout) {
    case WeightLayout::vector: return round_up(weight.n, 4) * element;
    case WeightLayout::rows: return round_up(static_cast<std::uint64_t>(weight.n) * weight.k * element, 4);
    case WeightLayout::matrix:
    case WeightLayout::conv:
        return static_cast<std::uint64_t>(padded_n(weight.n, features)) * weight.k * weight.taps * element;
    }
    return 0;
}

void pack_weight(const WeightInfo& weight, const Features& features, std::span<std::byte> out) {
    expect(out.size() >= device_bytes(weight, features), "pack_weight: destination too small");
    std::memset(out.data(), 0, out.size());
    switch (weight.layout) {
    case WeightLayout::vector: {
        for (std::uint32_t i = 0; i < weight.n; ++i) {
            const float value = load_as_float(weight.dtype, weight.data.data(), i);
            std::memcpy(out.data() + i * sizeof(float), &value, sizeof(float));
        }
        break;
    }
    case WeightLayout::rows: std::memcpy(out.data(), weight.data.data(), weight.data.size()); break;
    case WeightLayout::matrix:
    case WeightLayout::conv:
        if (dtype_size(weight.dtype) == 4)
            pack_blocks<std::uint32_t>(weight, features.weight_block, out.data());
        else
            pack_blocks<std::uint16_t>(weight, features.weight_block, out.data());
        break;
    }
}

} // namespace sfumato
