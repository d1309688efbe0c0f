#include "shaders/convert.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

#include <algorithm>

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto x = step.tensor(0);
    std::copy(x.begin(), x.end(), step.out().begin()); // the executor rounds to the stored type
}

double flops(const Program&, const Step&) {
    return 0;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const auto from = program.tensors()[step.in[0].index].dtype == DType::f16 ? shaders::From::f16 : shaders::From::f32;
    const auto to = program.tensors()[step.out].dtype == DType::f16 ? shaders::To::f16 : shaders::To::f32;
    const std::uint64_t count = step.params.as<shaders::ConvertParams>().count;
    return dispatching::elements(shaders::convert(from, to), step, dispatching::in_fours(count, true), features);
}

constexpr OpInfo info{"convert", reference, dispatch, flops};

} // namespace

Tensor convert(Tensor x, DType dtype) {
    if (!x.valid() || x.dtype() == dtype) return x;
    Program& program = *x.program();
    if (dtype != DType::f32 && dtype != DType::f16) return record::reject(program, "convert: only to f32 and f16");
    const shaders::ConvertParams params{record::count32(program, x.shape().elements())};
    return program.append(info, {record::tensor(x)}, Params(params), x.shape(), dtype);
}

} // namespace sfumato
