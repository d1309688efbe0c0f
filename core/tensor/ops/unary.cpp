#include "shaders/unary.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::UnaryParams>();
    const auto x = step.tensor(0);
    const auto out = step.out();
    for (std::size_t i = 0; i < p.count; ++i)
        out[i] = static_cast<float>(apply_activation(p.activation, static_cast<double>(x[i])) *
                                        static_cast<double>(p.scale) +
                                    static_cast<double>(p.shift));
}

double flops(const Program&, const Step& step) {
    return 4.0 * step.params.as<shaders::UnaryParams>().count;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const std::uint64_t count = step.params.as<shaders::UnaryParams>().count;
    return dispatching::elements(shaders::unary(dispatching::activation_type(program, step)), step,
                                 dispatching::in_fours(count, true), features);
}

constexpr OpInfo info{"unary", reference, dispatch, flops, 0};

Tensor append(Tensor x, Activation activation, float scale, float shift) {
    if (!x.valid()) return {};
    Program& program = *x.program();
    const shaders::UnaryParams params{record::count32(program, x.shape().elements()),
                                      static_cast<std::uint32_t>(activation), scale, shift};
    return program.append(info, {record::tensor(x)}, Params(params), x.shape(), program.activation());
}

} // namespace

Tensor activate(Tensor x, Activation activation) {
    return append(x, activation, 1.0f, 0.0f);
}
Tensor affine(Tensor x, float scale, float shift) {
    return append(x, Activation::none, scale, shift);
}

} // namespace sfumato
