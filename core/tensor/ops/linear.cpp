#include "shaders/linear.h"
#include "shaders/lib/activation.h"
#include "tensor/ops/dense.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/gpu_tiles.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

#include <numeric>

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::LinearParams>();
    const std::vector<float> x = step.joined(0, 4, p.first_k);
    const std::vector<float> w = step.weight_by_input(1);
    const std::vector<float> bias = p.has_bias != 0 ? step.weight(2) : std::vector<float>(p.n, 0.0f);
    const auto out = step.out();
    parallel_ranges(p.rows, [&](std::size_t begin, std::size_t end) {
        std::vector<double> sums(p.n);
        for (std::size_t row = begin; row < end; ++row) {
            sums.assign(bias.begin(), bias.end());
            multiply_row(std::span(x).subspan(row * p.k, p.k), w, sums);
            const bool gated = p.activation == shaders::activation_geglu;
            const std::size_t width = gated ? p.n / 2 : p.n;
            for (std::size_t n = 0; n < width; ++n) {
                const std::size_t at = row * width + n;
                double value = gated ? sums[n] * apply_activation(shaders::activation_gelu, sums[width + n])
                                     : apply_activation(p.activation, sums[n]);
                if (p.has_residual != 0) value += static_cast<double>(step.tensor(3)[at]);
                out[at] = static_cast<float>(value);
            }
        }
    });
}

double flops(const Program&, const Step& step) {
    const auto p = step.params.as<shaders::LinearParams>();
    return 2.0 * p.rows * p.n * p.k;
}

dispatching::Product product_of(const Program& program, const Step& step) {
    const auto p = step.params.as<shaders::LinearParams>();
    const auto act = dispatching::activation_type(program, step);
    const auto weight = dispatching::weight_type(program, step, 1);
    return {{p.rows, p.n, std::gcd(p.k, p.first_k), p.activation},
            p.k,
            shaders::linear_tile(act, weight),
            shaders::linear_matrix(),
            act == shaders::Act::f16 && weight == shaders::Weight::f16};
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const dispatching::Product product = product_of(program, step);
    if (const auto gpu = dispatching::gpu_product(program, step, product, features)) return *gpu;
    const auto read = dispatching::read_of(features);
    const auto shader =
        shaders::linear(dispatching::activation_type(program, step), dispatching::weight_type(program, step, 1), read);
    return dispatching::dense(shader, step, product.shape, features);
}

Tunable tunable(const Program& program, const Step& step, const Features& features) {
    return dispatching::product_choices(program, step, product_of(program, step), features);
}

constexpr OpInfo info{"linear", reference, dispatch, flops, 3, tunable};

/// Layers of different types, each with its own product.
Tensor side_by_side(std::span<const Weights> parts, const Joined& x, const Epilogue& epilogue) {
    Tensor all;
    for (const Weights& w : parts) {
        const Tensor one = linear(w, x, {.activation = epilogue.activation});
        all = all.valid() ? concat(all, one) : one;
    }
    return epilogue.residual.valid() ? add(all, epilogue.residual) : all;
}

/// GEGLU in two steps, for outputs that do not come in fours.
Tensor gate_after(std::span<const Weights> parts, const Joined& x, const Epilogue& epilogue) {
    const Tensor y = geglu(linear(parts, x));
    return epilogue.residual.valid() ? add(y, epilogue.residual) : y;
}

} // namespace

Tensor linear(const Weights& w, const Joined& x, const Epilogue& epilogue) {
    return linear(std::span(&w, 1), x, epilogue);
}

Tensor linear(std::span<const Weights> parts, const Joined& x, const Epilogue& epilogue) {
    if (!x.valid() || parts.empty()) return {};
    const bool gated = epilogue.activation == Activation::geglu;
    if (gated && (!record::stackable(parts) || record::outputs(parts) % 8 != 0)) return gate_after(parts, x, epilogue);
    if (!record::stackable(parts)) return side_by_side(parts, x, epilogue);
    Program& program = *x.a.program();
    const record::Matrix m = record::matrix(parts, x.channels(), gated);
    if (m.n == 0) return {};
    const Shape shape = x.shape().with_channels(gated ? m.n / 2 : m.n);
    if (epilogue.residual.valid() && epilogue.residual.shape() != shape)
        return record::reject(program, fmt::format("{}: residual has shape {}, expected {}", parts[0].name("weight"),
                                                   epilogue.residual.shape().text(), shape.text()));
    const Operand bias = record::stacked_bias(parts, gated);
    const Operand residual = record::tensor(epilogue.residual), second = record::second(x);
    record::count32(program, shape.elements());
    const shaders::LinearParams params{record::count32(program, x.shape().rows()),
                                       m.n,
                                       m.k,
                                       static_cast<std::uint32_t>(epilogue.activation),
                                       bias.kind != Operand::Kind::none,
                                       residual.kind != Operand::Kind::none,
                                       static_cast<std::uint32_t>(x.a.shape().channels())};
    return program.append(info, {record::tensor(x.a), m.operand, bias, residual, second}, Params(params), shape,
                          program.activation());
}

} // namespace sfumato
