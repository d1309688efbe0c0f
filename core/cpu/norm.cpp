// Group and layer normalisation.
#include "cpu/step.h"
#include "cpu/threads.h"

#include "shaders/group_norm.h"
#include "shaders/group_norm_stats.h"
#include "shaders/layer_norm.h"

#include <algorithm>
#include <cmath>

namespace sfumato::cpu {
namespace {

constexpr std::size_t most_parts = 64; ///< of one image; fixed, so that sums do not depend on the threads
constexpr std::size_t least_part_rows = 16;

std::size_t part_rows(std::size_t pixels) {
    return std::max(least_part_rows, (pixels + most_parts - 1) / most_parts);
}

} // namespace

Result<ReadyStep> prepare_group_norm_stats(const StepView& step) {
    const auto p = step.params<shaders::GroupNormStatsParams>();
    const std::uint64_t in = step.in(0), second = step.has(1) ? step.in(1) : in, out = step.out();
    const std::size_t left = p.first_channels, right = p.channels - left;
    const std::size_t rows = part_rows(p.pixels), parts = (p.pixels + rows - 1) / rows, width = p.channels / p.groups;
    const std::size_t sums_size = 2ull * p.channels, part_size = 2ull * p.groups;
    const Threads threads = step.context().threads;
    const std::uint64_t scratch =
        (static_cast<std::size_t>(threads.count()) * sums_size + p.batch * parts * part_size) * sizeof(double);
    auto run = [=, channel_sums = step.context().loops->channel_sums](const Frame& f) {
        const float* x = f.floats(in);
        float* y = f.floats(out);
        auto* const sums = reinterpret_cast<double*>(f.scratch);
        double* const part_sums = sums + static_cast<std::size_t>(threads.count()) * sums_size;
        parallel_for(threads, p.batch * parts, [&](std::size_t i, int thread) {
            const std::size_t begin = i % parts * rows, end = std::min<std::size_t>(begin + rows, p.pixels);
            double* const mine = sums + static_cast<std::size_t>(thread) * sums_size;
            const std::size_t row = i / parts * p.pixels + begin;
            channel_sums(x + row * left, end - begin, left, mine, mine + p.channels);
            if (right > 0)
                channel_sums(f.floats(second) + row * right, end - begin, right, mine + left, mine + p.channels + left);
            for (std::size_t g = 0; g < p.groups; ++g) {
                double sum = 0, squares = 0;
                for (std::size_t c = g * width; c < (g + 1) * width; ++c) {
                    sum += mine[c];
                    squares += mine[p.channels + c];
                }
                part_sums[i * part_size + 2 * g] = sum;
                part_sums[i * part_size + 2 * g + 1] = squares;
            }
        });
        const double count = static_cast<double>(p.pixels) * static_cast<double>(width);
        for (std::size_t i = 0; i < static_cast<std::size_t>(p.batch) * p.groups; ++i) {
            double sum = 0, squares = 0;
            for (std::size_t part = 0; part < parts; ++part) {
                const double* const at = part_sums + (i / p.groups * parts + part) * part_size + i % p.groups * 2;
                sum += at[0];
                squares += at[1];
            }
            const double mean = sum / count, variance = std::max(0.0, squares / count - mean * mean);
            y[2 * i] = static_cast<float>(mean);
            y[2 * i + 1] = static_cast<float>(1.0 / std::sqrt(variance + static_cast<double>(p.eps)));
        }
    };
    return ready(std::move(run), scratch);
}

Result<ReadyStep> prepare_group_norm(const StepView& step) {
    const auto p = step.params<shaders::GroupNormParams>();
    const std::uint64_t in = step.in(0), stats = step.in(1), out = step.out(), second = step.has(4) ? step.in(4) : in;
    SF_TRY(const WeightHandle gain, step.floats(2));
    SF_TRY(const WeightHandle bias, step.floats(3));
    const std::size_t row_size = 2ull * p.channels; // mean and factor of every channel
    const float *gains = values(gain), *biases = values(bias);
    auto run = [=, threads = step.context().threads, normalise = step.context().loops->normalise](const Frame& f) {
        const float *x = f.floats(in), *s = f.floats(stats);
        float* y = f.floats(out);
        auto* const rows = reinterpret_cast<float*>(f.scratch);
        const std::size_t width = p.channels / p.groups;
        for (std::size_t b = 0; b < p.batch; ++b)
            for (std::size_t c = 0; c < p.channels; ++c) {
                const float* const group = s + (b * p.groups + c / width) * 2;
                rows[b * row_size + c] = group[0];
                rows[b * row_size + p.channels + c] = group[1] * gains[c];
            }
        const std::size_t piece = std::max<std::size_t>(1, (1u << 15) / p.channels),
                          pieces = (p.pixels + piece - 1) / piece;
        parallel_for(threads, p.batch * pieces, [&](std::size_t i, int) {
            const std::size_t b = i / pieces, begin = i % pieces * piece,
                              end = std::min<std::size_t>(begin + piece, p.pixels);
            const std::size_t pixel = b * p.pixels + begin, left = p.first_channels, right = p.channels - left;
            const float* const row = rows + b * row_size;
            if (right == 0)
                return normalise(x + pixel * left, y + pixel * left, end - begin, left, row, row + left, biases,
                                 p.activation);
            for (std::size_t r = pixel; r < pixel + end - begin; ++r) {
                float* const to = y + r * p.channels;
                normalise(x + r * left, to, 1, left, row, row + p.channels, biases, p.activation);
                normalise(f.floats(second) + r * right, to + left, 1, right, row + left, row + p.channels + left,
                          biases + left, p.activation);
            }
        });
    };
    return ready(std::move(run), p.batch * row_size * sizeof(float), {gain, bias});
}

Result<ReadyStep> prepare_layer_norm(const StepView& step) {
    const auto p = step.params<shaders::LayerNormParams>();
    const std::uint64_t in = step.in(0), out = step.out();
    SF_TRY(const WeightHandle gain, step.floats(1));
    SF_TRY(const WeightHandle bias, step.floats(2));
    const float *gains = values(gain), *biases = values(bias);
    auto run = [=, threads = step.context().threads, layer_norm = step.context().loops->layer_norm](const Frame& f) {
        const float* x = f.floats(in);
        float* y = f.floats(out);
        const std::size_t width = p.width;
        parallel_pieces(threads, p.rows, std::max<std::size_t>(1, (1u << 15) / width),
                        [&](std::size_t begin, std::size_t end) {
                            for (std::size_t row = begin; row < end; ++row)
                                layer_norm(x + row * width, gains, biases, y + row * width, width, p.eps);
                        });
    };
    return ready(std::move(run), 0, {gain, bias});
}

} // namespace sfumato::cpu
