#include "tensor/pack.h"

#include "base/expect.h"
#include "base/half.h"
#include "tensor/reference_step.h"
#include "tensor/variants.h"

#include <algorithm>
#include <cstring>
#include <vector>

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

/// The blocks [begin, end): column j of block b is output rows[b*nb + j], or zeros where that is null. Element
/// (row, channel, tap) of the file is at (row*k + channel)*taps + tap. Reads go along nb rows at once and writes along
/// `taps` streams, so that both fill whole cache lines.
template <class T> void pack_blocks(const WeightInfo& w, std::uint32_t nb, std::span<const std::byte* const> rows,
                                    std::byte* out, std::size_t begin, std::size_t end) {
    const std::size_t depth = static_cast<std::size_t>(w.taps) * w.k;
    std::vector<T> column(nb);
    for (std::size_t block = begin; block < end; ++block) {
        std::byte* const to = out + block * depth * nb * sizeof(T);
        std::fill(column.begin(), column.end(), T{}); // columns beyond the last output stay zero
        for (std::size_t channel = 0; channel < w.k; ++channel)
            for (std::size_t tap = 0; tap < w.taps; ++tap) {
                const std::size_t from = (channel * w.taps + tap) * sizeof(T);
                for (std::size_t j = 0; j < nb; ++j)
                    if (const std::byte* const row = rows[block * nb + j])
                        std::memcpy(&column[j], row + from, sizeof(T));
                std::memcpy(to + (tap * w.k + channel) * nb * sizeof(T), column.data(), nb * sizeof(T));
            }
    }
}

template <class T> void pack_matrix(const WeightInfo& w, const Features& features, std::byte* out) {
    const std::uint32_t nb = features.weight_block;
    std::vector<const std::byte*> rows(padded_n(w.n, features), nullptr);
    each_output(w, features, [&](std::uint64_t column, const std::byte* row) { rows[column] = row; });
    const std::size_t blocks = rows.size() / nb;
    constexpr std::uint64_t worth_threads = 1 << 20; // bytes
    if (w.file_bytes() < worth_threads) return pack_blocks<T>(w, nb, rows, out, 0, blocks);
    parallel_ranges(blocks, [&](std::size_t begin, std::size_t end) { pack_blocks<T>(w, nb, rows, out, begin, end); });
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
    switch (weight.layout) {
    case WeightLayout::vector:
        std::memset(out.data(), 0, out.size());
        each_output(weight, features, [&](std::uint64_t n, const std::byte* row) {
            const float value = load_as_float(weight.dtype, row, 0);
            std::memcpy(out.data() + n * sizeof(float), &value, sizeof(float));
        });
        break;
    case WeightLayout::rows:
        std::memset(out.data() + weight.file_bytes(), 0, out.size() - weight.file_bytes());
        each_output(weight, features, [&](std::uint64_t n, const std::byte* row) {
            std::memcpy(out.data() + n * weight.output_bytes(), row, weight.output_bytes());
        });
        break;
    case WeightLayout::matrix:
    case WeightLayout::conv:
        if (dtype_size(weight.dtype) == 4)
            pack_matrix<std::uint32_t>(weight, features, out.data());
        else
            pack_matrix<std::uint16_t>(weight, features, out.data());
        break;
    }
}

} // namespace sfumato
