#include "shaders/probe_copy.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/probes.h"
#include "tensor/reference_step.h"

#include <algorithm>

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto x = step.tensor(0);
    std::copy(x.begin(), x.end(), step.out().begin());
}

double flops(const Program&, const Step&) {
    return 0;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const std::uint64_t count = step.params.as<shaders::ProbeCopyParams>().count;
    return dispatching::elements(shaders::probe_copy(dispatching::activation_type(program, step)), step,
                                 dispatching::in_fours(count, true), features);
}

// Never in place: nothing would be copied.
constexpr OpInfo info{"probe_copy", reference, dispatch, flops};

} // namespace

Tensor probe_copy(Tensor x) {
    if (!x.valid()) return {};
    Program& program = *x.program();
    const shaders::ProbeCopyParams params{record::count32(program, x.shape().elements())};
    return program.append(info, {record::tensor(x)}, Params(params), x.shape(), program.activation());
}

} // namespace sfumato
