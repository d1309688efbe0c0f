#include "shaders/linear.h"
#include "tensor/ops/dense.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::LinearParams>();
    const auto x = step.tensor(0);
    const std::vector<float> w = step.weight_by_input(1);
    const std::vector<float> bias = p.has_bias != 0 ? step.weight(2) : std::vector<float>(p.n, 0.0f);
    const auto out = step.out();
    parallel_ranges(p.rows, [&](std::size_t begin, std::size_t end) {
        std::vector<double> sums(p.n);
        for (std::size_t row = begin; row < end; ++row) {
            sums.assign(bias.begin(), bias.end());
            multiply_row(x.subspan(row * p.k, p.k), w, sums);
            for (std::size_t n = 0; n < p.n; ++n) {
                const std::size_t at = row * p.n + n;
                double value = apply_activation(p.activation, sums[n]);
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

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<shaders::LinearParams>();
    const auto read = dispatching::shares_reads(features) ? shaders::Read::shared : shaders::Read::each;
    const auto shader =
        shaders::linear(dispatching::activation_type(program, step), dispatching::weight_type(program, step, 1), read);
    return dispatching::dense(shader, step, {p.rows, p.n, p.k, p.activation}, features);
}

constexpr OpInfo info{"linear", reference, dispatch, flops, 3};

} // namespace

Tensor linear(const Weights& w, Tensor x, const Epilogue& epilogue) {
    if (!x.valid()) return {};
    Program& program = *x.program();
    const record::Matrix m = record::matrix(w, x.shape().channels());
    if (m.n == 0) return {};
    const Shape shape = x.shape().with_channels(m.n);
    if (epilogue.residual.valid() && epilogue.residual.shape() != shape)
        return record::reject(program, fmt::format("{}: residual has shape {}, expected {}", w.name("weight"),
                                                   epilogue.residual.shape().text(), shape.text()));
    const Operand bias = record::vector(w, "bias", m.n, true);
    const Operand residual = record::tensor(epilogue.residual);
    record::count32(program, shape.elements());
    const shaders::LinearParams params{record::count32(program, x.shape().rows()),
                                       m.n,
                                       m.k,
                                       static_cast<std::uint32_t>(epilogue.activation),
                                       bias.kind != Operand::Kind::none,
                                       residual.kind != Operand::Kind::none};
    return program.append(info, {record::tensor(x), m.operand, bias, residual}, Params(params), shape,
                          program.activation());
}

} // namespace sfumato
