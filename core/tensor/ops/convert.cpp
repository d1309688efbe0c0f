#include "shaders/convert.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

#include <algorithm>

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto x = step.tensor(0);
    std::copy(x.begin(), x.end(), step.out().begin()); // the executor rounds to the stored type
}

double flops(const Program&, const Step&) { return 0; }

constexpr OpInfo info{"convert", reference, nullptr, flops};

} // namespace

Tensor convert(Tensor x, DType dtype) {
    if (!x.valid() || x.dtype() == dtype) return x;
    Program& program = *x.program();
    if (dtype != DType::f32 && dtype != DType::f16) return record::reject(program, "convert: only to f32 and f16");
    const shaders::ConvertParams params{record::count32(program, x.shape().elements())};
    return program.append(info, {record::tensor(x)}, Params(params), x.shape(), dtype);
}

} // namespace sfumato
