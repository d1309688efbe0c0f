// conv2d: oneDNN convolutions over NHWC images. An upsampled image is doubled in scratch, in strips when it is large.
#include "cpu/onednn.h"
#include "cpu/threads.h"

#include "shaders/conv2d.h"

#include <algorithm>
#include <cstring>

namespace sfumato::cpu {
namespace {

using dnnl::memory;
using shaders::Conv2dParams;

constexpr std::size_t piece = 1 << 15;
constexpr std::uint64_t strip_bytes = 32ull << 20; ///< of a doubled image in scratch

/// Output rows [first, first + rows) of images [image, image + images), computed in one call.
struct Strip {
    std::size_t image, images, first, rows;
    std::shared_ptr<const Product> product;
    WeightHandle weight;
};

/// A convolution in strips. `halo`: rows above and below a strip that are stored with it (0: the whole image, padded by
/// oneDNN).
struct Convolution {
    Conv2dParams p{};
    std::uint64_t in = 0, out = 0, shift = 0, residual = 0;
    const float* bias = nullptr;
    std::size_t element = 4; ///< bytes of a value as the products read it
    std::size_t halo = 0;
    std::uint64_t narrow_bytes = 0, doubled_bytes = 0; ///< of the input as bf16, and doubled
    std::vector<Strip> strips;
};

std::uint64_t aligned(std::uint64_t bytes) {
    return (bytes + 63) / 64 * 64;
}

Product make_product(const Conv2dParams& p, Context& c, std::size_t images, std::size_t rows, bool stored_halo) {
    const auto type = c.bf16 ? memory::data_type::bf16 : memory::data_type::f32;
    const memory::dim kernel = p.kernel, stride = p.stride, pad = p.pad, out_height = static_cast<memory::dim>(rows),
                      out_width = p.out_width;
    const memory::dim height = stored_halo ? out_height + kernel - 1 : p.upsample != 0 ? p.out_height : p.in_height;
    const memory::dim width = p.upsample != 0 ? p.out_width : p.in_width;
    const memory::dim pad_rows = stored_halo ? 0 : pad;
    auto behind = [&](memory::dim in, memory::dim out, memory::dim before) { // what the last window lacks
        return std::max<memory::dim>(0, (out - 1) * stride + kernel - before - in);
    };
    const memory::dim batch = static_cast<memory::dim>(images);
    const memory::desc x({batch, p.in_channels, height, width}, type, memory::format_tag::nhwc);
    const memory::desc w({p.n, p.in_channels, kernel, kernel}, type, memory::format_tag::any);
    const memory::desc y({batch, p.n, out_height, out_width}, memory::data_type::f32, memory::format_tag::nhwc);
    const memory::desc bias =
        p.has_bias != 0 ? memory::desc({p.n}, memory::data_type::f32, memory::format_tag::a) : memory::desc();
    const dnnl::convolution_forward::desc what(dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
                                               x, w, bias, y, {stride, stride}, {pad_rows, pad},
                                               {behind(height, out_height, pad_rows), behind(width, out_width, pad)});
    const dnnl::convolution_forward::primitive_desc how(what, product_attributes(p.activation, p.has_residual != 0),
                                                        c.onednn->engine);
    return Product(*c.onednn, how, dnnl::convolution_forward(how));
}

Result<Strip> make_strip(const StepView& step, const Conv2dParams& p, Strip strip, bool stored_halo) {
    Context& c = step.context();
    strip.product = std::make_shared<Product>(make_product(p, c, strip.images, strip.rows, stored_halo));
    const memory::desc plain({p.n, p.in_channels, p.kernel, p.kernel}, memory::data_type::f32,
                             memory::format_tag::oihw);
    SF_TRY(strip.weight, blocked_weight(c, step.weight(1), plain, strip.product->weights()));
    return strip;
}

/// One strip when the doubled input fits into strip_bytes or there is none, else strips of single images.
Result<> cut_strips(const StepView& step, Convolution& v) {
    const Conv2dParams& p = v.p;
    const std::uint64_t line = static_cast<std::uint64_t>(p.out_width) * p.in_channels * v.element;
    const std::uint64_t whole = p.batch * p.out_height * line;
    if (p.upsample == 0 || whole <= strip_bytes) {
        SF_TRY(Strip strip, make_strip(step, p, {0, p.batch, 0, p.out_height, {}, {}}, false));
        v.strips.push_back(std::move(strip));
        v.doubled_bytes = p.upsample != 0 ? aligned(whole) : 0;
        return {};
    }
    v.halo = p.kernel / 2;
    const std::size_t rows = std::min<std::size_t>(p.out_height, std::max<std::uint64_t>(8, strip_bytes / line));
    v.doubled_bytes = aligned((rows + 2 * v.halo) * line);
    for (std::size_t image = 0; image < p.batch; ++image)
        for (std::size_t first = 0; first < p.out_height; first += rows) {
            Strip wanted{image, 1, first, std::min<std::size_t>(rows, p.out_height - first), {}, {}};
            const auto same =
                std::find_if(v.strips.begin(), v.strips.end(), [&](const Strip& s) { return s.rows == wanted.rows; });
            if (same != v.strips.end()) {
                wanted.product = same->product;
                wanted.weight = same->weight;
                v.strips.push_back(wanted);
                continue;
            }
            SF_TRY(Strip strip, make_strip(step, p, wanted, true));
            v.strips.push_back(std::move(strip));
        }
    return {};
}

/// Writes the strip's rows of the doubled input with its halo; rows outside the image are zero.
void double_rows(const Convolution& v, const Context& c, const Strip& strip, const std::byte* x, std::byte* to) {
    const Conv2dParams& p = v.p;
    const std::size_t pixel = p.in_channels * v.element, line = p.out_width * pixel, lines = strip.rows + 2 * v.halo;
    parallel_for(c.threads, strip.images * lines, [&](std::size_t i, int) {
        const std::size_t row = strip.first + i % lines; // of the doubled image, counted from the halo above it
        std::byte* const at = to + i * line;
        if (row < v.halo || row - v.halo >= p.out_height) {
            std::memset(at, 0, line);
            return;
        }
        const std::byte* const from =
            x + ((strip.image + i / lines) * p.in_height + (row - v.halo) / 2) * p.in_width * pixel;
        for (std::size_t column = 0; column < p.out_width; ++column)
            std::memcpy(at + column * pixel, from + column / 2 * pixel, pixel);
    });
}

void add_shift(const Convolution& v, const Context& c, const float* shift, float* y) {
    shift += v.p.shift_offset;
    const std::size_t n = v.p.n, pixels = static_cast<std::size_t>(v.p.out_height) * v.p.out_width;
    parallel_pieces(c.threads, v.p.batch * pixels, std::max<std::size_t>(1, piece / n),
                    [&](std::size_t begin, std::size_t end) {
                        for (std::size_t i = begin; i < end; ++i)
                            c.loops->add(y + i * n, shift + i / pixels * v.p.shift_stride, y + i * n, n);
                    });
}

Result<> run(const Convolution& v, const Context& c, const Frame& f) {
    const Conv2dParams& p = v.p;
    const auto* x = reinterpret_cast<const std::byte*>(f.floats(v.in));
    if (c.bf16) {
        auto* const narrow = reinterpret_cast<std::uint16_t*>(f.scratch);
        parallel_pieces(c.threads, static_cast<std::size_t>(p.batch) * p.in_height * p.in_width * p.in_channels, piece,
                        [&](std::size_t begin, std::size_t end) {
                            c.loops->to_bf16(f.floats(v.in) + begin, narrow + begin, end - begin);
                        });
        x = f.scratch;
    }
    float* const y = f.floats(v.out);
    copy_floats(c.threads, f.floats(v.residual), y,
                static_cast<std::size_t>(p.batch) * p.out_height * p.out_width * p.n);
    std::byte* const doubled = f.scratch + v.narrow_bytes;
    for (const Strip& strip : v.strips) {
        if (p.upsample != 0) double_rows(v, c, strip, x, doubled);
        float* const to = y + (strip.image * p.out_height + strip.first) * p.out_width * p.n;
        const void* const from = p.upsample != 0 ? doubled : x;
        SF_CHECK(strip.product->run({from, strip.weight->data(), v.bias, to, doubled + v.doubled_bytes}));
    }
    if (p.has_shift != 0) add_shift(v, c, f.floats(v.shift), y);
    return {};
}

} // namespace

Result<ReadyStep> prepare_conv2d(const StepView& step) {
    return guarded("preparing a convolution", [&]() -> Result<ReadyStep> {
        Context& c = step.context();
        Convolution v;
        v.p = step.params<Conv2dParams>();
        v.in = step.in(0);
        v.out = step.out();
        v.shift = v.p.has_shift != 0 ? step.in(3) : 0;
        v.residual = v.p.has_residual != 0 ? step.in(4) : v.out;
        v.element = c.bf16 ? 2 : 4;
        v.narrow_bytes = c.bf16 ? aligned(2ull * v.p.batch * v.p.in_height * v.p.in_width * v.p.in_channels) : 0;
        SF_CHECK(cut_strips(step, v));
        std::vector<WeightHandle> held;
        if (v.p.has_bias != 0) {
            SF_TRY(WeightHandle bias, step.floats(2));
            v.bias = values(bias);
            held.push_back(std::move(bias));
        }
        std::uint64_t inner = 0;
        for (const Strip& strip : v.strips) {
            inner = std::max(inner, strip.product->scratch_bytes());
            held.push_back(strip.weight);
        }
        const std::uint64_t scratch = v.narrow_bytes + v.doubled_bytes + inner;
        return ready([&c, v = std::move(v)](const Frame& f) { return run(v, c, f); }, scratch, std::move(held));
    });
}

} // namespace sfumato::cpu
