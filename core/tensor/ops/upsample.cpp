#include "shaders/upsample.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::UpsampleParams>();
    const auto x = step.tensor(0);
    const auto out = step.out();
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t c = i % p.channels, pixel = i / p.channels;
        const std::size_t column = pixel % (2 * p.width) / 2, line = pixel / (2 * p.width);
        const std::size_t b = line / (2 * p.height), row = line % (2 * p.height) / 2;
        out[i] = x[((b * p.height + row) * p.width + column) * p.channels + c];
    }
}

double flops(const Program&, const Step&) {
    return 0;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<shaders::UpsampleParams>();
    const std::uint64_t count = 4ull * p.batch * p.height * p.width * p.channels;
    return dispatching::elements(shaders::upsample(dispatching::activation_type(program, step)), step,
                                 dispatching::in_fours(count, p.channels % 4 == 0), features);
}

constexpr OpInfo info{"upsample", reference, dispatch, flops};

} // namespace

Tensor upsample_nearest(Tensor x) {
    if (!x.valid()) return {};
    Program& program = *x.program();
    const Shape& in = x.shape();
    if (in.rank() != 4) return record::reject(program, fmt::format("upsample: shape {} is not an image", in.text()));
    const Shape shape{in[0], in[1] * 2, in[2] * 2, in[3]};
    record::count32(program, shape.elements());
    auto u = [](std::int64_t v) { return static_cast<std::uint32_t>(v); };
    const shaders::UpsampleParams params{u(in[0]), u(in[1]), u(in[2]), u(in[3])};
    return program.append(info, {record::tensor(x)}, Params(params), shape, program.activation());
}

} // namespace sfumato
