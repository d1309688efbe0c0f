#include "shaders/layer_norm.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

#include <cmath>

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::LayerNormParams>();
    const std::vector<float> gain = step.weight(1), bias = step.weight(2);
    const auto out = step.out();
    for (std::size_t row = 0; row < p.rows; ++row) {
        const auto x = step.tensor(0).subspan(row * p.width, p.width);
        double sum = 0, squares = 0;
        for (const float v : x)
            sum += static_cast<double>(v);
        const double mean = sum / p.width;
        for (const float v : x)
            squares += (static_cast<double>(v) - mean) * (static_cast<double>(v) - mean);
        const double rstd = 1.0 / std::sqrt(squares / p.width + static_cast<double>(p.eps));
        for (std::size_t c = 0; c < p.width; ++c)
            out[row * p.width + c] =
                static_cast<float>((static_cast<double>(x[c]) - mean) * rstd * static_cast<double>(gain[c]) +
                                   static_cast<double>(bias[c]));
    }
}

double flops(const Program&, const Step& step) {
    const auto p = step.params.as<shaders::LayerNormParams>();
    return 8.0 * p.rows * p.width;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<shaders::LayerNormParams>();
    const shaders::Act act = dispatching::activation_type(program, step);
    const std::uint32_t lanes = features.subgroup_size;
    if (kernel_family(features) == KernelFamily::uniform && p.width % lanes == 0)
        return dispatching::groups(shaders::layer_norm_uniform(act), step, p.rows, {lanes, lanes}, features);
    const std::uint32_t size = dispatching::reduction_size(p.width > 2048 ? 256 : 128, features);
    const std::uint32_t held = (p.width / 4 + size - 1) / size; // fours of a row in each invocation's registers
    if (dispatching::is_gpu(features) && features.subgroup_arithmetic && p.width % 4 == 0 && held <= 8)
        return dispatching::groups(shaders::layer_norm_wide(act), step, p.rows, {size, held}, features);
    return dispatching::groups(shaders::layer_norm(act), step, p.rows, {dispatching::reduction_size(128, features)},
                               features);
}

constexpr OpInfo info{"layer_norm", reference, dispatch, flops};

} // namespace

Tensor layer_norm(const Weights& w, Tensor x, float eps) {
    if (!x.valid()) return {};
    Program& program = *x.program();
    const std::int64_t width = x.shape().channels();
    const Operand gain = record::vector(w, "weight", width);
    const Operand bias = record::vector(w, "bias", width);
    const shaders::LayerNormParams params{record::count32(program, x.shape().rows()), static_cast<std::uint32_t>(width),
                                          eps};
    return program.append(info, {record::tensor(x), gain, bias}, Params(params), x.shape(), program.activation());
}

} // namespace sfumato
