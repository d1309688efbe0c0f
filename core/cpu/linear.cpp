// linear: one oneDNN matrix product with its epilogue.
#include "cpu/onednn.h"
#include "cpu/threads.h"

#include "shaders/linear.h"

#include <cstring>

namespace sfumato::cpu {
namespace {

using dnnl::memory;
using shaders::LinearParams;

constexpr std::size_t piece = 1 << 15;

Product make_product(const LinearParams& p, Context& c) {
    const auto type = c.bf16 ? memory::data_type::bf16 : memory::data_type::f32;
    const memory::dim rows = p.rows, n = p.n, k = p.k;
    const memory::desc x({rows, k}, type, memory::format_tag::ab), w({k, n}, type, memory::format_tag::any);
    const memory::desc y({rows, n}, memory::data_type::f32, memory::format_tag::ab);
    const memory::desc bias({1, n}, memory::data_type::f32, memory::format_tag::ab);
    const dnnl::matmul::desc what = p.has_bias != 0 ? dnnl::matmul::desc(x, w, bias, y) : dnnl::matmul::desc(x, w, y);
    const dnnl::matmul::primitive_desc how(what, product_attributes(p.activation, p.has_residual != 0),
                                           c.onednn->engine);
    return Product(*c.onednn, how, dnnl::matmul(how));
}

} // namespace

Result<ReadyStep> prepare_linear(const StepView& step) {
    return guarded("preparing a matrix product", [&]() -> Result<ReadyStep> {
        const auto p = step.params<LinearParams>();
        Context& c = step.context();
        auto product = std::make_shared<Product>(make_product(p, c));
        const memory::desc plain({p.k, p.n}, memory::data_type::f32, memory::format_tag::ba);
        SF_TRY(const WeightHandle weight, blocked_weight(c, step.weight(1), plain, product->weights()));
        std::vector<WeightHandle> held{weight};
        if (p.has_bias != 0) {
            SF_TRY(WeightHandle bias, step.floats(2));
            held.push_back(std::move(bias));
        }
        const float* const bias = p.has_bias != 0 ? values(held[1]) : nullptr;
        const std::uint64_t in = step.in(0), out = step.out(), residual = p.has_residual != 0 ? step.in(3) : out;
        const std::size_t in_count = static_cast<std::size_t>(p.rows) * p.k,
                          out_count = static_cast<std::size_t>(p.rows) * p.n;
        const std::size_t narrow_bytes = c.bf16 ? (in_count * 2 + 63) / 64 * 64 : 0;
        auto run = [=, &c](const Frame& f) -> Result<> {
            const void* x = f.floats(in);
            if (c.bf16) {
                auto* const narrow = reinterpret_cast<std::uint16_t*>(f.scratch);
                parallel_pieces(c.threads, in_count, piece, [&](std::size_t begin, std::size_t end) {
                    c.loops->to_bf16(f.floats(in) + begin, narrow + begin, end - begin);
                });
                x = narrow;
            }
            copy_floats(c.threads, f.floats(residual), f.floats(out), out_count);
            return product->run({x, weight->data(), bias, f.floats(out), f.scratch + narrow_bytes});
        };
        return ready(std::move(run), narrow_bytes + product->scratch_bytes(), std::move(held));
    });
}

} // namespace sfumato::cpu
