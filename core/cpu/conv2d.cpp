// conv2d: oneDNN convolutions over NHWC images in pieces that threads share: strips of rows, or slices of the channels
// of small images. An upsampled image is doubled strip by strip.
#include "cpu/onednn.h"
#include "cpu/threads.h"

#include "shaders/conv2d.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sfumato::cpu {
namespace {

using dnnl::memory;
using shaders::Conv2dParams;

// Pieces do not depend on the number of threads, so that results do not.
constexpr std::size_t least_strip_pixels = 128, most_strip_rows = 8;
constexpr std::size_t most_sliced_pixels = 256,
                      slice_channels = 64; ///< images so small are cut into slices of channels
constexpr double least_flops = 8e6;        ///< of a piece: worth waking a thread

/// Rows of the convolved image, after doubling, that a strip of output rows reads, and the zeros around them.
struct Window {
    std::size_t begin = 0, rows = 0, zeros_above = 0, zeros_below = 0;
    bool operator==(const Window&) const = default;
};

/// Output rows [first, first + rows) of one image.
struct Strip {
    std::size_t image = 0, first = 0, rows = 0;
    Window window;
    std::shared_ptr<const Product> product;
    std::vector<WeightHandle> weights; ///< by slice
};

struct Convolution {
    Conv2dParams p{};
    std::uint64_t in = 0, out = 0, shift = 0, residual = 0;
    const float* bias = nullptr;
    std::size_t element = 4; ///< bytes of a value as the products read it
    std::size_t slices = 1;  ///< of the output channels; when there are several, sums are made apart and spread
    std::vector<Strip> strips;
    std::uint64_t doubled = 0, sums = 0, inner = 0,
                  scratch = 0; ///< where things are in a thread's scratch, and its size

    std::size_t slice_width() const { return p.n / slices; }
    std::size_t height() const { return p.upsample != 0 ? p.out_height : p.in_height; } ///< of the image convolved
    std::size_t width() const { return p.upsample != 0 ? p.out_width : p.in_width; }
};

std::uint64_t aligned(std::uint64_t bytes, std::uint64_t to = 64) {
    return (bytes + to - 1) / to * to;
}

Window window_of(const Convolution& v, std::size_t first, std::size_t rows) {
    const std::size_t from = first * v.p.stride, to = (first + rows - 1) * v.p.stride + v.p.kernel; // behind the zeros
    const std::size_t begin = std::max<std::size_t>(from, v.p.pad) - v.p.pad,
                      end = std::min<std::size_t>(to - std::min<std::size_t>(to, v.p.pad), v.height());
    return {begin, end - begin, begin + v.p.pad - from, to - v.p.pad - end};
}

Product make_product(const Convolution& v, Context& c, const Strip& strip) {
    const Conv2dParams& p = v.p;
    const auto type = c.bf16 ? memory::data_type::bf16 : memory::data_type::f32;
    const auto dim = [](std::size_t n) { return static_cast<memory::dim>(n); };
    const memory::dim n = dim(v.slice_width()), stride = p.stride, pad = p.pad, out_width = p.out_width,
                      width = dim(v.width());
    const memory::dim zeros_right = std::max<memory::dim>(0, (out_width - 1) * stride + p.kernel - pad - width);
    const memory::desc x({1, p.in_channels, dim(strip.window.rows), width}, type, memory::format_tag::nhwc);
    const memory::desc w({n, p.in_channels, p.kernel, p.kernel}, type, memory::format_tag::any);
    const memory::desc y({1, n, dim(strip.rows), out_width}, memory::data_type::f32, memory::format_tag::nhwc);
    const memory::desc bias =
        p.has_bias != 0 ? memory::desc({n}, memory::data_type::f32, memory::format_tag::a) : memory::desc();
    const dnnl::convolution_forward::desc what(dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
                                               x, w, bias, y, {stride, stride}, {dim(strip.window.zeros_above), pad},
                                               {dim(strip.window.zeros_below), zeros_right});
    const bool adds = p.has_residual != 0 && v.slices == 1;
    const dnnl::convolution_forward::primitive_desc how(what, product_attributes(p.activation, adds), c.onednn->engine);
    return Product(*c.onednn, how, dnnl::convolution_forward(how));
}

/// Rows of a strip, and slices.
std::size_t choose_pieces(Convolution& v) {
    const Conv2dParams& p = v.p;
    const std::size_t pixels = static_cast<std::size_t>(p.out_height) * p.out_width;
    const double flops = 2.0 * p.n * p.in_channels * p.kernel * p.kernel;
    if (pixels <= most_sliced_pixels) {
        for (const std::size_t slices : {4, 2})
            if (v.slices == 1 && p.n % (slices * slice_channels) == 0 &&
                flops * static_cast<double>(pixels) / static_cast<double>(slices) >= least_flops)
                v.slices = slices;
        if (v.slices > 1) return p.out_height;
    }
    const std::size_t eighth = (p.out_height + 7) / 8;
    std::size_t rows =
        std::max((least_strip_pixels + p.out_width - 1) / p.out_width, std::min(most_strip_rows, eighth));
    rows = std::max(rows, static_cast<std::size_t>(least_flops / (flops * p.out_width)));
    return std::min<std::size_t>(rows, p.out_height);
}

/// Product and weights of a strip: those of an earlier strip that reads alike, or new ones.
Result<> equip(const StepView& step, const Convolution& v, Strip& strip) {
    for (const Strip& s : v.strips)
        if (s.rows == strip.rows && s.window.rows == strip.window.rows &&
            s.window.zeros_above == strip.window.zeros_above && s.window.zeros_below == strip.window.zeros_below) {
            strip.product = s.product;
            strip.weights = s.weights;
            return {};
        }
    Context& c = step.context();
    strip.product = std::make_shared<Product>(make_product(v, c, strip));
    const auto n = static_cast<memory::dim>(v.slice_width());
    const memory::desc plain({n, v.p.in_channels, v.p.kernel, v.p.kernel}, memory::data_type::f32,
                             memory::format_tag::oihw);
    for (std::size_t slice = 0; slice < v.slices; ++slice) {
        const std::size_t first = slice * v.slice_width() * v.p.in_channels * v.p.kernel * v.p.kernel;
        SF_TRY(WeightHandle weight, blocked_weight(c, step.weight(1), plain, strip.product->weights(), first));
        strip.weights.push_back(std::move(weight));
    }
    return {};
}

Result<> cut(const StepView& step, Convolution& v) {
    const std::size_t rows = choose_pieces(v);
    for (std::size_t image = 0; image < v.p.batch; ++image)
        for (std::size_t first = 0; first < v.p.out_height; first += rows) {
            Strip strip;
            strip.image = image;
            strip.first = first;
            strip.rows = std::min<std::size_t>(rows, v.p.out_height - first);
            strip.window = window_of(v, first, strip.rows);
            SF_CHECK(equip(step, v, strip));
            v.strips.push_back(std::move(strip));
        }
    return {};
}

/// bfloat16 rows as stored, doubled rows, sums of a slice, what the product needs.
void lay_out(Convolution& v, bool bf16) {
    std::uint64_t narrow = 0, doubled = 0, sums = 0, needed = 0;
    for (const Strip& s : v.strips) {
        const std::uint64_t stored = v.p.upsample != 0 ? s.window.rows / 2 + 2 : s.window.rows;
        if (bf16) narrow = std::max(narrow, aligned(2 * stored * v.p.in_width * v.p.in_channels));
        if (v.p.upsample != 0)
            doubled = std::max(doubled, aligned(s.window.rows * v.p.out_width * v.p.in_channels * v.element));
        if (v.slices > 1) sums = std::max(sums, aligned(s.rows * v.p.out_width * v.slice_width() * sizeof(float)));
        needed = std::max(needed, s.product->scratch_bytes());
    }
    v.doubled = narrow;
    v.sums = v.doubled + doubled;
    v.inner = v.sums + sums;
    v.scratch = aligned(v.inner + needed, 4096);
}

/// What the product of a strip reads: rows of x, in scratch where they have to be narrowed or doubled.
const void* strip_input(const Convolution& v, const Context& c, const Frame& f, const Strip& strip,
                        std::byte* scratch) {
    const Conv2dParams& p = v.p;
    const std::size_t line = static_cast<std::size_t>(p.in_width) * p.in_channels; // values of a stored row
    const Window& w = strip.window;
    const std::size_t begin = p.upsample != 0 ? w.begin / 2 : w.begin,
                      rows = p.upsample != 0 ? (w.begin + w.rows - 1) / 2 + 1 - begin : w.rows;
    const float* const wide = f.floats(v.in) + (strip.image * p.in_height + begin) * line;
    const auto* from = reinterpret_cast<const std::byte*>(wide);
    if (c.bf16) {
        c.loops->to_bf16(wide, reinterpret_cast<std::uint16_t*>(scratch), rows * line);
        from = scratch;
    }
    if (p.upsample == 0) return from;
    const std::size_t pixel = p.in_channels * v.element, doubled_line = p.out_width * pixel;
    for (std::size_t row = 0; row < w.rows; ++row) {
        std::byte* const to = scratch + v.doubled + row * doubled_line;
        const std::byte* const at = from + ((w.begin + row) / 2 - begin) * p.in_width * pixel;
        for (std::size_t column = 0; column < p.out_width; ++column)
            std::memcpy(to + column * pixel, at + column / 2 * pixel, pixel);
    }
    return scratch + v.doubled;
}

/// The sums of a slice to their place in y, with what is added to them.
void spread(const Convolution& v, const Loops& loops, const float* sums, std::size_t pixels, const float* shift,
            const float* residual, float* y) {
    const std::size_t width = v.slice_width(), n = v.p.n;
    for (std::size_t i = 0; i < pixels; ++i, sums += width, residual += n, y += n) {
        const float* from = sums;
        if (v.p.has_residual != 0) loops.add(std::exchange(from, y), residual, y, width);
        if (v.p.has_shift != 0) loops.add(std::exchange(from, y), shift, y, width);
        if (from == sums) std::memcpy(y, sums, width * sizeof(float));
    }
}

Result<> run_piece(const Convolution& v, const Context& c, const Frame& f, const Strip& strip, std::size_t slice,
                   int thread) {
    const Conv2dParams& p = v.p;
    std::byte* const scratch = f.scratch + static_cast<std::size_t>(thread) * v.scratch;
    const void* const x = strip_input(v, c, f, strip, scratch);
    const std::size_t pixels = strip.rows * p.out_width, channel = slice * v.slice_width(),
                      at = (strip.image * p.out_height + strip.first) * p.out_width * p.n + channel;
    float* const y = f.floats(v.out) + at;
    const float* const residual = f.floats(v.residual) + at;
    const float* const shift = f.floats(v.shift) + p.shift_offset + strip.image * p.shift_stride + channel;
    const bool direct = v.slices == 1;
    if (direct && y != residual) std::memcpy(y, residual, pixels * p.n * sizeof(float));
    float* const to = direct ? y : reinterpret_cast<float*>(scratch + v.sums);
    const float* const bias = v.bias != nullptr ? v.bias + channel : nullptr;
    SF_CHECK(strip.product->run({x, strip.weights[slice]->data(), bias, to, scratch + v.inner}, thread));
    if (!direct)
        spread(v, *c.loops, to, pixels, shift, residual, y);
    else if (p.has_shift != 0)
        for (std::size_t i = 0; i < pixels; ++i)
            c.loops->add(y + i * p.n, shift, y + i * p.n, p.n);
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
        SF_CHECK(cut(step, v));
        lay_out(v, c.bf16);
        std::vector<WeightHandle> held;
        if (v.p.has_bias != 0) {
            SF_TRY(WeightHandle bias, step.floats(2));
            v.bias = values(bias);
            held.push_back(std::move(bias));
        }
        for (const Strip& strip : v.strips)
            held.insert(held.end(), strip.weights.begin(), strip.weights.end());
        const std::uint64_t scratch = v.scratch * static_cast<std::uint64_t>(c.threads.count());
        auto run = [&c, v = std::move(v)](const Frame& f) {
            return parallel_try(c.threads, v.strips.size() * v.slices, [&](std::size_t i, int thread) {
                return run_piece(v, c, f, v.strips[i / v.slices], i % v.slices, thread);
            });
        };
        return ready(std::move(run), scratch, std::move(held));
    });
}

} // namespace sfumato::cpu
