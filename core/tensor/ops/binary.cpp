#include "shaders/binary.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::BinaryParams>();
    const auto a = step.tensor(0), b = step.tensor(1);
    const auto out = step.out();
    for (std::size_t i = 0; i < p.count; ++i) {
        const std::size_t row = i / p.channels;
        const std::size_t j = p.broadcast != 0 ? row / p.rows_per_batch * p.channels + i % p.channels : i;
        const double x = a[i], y = b[j];
        out[i] = static_cast<float>(p.operation == 0 ? x + y : x * y);
    }
}

double flops(const Program&, const Step& step) {
    return step.params.as<shaders::BinaryParams>().count;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const std::uint64_t count = step.params.as<shaders::BinaryParams>().count;
    return dispatching::elements(shaders::binary(dispatching::activation_type(program, step)), step,
                                 dispatching::in_fours(count, true), features);
}

constexpr OpInfo info{"binary", reference, dispatch, flops, 0};

Tensor append(Tensor a, Tensor b, std::uint32_t operation) {
    if (!a.valid() || !b.valid()) return {};
    Program& program = *a.program();
    const Shape& shape = a.shape();
    const Shape spread{shape.batch(), shape.channels()};
    const bool broadcast = b.shape() != shape;
    if (broadcast && b.shape() != spread)
        return record::reject(program, fmt::format("cannot combine shapes {} and {}", shape.text(), b.shape().text()));
    auto u = [](std::int64_t v) { return static_cast<std::uint32_t>(v); };
    const shaders::BinaryParams params{record::count32(program, shape.elements()), operation, broadcast ? 1u : 0u,
                                       u(shape.channels()), u(shape.rows() / shape.batch())};
    return program.append(info, {record::tensor(a), record::tensor(b)}, Params(params), shape, program.activation());
}

} // namespace

Tensor add(Tensor a, Tensor b) {
    return append(a, b, 0);
}
Tensor mul(Tensor a, Tensor b) {
    return append(a, b, 1);
}

} // namespace sfumato
