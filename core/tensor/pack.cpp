#include "tensor/pack.h"

#include "base/expect.h"
#include "base/half.h"
#include "tensor/variants.h"

#include <cstring>

namespace sfumato {
namespace {

std::uint64_t round_up(std::uint64_t n, std::uint64_t to) {
    return (n + to - 1) / to * to;
}

/// Calls f(column, row) for every output with its bytes in the file.
template <class F> void each_output(const WeightInfo& w, const Features& features, F f) {
    std::uint32_t n = 0;
    for (std::size_t part = 0; part < w.parts.size(); ++part)
        for (std::uint32_t i = 0; i < w.outputs(part); ++i)
            f(packed_column(w, n++, features), w.parts[part].data() + i * w.output_bytes());
}

/// Element (row, tap, channel) of a weight stored [n][k][taps] is at (row*k + channel)*taps + tap.
template <class T> void pack_blocks(const WeightInfo& w, const Features& features, std::byte* out) {
    const std::uint32_t nb = features.weight_block;
    const std::uint64_t depth = static_cast<std::uint64_t>(w.taps) * w.k;
    each_output(w, features, [&](std::uint64_t n, const std::byte* row) {
        std::byte* column = out + ((n / nb) * depth * nb + n % nb) * sizeof(T);
        for (std::uint64_t channel = 0; channel < w.k; ++channel)
            for (std::uint64_t tap = 0; tap < w.taps; ++tap)
                std::memcpy(column + (tap * w.k + channel) * nb * sizeof(T), row + (channel * w.taps + tap) * sizeof(T),
                            sizeof(T));
    });
}

} // namespace

DType device_dtype(const WeightInfo& weight) {
    if (weight.layout == WeightLayout::vector) return DType::f32;
    return weight.dtype;
}

std::uint32_t packed_column(const WeightInfo& weight, std::uint32_t output, const Features& features) {
    if (!weight.gated) return output;
    const std::uint32_t half = weight.n / 2, i = output % half, run = gate_run(features);
    return i / run * run * 2 + i % run + (output < half ? 0 : run);
}

std::uint32_t padded_n(std::uint32_t n, const Features& features) {
    return static_cast<std::uint32_t>(round_up(n, features.weight_block));
}

std::uint64_t device_bytes(const WeightInfo& weight, const Features& features) {
    const std::uint64_t element = dtype_size(device_dtype(weight));
    switch (weight.layout) {
    case WeightLayout::vector: {
        const std::uint64_t n = weight.gated ? 2 * round_up(weight.n / 2, gate_run(features)) : weight.n;
        return round_up(n, 4) * element;
    }
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
    case WeightLayout::vector:
        each_output(weight, features, [&](std::uint64_t n, const std::byte* row) {
            const float value = load_as_float(weight.dtype, row, 0);
            std::memcpy(out.data() + n * sizeof(float), &value, sizeof(float));
        });
        break;
    case WeightLayout::rows:
        each_output(weight, features, [&](std::uint64_t n, const std::byte* row) {
            std::memcpy(out.data() + n * weight.output_bytes(), row, weight.output_bytes());
        });
        break;
    case WeightLayout::matrix:
    case WeightLayout::conv:
        if (dtype_size(weight.dtype) == 4)
            pack_blocks<std::uint32_t>(weight, features, out.data());
        else
            pack_blocks<std::uint16_t>(weight, features, out.data());
        break;
    }
}

} // namespace sfumato
