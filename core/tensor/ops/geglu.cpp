#include "shaders/geglu.h"
#include "shaders/lib/activation.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::GegluParams>();
    const auto x = step.tensor(0);
    const auto out = step.out();
    for (std::size_t row = 0; row < p.rows; ++row)
        for (std::size_t c = 0; c < p.width; ++c) {
            const double value = x[row * 2 * p.width + c], gate = x[row * 2 * p.width + p.width + c];
            out[row * p.width + c] = static_cast<float>(value * apply_activation(shaders::activation_gelu, gate));
        }
}

double flops(const Program&, const Step& step) {
    const auto p = step.params.as<shaders::GegluParams>();
    return 8.0 * p.rows * p.width;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<shaders::GegluParams>();
    const std::uint64_t count = static_cast<std::uint64_t>(p.rows) * p.width;
    return dispatching::elements(shaders::geglu(dispatching::activation_type(program, step)), step,
                                 dispatching::in_fours(count, p.width % 4 == 0), features);
}

constexpr OpInfo info{"geglu", reference, dispatch, flops};

} // namespace

Tensor geglu(Tensor x) {
    if (!x.valid()) return {};
    Program& program = *x.program();
    const std::int64_t width = x.shape().channels() / 2;
    if (width * 2 != x.shape().channels() || width == 0)
        return record::reject(program, fmt::format("geglu: {} channels do not halve", x.shape().channels()));
    const shaders::GegluParams params{record::count32(program, x.shape().rows()), static_cast<std::uint32_t>(width)};
    return program.append(info, {record::tensor(x)}, Params(params), x.shape().with_channels(width),
                          program.activation());
}

} // namespace sfumato
