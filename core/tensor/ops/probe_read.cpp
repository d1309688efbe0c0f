#include "shaders/probe_read.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/probes.h"
#include "tensor/reference_step.h"

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::ProbeReadParams>();
    const auto out = step.out();
    for (std::size_t row = 0; row < p.rows; ++row) {
        double sum = 0;
        for (const float v : step.tensor(0).subspan(row * p.width, p.width))
            sum += static_cast<double>(v);
        out[row] = static_cast<float>(sum / p.width);
    }
}

double flops(const Program&, const Step& step) {
    const auto p = step.params.as<shaders::ProbeReadParams>();
    return static_cast<double>(p.rows) * p.width;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    return dispatching::groups(shaders::probe_read(dispatching::activation_type(program, step)), step,
                               step.params.as<shaders::ProbeReadParams>().rows,
                               {dispatching::reduction_size(128, features)}, features);
}

constexpr OpInfo info{"probe_read", reference, dispatch, flops};

} // namespace

Tensor probe_read(Tensor x) {
    if (!x.valid()) return {};
    Program& program = *x.program();
    const std::int64_t width = x.shape().channels();
    if (width == 0 || width % 4 != 0)
        return record::reject(program, fmt::format("probe_read: rows of {} values, expected a multiple of 4", width));
    record::count32(program, x.shape().elements());
    const shaders::ProbeReadParams params{record::count32(program, x.shape().rows()),
                                          static_cast<std::uint32_t>(width)};
    return program.append(info, {record::tensor(x)}, Params(params), x.shape().with_channels(1), program.activation());
}

} // namespace sfumato
