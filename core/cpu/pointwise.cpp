// Ops that read each value once: activations, sums, gates, gathers.
#include "base/half.h"
#include "cpu/step.h"
#include "cpu/threads.h"

#include "shaders/binary.h"
#include "shaders/concat.h"
#include "shaders/embedding.h"
#include "shaders/geglu.h"
#include "shaders/unary.h"
#include "shaders/upsample.h"

#include <algorithm>
#include <cstring>

namespace sfumato::cpu {
namespace {

constexpr std::size_t piece = 1 << 15; ///< elements for one thread at a time: worth the wake-up, small enough to share

/// Rows of `width` elements that make up about one piece.
std::size_t rows_per_piece(std::size_t width) {
    return std::max<std::size_t>(1, piece / std::max<std::size_t>(width, 1));
}

} // namespace

Result<ReadyStep> prepare_unary(const StepView& step) {
    const auto p = step.params<shaders::UnaryParams>();
    const std::uint64_t in = step.in(0), out = step.out();
    return ready([=, threads = step.context().threads, activate = step.context().loops->activate](const Frame& f) {
        const float* x = f.floats(in);
        float* y = f.floats(out);
        parallel_pieces(threads, p.count, piece, [&](std::size_t begin, std::size_t end) {
            activate(p.activation, x + begin, y + begin, end - begin, p.scale, p.shift);
        });
    });
}

Result<ReadyStep> prepare_binary(const StepView& step) {
    const auto p = step.params<shaders::BinaryParams>();
    const std::uint64_t left = step.in(0), right = step.in(1), out = step.out();
    const auto combine = p.operation == 0 ? step.context().loops->add : step.context().loops->multiply;
    const Threads threads = step.context().threads;
    if (p.broadcast == 0)
        return ready([=](const Frame& f) {
            const float *a = f.floats(left), *b = f.floats(right);
            float* y = f.floats(out);
            parallel_pieces(threads, p.count, piece, [&](std::size_t begin, std::size_t end) {
                combine(a + begin, b + begin, y + begin, end - begin);
            });
        });
    return ready([=](const Frame& f) {
        const float *a = f.floats(left), *b = f.floats(right);
        float* y = f.floats(out);
        parallel_pieces(threads, p.count / p.channels, rows_per_piece(p.channels),
                        [&](std::size_t begin, std::size_t end) {
                            for (std::size_t row = begin; row < end; ++row)
                                combine(a + row * p.channels, b + row / p.rows_per_batch * p.channels,
                                        y + row * p.channels, p.channels);
                        });
    });
}

Result<ReadyStep> prepare_geglu(const StepView& step) {
    const auto p = step.params<shaders::GegluParams>();
    const std::uint64_t in = step.in(0), out = step.out();
    return ready([=, threads = step.context().threads, geglu = step.context().loops->geglu](const Frame& f) {
        const float* x = f.floats(in);
        float* y = f.floats(out);
        const std::size_t width = p.width;
        parallel_pieces(threads, p.rows, rows_per_piece(width), [&](std::size_t begin, std::size_t end) {
            for (std::size_t row = begin; row < end; ++row)
                geglu(x + row * 2 * width, x + row * 2 * width + width, y + row * width, width);
        });
    });
}

Result<ReadyStep> prepare_concat(const StepView& step) {
    const auto p = step.params<shaders::ConcatParams>();
    const std::uint64_t left = step.in(0), right = step.in(1), out = step.out();
    return ready([=, threads = step.context().threads](const Frame& f) {
        const float *a = f.floats(left), *b = f.floats(right);
        float* y = f.floats(out);
        const std::size_t width = p.a_width + p.b_width;
        parallel_pieces(threads, p.rows, rows_per_piece(width), [&](std::size_t begin, std::size_t end) {
            for (std::size_t row = begin; row < end; ++row) {
                std::copy_n(a + row * p.a_width, p.a_width, y + row * width);
                std::copy_n(b + row * p.b_width, p.b_width, y + row * width + p.a_width);
            }
        });
    });
}

Result<ReadyStep> prepare_upsample(const StepView& step) {
    const auto p = step.params<shaders::UpsampleParams>();
    const std::uint64_t in = step.in(0), out = step.out();
    return ready([=, threads = step.context().threads](const Frame& f) {
        const float* x = f.floats(in);
        float* y = f.floats(out);
        const std::size_t line = static_cast<std::size_t>(p.width) * p.channels;
        parallel_pieces(threads, static_cast<std::size_t>(p.batch) * p.height, rows_per_piece(4 * line),
                        [&](std::size_t begin, std::size_t end) {
                            for (std::size_t row = begin; row < end; ++row) {
                                float* const to = y + row * 4 * line;
                                for (std::size_t i = 0; i < 2 * static_cast<std::size_t>(p.width); ++i)
                                    std::copy_n(x + row * line + i / 2 * p.channels, p.channels, to + i * p.channels);
                                std::copy_n(to, 2 * line, to + 2 * line);
                            }
                        });
    });
}

Result<ReadyStep> prepare_embedding(const StepView& step) {
    const auto p = step.params<shaders::EmbeddingParams>();
    const std::uint64_t ids = step.in(0), out = step.out();
    // The table is read where the file is mapped: a text needs a few of its rows only.
    return ready([=, table = step.weight(1)](const Frame& f) {
        const auto* id = reinterpret_cast<const std::int32_t*>(f.at(ids));
        const std::size_t row_bytes = p.width * dtype_size(table.dtype);
        for (std::size_t row = 0; row < p.rows; ++row) {
            const auto at = static_cast<std::size_t>(
                std::clamp<std::int64_t>(id[row], 0, static_cast<std::int64_t>(p.table_rows) - 1));
            convert_to_float(table.dtype, table.parts.front().data() + at * row_bytes,
                             {f.floats(out) + row * p.width, p.width});
        }
    });
}

} // namespace sfumato::cpu
