#include "shaders/probe_fma.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/probes.h"
#include "tensor/reference_step.h"

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::ProbeFmaParams>();
    const auto x = step.tensor(0);
    const auto out = step.out();
    const double a = static_cast<double>(p.a), b = static_cast<double>(p.b);
    parallel_ranges(p.count, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            double sum = 0;
            for (std::uint32_t chain = 0; chain < probe_fma_chains; ++chain) {
                double v = static_cast<double>(x[i]) + chain * 0.0625;
                for (std::uint32_t n = 0; n < p.iterations; ++n)
                    v = v * a + b;
                sum += v;
            }
            out[i] = static_cast<float>(sum / probe_fma_chains);
        }
    });
}

double flops(const Program&, const Step& step) {
    const auto p = step.params.as<shaders::ProbeFmaParams>();
    return 2.0 * probe_fma_chains * p.count * p.iterations;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    return dispatching::elements(shaders::probe_fma(dispatching::activation_type(program, step)), step,
                                 step.params.as<shaders::ProbeFmaParams>().count, features);
}

constexpr OpInfo info{"probe_fma", reference, dispatch, flops};

} // namespace

Tensor probe_fma(Tensor x, std::uint32_t iterations, float a, float b) {
    if (!x.valid()) return {};
    Program& program = *x.program();
    if (iterations == 0 || iterations % 16 != 0)
        return record::reject(program, fmt::format("probe_fma: {} iterations, expected a multiple of 16", iterations));
    const shaders::ProbeFmaParams params{record::count32(program, x.shape().elements()), iterations, a, b};
    return program.append(info, {record::tensor(x)}, Params(params), x.shape(), program.activation());
}

} // namespace sfumato
