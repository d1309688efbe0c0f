// linear: oneDNN matrix products with their epilogue.
#include "cpu/onednn.h"
#include "cpu/threads.h"

#include "shaders/lib/activation.h"
#include "shaders/linear.h"

#include <algorithm>
#include <array>

namespace sfumato::cpu {
namespace {

using dnnl::memory;
using shaders::LinearParams;

constexpr std::size_t piece = 1 << 15;
constexpr std::uint64_t staged_bytes = 16ull << 20; ///< of sums on their way to the result: they stay in the cache

/// One input with its part of the weight. Products for whole blocks of rows and for the last one.
struct Source {
    std::uint64_t in = 0;
    std::size_t k = 0, narrow = 0; ///< narrow: where its bfloat16 values are in scratch
    std::array<std::shared_ptr<const Product>, 2> products;
    WeightHandle weight;
};

struct Linear {
    LinearParams p{};
    std::vector<Source> sources;
    const float* bias = nullptr;
    std::uint64_t out = 0, residual = 0;
    bool staged = false;   ///< sums are not the result yet: GEGLU, or an activation after two products
    std::size_t rows = 0;  ///< computed at a time
    std::size_t width = 0; ///< of the result
    std::uint64_t sums = 0, inner = 0, scratch = 0; ///< scratch: staged sums, the products' own, all
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

/// Where things are in scratch: bfloat16 inputs, sums, what the products need.
void lay_out(Linear& v, bool bf16) {
    std::uint64_t needed = 0;
    for (Source& source : v.sources) {
        source.narrow = v.sums;
        if (bf16) v.sums += aligned(2ull * v.p.rows * source.k);
        for (const auto& product : source.products)
            if (product) needed = std::max(needed, product->scratch_bytes());
    }
    v.inner = v.sums + (v.staged ? aligned(v.rows * v.p.n * sizeof(float)) : 0);
    v.scratch = v.inner + needed;
}

/// The result's rows from their sums.
void finish_rows(const Linear& v, const Context& c, const float* sums, const float* residual, float* y,
                 std::size_t rows) {
    const std::size_t n = v.p.n;
    parallel_pieces(c.threads, rows, std::max<std::size_t>(1, piece / n), [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            const float* const from = sums + row * n;
            float* const to = y + row * v.width;
            const float* const more = residual + row * v.width;
            // A residual may lie where the result goes, so the sum is made before it is written over.
            std::array<float, 1024> part;
            for (std::size_t at = 0; at < v.width; at += part.size()) {
                const std::size_t count = std::min(part.size(), v.width - at);
                float* const target = v.p.has_residual != 0 ? part.data() : to + at;
                if (v.p.activation == shaders::activation_geglu)
                    c.loops->geglu(from + at, from + v.width + at, target, count);
                else
                    c.loops->activate(v.p.activation, from + at, target, count, 1.0f, 0.0f);
                if (v.p.has_residual != 0) c.loops->add(part.data(), more + at, to + at, count);
            }
        }
    });
}

Result<> run(const Linear& v, const Context& c, const Frame& f) {
    const LinearParams& p = v.p;
    if (c.bf16)
        for (const Source& source : v.sources) {
            auto* const narrow = reinterpret_cast<std::uint16_t*>(f.scratch + source.narrow);
            const float* const x = f.floats(source.in);
            parallel_pieces(c.threads, p.rows * source.k, piece, [&](std::size_t begin, std::size_t end) {
                c.loops->to_bf16(x + begin, narrow + begin, end - begin);
            });
        }
    float* const y = f.floats(v.out);
    if (!v.staged) copy_floats(c.threads, f.floats(v.residual), y, p.rows * v.width);
    for (std::size_t first = 0; first < p.rows; first += v.rows) {
        const std::size_t count = std::min<std::size_t>(v.rows, p.rows - first);
        float* const to = v.staged ? reinterpret_cast<float*>(f.scratch + v.sums) : y + first * v.width;
        for (std::size_t s = 0; s < v.sources.size(); ++s) {
            const Source& source = v.sources[s];
            const std::size_t at = first * source.k;
            const void* const x = c.bf16 ? static_cast<const void*>(f.scratch + source.narrow + at * 2)
                                         : static_cast<const void*>(f.floats(source.in) + at);
            SF_CHECK(source.products[count == v.rows ? 0 : 1]->run(
                {x, source.weight->data(), s == 0 ? v.bias : nullptr, to, f.scratch + v.inner}));
        }
        if (v.staged) finish_rows(v, c, to, f.floats(v.residual) + first * v.width, y + first * v.width, count);
    }
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
        const std::uint64_t blocks = v.staged ? 1 + 4ull * p.rows * p.n / staged_bytes : 1;
        v.rows = (p.rows + blocks - 1) / blocks;
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
        const std::uint64_t scratch = v.scratch;
        return ready([&c, v = std::move(v)](const Frame& f) { return run(v, c, f); }, scratch, std::move(held));
    });
}

} // namespace sfumato::cpu
