#include "shaders/concat.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

#include <algorithm>

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::ConcatParams>();
    const std::size_t width = p.a_width + p.b_width;
    for (std::size_t row = 0; row < p.rows; ++row) {
        const auto a = step.tensor(0).subspan(row * p.a_width, p.a_width);
        const auto b = step.tensor(1).subspan(row * p.b_width, p.b_width);
        std::copy(a.begin(), a.end(), step.out().begin() + static_cast<std::ptrdiff_t>(row * width));
        std::copy(b.begin(), b.end(), step.out().begin() + static_cast<std::ptrdiff_t>(row * width + p.a_width));
    }
}

double flops(const Program&, const Step&) {
    return 0;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<shaders::ConcatParams>();
    const std::uint64_t count = static_cast<std::uint64_t>(p.rows) * (p.a_width + p.b_width);
    return dispatching::elements(shaders::concat(dispatching::activation_type(program, step)), step,
                                 dispatching::in_fours(count, (p.a_width | p.b_width) % 4 == 0), features);
}

constexpr OpInfo info{"concat", reference, dispatch, flops};

} // namespace

Tensor concat(Tensor a, Tensor b) {
    if (!a.valid() || !b.valid()) return {};
    Program& program = *a.program();
    if (a.shape().with_channels(1) != b.shape().with_channels(1))
        return record::reject(program,
                              fmt::format("concat: shapes {} and {} differ", a.shape().text(), b.shape().text()));
    const std::int64_t width = a.shape().channels() + b.shape().channels();
    const Shape shape = a.shape().with_channels(width);
    record::count32(program, shape.elements());
    const shaders::ConcatParams params{record::count32(program, a.shape().rows()),
                                       static_cast<std::uint32_t>(a.shape().channels()),
                                       static_cast<std::uint32_t>(b.shape().channels())};
    return program.append(info, {record::tensor(a), record::tensor(b)}, Params(params), shape, program.activation());
}

Tensor concat(const Joined& x) {
    return x.b.valid() ? concat(x.a, x.b) : x.a;
}

} // namespace sfumato
