#include "shaders/conv2d.h"
#include "tensor/ops/dense.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/gpu_tiles.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

namespace sfumato {
namespace {

using shaders::Conv2dParams;

/// The kernel*kernel*channels values that output pixel (b, y, x) sees; zeros outside the image.
void gather_patch(const Conv2dParams& p, std::span<const float> image, std::size_t b, std::size_t y, std::size_t x,
                  std::vector<float>& patch) {
    const std::int64_t height = p.upsample != 0 ? p.out_height : p.in_height;
    const std::int64_t width = p.upsample != 0 ? p.out_width : p.in_width;
    std::size_t at = 0;
    for (std::uint32_t ky = 0; ky < p.kernel; ++ky)
        for (std::uint32_t kx = 0; kx < p.kernel; ++kx) {
            const std::int64_t iy = static_cast<std::int64_t>(y * p.stride + ky) - p.pad;
            const std::int64_t ix = static_cast<std::int64_t>(x * p.stride + kx) - p.pad;
            const bool inside = iy >= 0 && ix >= 0 && iy < height && ix < width;
            const std::size_t pixel =
                inside ? (b * p.in_height + static_cast<std::size_t>(iy >> p.upsample)) * p.in_width +
                             static_cast<std::size_t>(ix >> p.upsample)
                       : 0;
            for (std::uint32_t c = 0; c < p.in_channels; ++c)
                patch[at++] = inside ? image[pixel * p.in_channels + c] : 0.0f;
        }
}

void reference(const ReferenceStep& step) {
    const auto p = step.params<Conv2dParams>();
    const auto image = step.tensor(0);
    const std::vector<float> w = step.weight_by_input(1);
    const std::vector<float> bias = p.has_bias != 0 ? step.weight(2) : std::vector<float>(p.n, 0.0f);
    const auto out = step.out();
    parallel_ranges(static_cast<std::size_t>(p.batch) * p.out_height, [&](std::size_t begin, std::size_t end) {
        std::vector<double> sums(p.n);
        std::vector<float> patch(static_cast<std::size_t>(p.kernel) * p.kernel * p.in_channels);
        for (std::size_t line = begin; line < end; ++line)
            for (std::size_t x = 0; x < p.out_width; ++x) {
                const std::size_t b = line / p.out_height;
                gather_patch(p, image, b, line % p.out_height, x, patch);
                sums.assign(bias.begin(), bias.end());
                multiply_row(patch, w, sums);
                for (std::size_t n = 0; n < p.n; ++n) {
                    const std::size_t at = (line * p.out_width + x) * p.n + n;
                    double value = apply_activation(p.activation, sums[n]);
                    if (p.has_shift != 0)
                        value += static_cast<double>(step.tensor(3)[p.shift_offset + b * p.shift_stride + n]);
                    if (p.has_residual != 0) value += static_cast<double>(step.tensor(4)[at]);
                    out[at] = static_cast<float>(value);
                }
            }
    });
}

double flops(const Program&, const Step& step) {
    const auto p = step.params.as<Conv2dParams>();
    return 2.0 * p.batch * p.out_height * p.out_width * p.n * p.kernel * p.kernel * p.in_channels;
}

dispatching::Product product_of(const Program& program, const Step& step) {
    const auto p = step.params.as<shaders::Conv2dParams>();
    const auto act = dispatching::activation_type(program, step);
    const auto weight = dispatching::weight_type(program, step, 1);
    return {{p.batch * p.out_height * p.out_width, p.n, p.in_channels, p.activation},
            p.kernel * p.kernel * p.in_channels,
            shaders::conv2d_tile(act, weight),
            shaders::conv2d_matrix(),
            act == shaders::Act::f16 && weight == shaders::Weight::f16};
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const dispatching::Product product = product_of(program, step);
    if (const auto gpu = dispatching::gpu_product(program, step, product, features)) return *gpu;
    const auto read = dispatching::read_of(features);
    const auto shader =
        shaders::conv2d(dispatching::activation_type(program, step), dispatching::weight_type(program, step, 1), read);
    return dispatching::dense(shader, step, product.shape, features);
}

Tunable tunable(const Program& program, const Step& step, const Features& features) {
    return dispatching::product_choices(program, step, product_of(program, step), features);
}

constexpr OpInfo info{"conv2d", reference, dispatch, flops, 4, tunable};

std::int64_t out_size(std::int64_t in, const Conv2dOptions& o, std::int64_t crop, std::int64_t kernel,
                      std::int64_t before, std::int64_t after) {
    if (o.upsample) return crop > 0 ? crop : in * 2;
    return (in + before + after - kernel) / o.stride + 1;
}

/// Upsampling keeps to the padding that keeps the size, and crops at most one row and column.
bool upsample_fits(const Shape& in, const Conv2dOptions& o, std::int64_t half_kernel) {
    auto fits = [](std::int64_t size, std::int64_t crop) {
        return crop == 0 || crop == 2 * size || crop == 2 * size - 1;
    };
    auto keeps = [&](int pad) { return pad < 0 || pad == half_kernel; };
    return o.stride == 1 && keeps(o.pad_before) && keeps(o.pad_after) && fits(in[1], o.crop_height) &&
           fits(in[2], o.crop_width);
}

/// Whether there are `n` columns for every item of the batch.
bool is_shift(const Columns& shift, std::int64_t batch, std::int64_t n) {
    const Shape& shape = shift.tensor.shape();
    return shape.rank() == 2 && shape[0] == batch && shift.width == n && shift.offset >= 0 &&
           shift.offset + n <= shape[1];
}

} // namespace

Tensor conv2d(const Weights& w, Tensor x, const Conv2dOptions& o, const Epilogue& epilogue) {
    if (!x.valid()) return {};
    Program& program = *x.program();
    const Shape& in = x.shape();
    if (in.rank() != 4)
        return record::reject(program,
                              fmt::format("{}: input has shape {}, expected an image", w.name("weight"), in.text()));
    if (epilogue.activation == Activation::geglu)
        return record::reject(program, fmt::format("{}: a convolution cannot end in GEGLU", w.name("weight")));
    const record::Matrix m = record::convolution(w, in.channels());
    if (m.n == 0) return {};
    if (m.kernel == 1 && o.stride == 1 && !o.upsample && o.pad_before <= 0 && !epilogue.shift.valid())
        return linear(w, x, epilogue);
    const std::int64_t before = o.pad_before < 0 ? m.kernel / 2 : o.pad_before;
    const std::int64_t after = o.pad_after < 0 ? m.kernel / 2 : o.pad_after;
    if (o.upsample && !upsample_fits(in, o, m.kernel / 2))
        return record::reject(program, fmt::format("{}: image {} cannot be upsampled to {}x{}", w.name("weight"),
                                                   in.text(), o.crop_height, o.crop_width));
    const Shape shape{in[0], out_size(in[1], o, o.crop_height, m.kernel, before, after),
                      out_size(in[2], o, o.crop_width, m.kernel, before, after), m.n};
    if (shape[1] <= 0 || shape[2] <= 0)
        return record::reject(
            program, fmt::format("{}: image {} is too small for the convolution", w.name("weight"), in.text()));
    if (epilogue.residual.valid() && epilogue.residual.shape() != shape)
        return record::reject(program, fmt::format("{}: residual has shape {}, expected {}", w.name("weight"),
                                                   epilogue.residual.shape().text(), shape.text()));
    if (epilogue.shift.valid() && !is_shift(epilogue.shift, in[0], m.n))
        return record::reject(program,
                              fmt::format("{}: shift is {} of {}, expected {} of [{}, ...]", w.name("weight"),
                                          epilogue.shift.width, epilogue.shift.tensor.shape().text(), m.n, in[0]));
    const Operand bias = record::vector(w, "bias", m.n, true);
    const Operand shift = record::tensor(epilogue.shift.tensor);
    const Operand residual = record::tensor(epilogue.residual);
    record::count32(program, in.elements());
    record::count32(program, shape.elements());
    auto u = [](std::int64_t v) { return static_cast<std::uint32_t>(v); };
    const Conv2dParams params{u(in[0]),
                              u(in[1]),
                              u(in[2]),
                              u(in[3]),
                              u(shape[1]),
                              u(shape[2]),
                              m.n,
                              m.kernel,
                              u(o.stride),
                              u(before),
                              o.upsample ? 1u : 0u,
                              static_cast<std::uint32_t>(epilogue.activation),
                              bias.kind != Operand::Kind::none,
                              shift.kind != Operand::Kind::none,
                              residual.kind != Operand::Kind::none,
                              u(epilogue.shift.offset),
                              u(epilogue.shift.tensor.shape().channels())};
    return program.append(info, {record::tensor(x), m.operand, bias, shift, residual}, Params(params), shape,
                          program.activation());
}

} // namespace sfumato
