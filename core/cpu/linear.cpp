// linear: oneDNN matrix products with their epilogue.
#include "cpu/onednn.h"
#include "cpu/threads.h"

#include "shaders/lib/activation.h"
#include "shaders/linear.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace sfumato::cpu {
namespace {

using dnnl::memory;
using shaders::LinearParams;

// Pieces of rows that threads share: large enough for the product's own blocking, some eight of them where rows are
// few. They do not depend on the number of threads, so that results do not.
constexpr std::size_t most_rows = 128, least_rows = 16;
constexpr double least_flops = 4e6;                ///< of a piece: worth waking a thread
constexpr std::uint64_t staged_bytes = 2ull << 20; ///< of sums on their way to the result: they stay in the cache

/// One input with its part of the weight. Products for whole pieces and for the last one.
struct Source {
    std::uint64_t in = 0;
    std::size_t k = 0, narrow = 0; ///< narrow: where a piece's bfloat16 values are in a thread's scratch
    std::array<std::shared_ptr<const Product>, 2> products;
    WeightHandle weight;
};

struct Linear {
    LinearParams p{};
    std::vector<Source> sources;
    const float* bias = nullptr;
    std::uint64_t out = 0, residual = 0;
    bool staged = false;   ///< sums are not the result yet: GEGLU, or an activation after two products
    std::size_t rows = 0;  ///< of a piece
    std::size_t width = 0; ///< of the result
    std::uint64_t sums = 0, inner = 0, scratch = 0; ///< of a thread's scratch: staged sums, the product's own, all
};

std::uint64_t aligned(std::uint64_t bytes) {
    return (bytes + 63) / 64 * 64;
}

Product make_product(const Linear& v, Context& c, std::size_t source, std::size_t row_count,
                     const memory::desc* weights) {
    const LinearParams& p = v.p;
    const auto type = c.bf16 ? memory::data_type::bf16 : memory::data_type::f32;
    const auto rows = static_cast<memory::dim>(row_count), k = static_cast<memory::dim>(v.sources[source].k);
    const memory::dim n = p.n;
    const memory::desc x({rows, k}, type, memory::format_tag::ab);
    const memory::desc w = weights != nullptr ? *weights : memory::desc({k, n}, type, memory::format_tag::any);
    const memory::desc y({rows, n}, memory::data_type::f32, memory::format_tag::ab);
    const memory::desc bias({1, n}, memory::data_type::f32, memory::format_tag::ab);
    const bool with_bias = p.has_bias != 0 && source == 0;
    const bool adds = source > 0 || (p.has_residual != 0 && !v.staged);
    const dnnl::matmul::desc what = with_bias ? dnnl::matmul::desc(x, w, bias, y) : dnnl::matmul::desc(x, w, y);
    const std::uint32_t activation = v.staged ? shaders::activation_none : p.activation;
    const dnnl::matmul::primitive_desc how(what, product_attributes(activation, adds), c.onednn->engine);
    return Product(*c.onednn, how, dnnl::matmul(how));
}

/// Products and weight of a source; the weight's rows of it begin at `first_k`.
Result<> prepare_source(const StepView& step, Linear& v, std::size_t s, std::size_t first_k) {
    Context& c = step.context();
    Source& source = v.sources[s];
    source.products[0] = std::make_shared<Product>(make_product(v, c, s, v.rows, nullptr));
    const memory::desc form = source.products[0]->weights();
    if (v.p.rows % v.rows != 0)
        source.products[1] = std::make_shared<Product>(make_product(v, c, s, v.p.rows % v.rows, &form));
    const memory::desc plain({static_cast<memory::dim>(source.k), v.p.n}, memory::data_type::f32,
                             memory::dims{1, v.p.k});
    SF_TRY(source.weight, blocked_weight(c, step.weight(1), plain, form, first_k));
    return {};
}

std::size_t piece_rows(const Linear& v) {
    const double row_flops = 2.0 * v.p.n * v.p.k;
    const std::size_t shared = (v.p.rows / 8 + least_rows - 1) / least_rows * least_rows;
    std::size_t rows = std::clamp(shared, least_rows, most_rows);
    if (v.staged) rows = std::min<std::size_t>(rows, std::max<std::size_t>(least_rows, staged_bytes / (4ull * v.p.n)));
    rows = std::max(rows, static_cast<std::size_t>(least_flops / row_flops));
    return std::min<std::size_t>(rows, v.p.rows);
}

/// Where things are in a thread's scratch: bfloat16 inputs, sums, what the products need.
void lay_out(Linear& v, bool bf16) {
    std::uint64_t needed = 0;
    for (Source& source : v.sources) {
        source.narrow = v.sums;
        if (bf16) v.sums += aligned(2ull * v.rows * source.k);
        for (const auto& product : source.products)
            if (product) needed = std::max(needed, product->scratch_bytes());
    }
    v.inner = v.sums + (v.staged ? aligned(v.rows * v.p.n * sizeof(float)) : 0);
    v.scratch = (v.inner + needed + 4095) / 4096 * 4096;
}

/// Rows of the result from their sums.
void finish_rows(const Linear& v, const Loops& loops, const float* sums, const float* residual, float* y,
                 std::size_t rows) {
    const std::size_t n = v.p.n;
    for (std::size_t row = 0; row < rows; ++row) {
        const float* const from = sums + row * n;
        float* const to = y + row * v.width;
        const float* const more = residual + row * v.width;
        // A residual may lie where the result goes, so the sum is made before it is written over.
        std::array<float, 1024> part;
        for (std::size_t at = 0; at < v.width; at += part.size()) {
            const std::size_t count = std::min(part.size(), v.width - at);
            float* const target = v.p.has_residual != 0 ? part.data() : to + at;
            if (v.p.activation == shaders::activation_geglu)
                loops.geglu(from + at, from + v.width + at, target, count);
            else
                loops.activate(v.p.activation, from + at, target, count, 1.0f, 0.0f);
            if (v.p.has_residual != 0) loops.add(part.data(), more + at, to + at, count);
        }
    }
}

/// One piece: `count` rows from row `first` on.
Result<> run_piece(const Linear& v, const Context& c, const Frame& f, std::size_t first, int thread) {
    const std::size_t count = std::min<std::size_t>(v.rows, v.p.rows - first);
    std::byte* const scratch = f.scratch + static_cast<std::size_t>(thread) * v.scratch;
    float* const y = f.floats(v.out) + first * v.width;
    const float* const residual = f.floats(v.residual) + first * v.width;
    float* const to = v.staged ? reinterpret_cast<float*>(scratch + v.sums) : y;
    if (!v.staged && y != residual) std::memcpy(y, residual, count * v.width * sizeof(float));
    for (std::size_t s = 0; s < v.sources.size(); ++s) {
        const Source& source = v.sources[s];
        const float* const wide = f.floats(source.in) + first * source.k;
        const void* x = wide;
        if (c.bf16) {
            auto* const narrow = reinterpret_cast<std::uint16_t*>(scratch + source.narrow);
            c.loops->to_bf16(wide, narrow, count * source.k);
            x = narrow;
        }
        const float* const bias = s == 0 ? v.bias : nullptr;
        const Product& product = *source.products[count == v.rows ? 0 : 1];
        SF_CHECK(product.run({x, source.weight->data(), bias, to, scratch + v.inner}, thread));
    }
    if (v.staged) finish_rows(v, *c.loops, to, residual, y, count);
    return {};
}

} // namespace

Result<ReadyStep> prepare_linear(const StepView& step) {
    return guarded("preparing a matrix product", [&]() -> Result<ReadyStep> {
        Context& c = step.context();
        Linear v;
        const LinearParams p = v.p = step.params<LinearParams>();
        const bool gated = p.activation == shaders::activation_geglu;
        v.width = gated ? p.n / 2 : p.n;
        v.staged = gated || (step.has(4) && p.activation != shaders::activation_none);
        v.rows = piece_rows(v);
        v.out = step.out();
        v.residual = p.has_residual != 0 ? step.in(3) : v.out;
        v.sources.push_back({step.in(0), p.first_k, 0, {}, {}});
        if (step.has(4)) v.sources.push_back({step.in(4), p.k - p.first_k, 0, {}, {}});
        std::vector<WeightHandle> held;
        for (std::size_t s = 0; s < v.sources.size(); ++s) {
            SF_CHECK(prepare_source(step, v, s, s == 0 ? 0 : p.first_k));
            held.push_back(v.sources[s].weight);
        }
        if (p.has_bias != 0) {
            SF_TRY(WeightHandle bias, step.floats(2));
            v.bias = values(bias);
            held.push_back(std::move(bias));
        }
        lay_out(v, c.bf16);
        const std::uint64_t scratch = v.scratch * static_cast<std::uint64_t>(c.threads.count());
        auto run = [&c, v = std::move(v)](const Frame& f) {
            return parallel_try(c.threads, (v.p.rows + v.rows - 1) / v.rows,
                                [&](std::size_t i, int thread) { return run_piece(v, c, f, i * v.rows, thread); });
        };
        return ready(std::move(run), scratch, std::move(held));
    });
}

} // namespace sfumato::cpu
