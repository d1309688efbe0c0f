// The ops of which networks are made. Each checks shapes, appends a step to the Program of its input and returns the
// result's handle. With a poisoned input (after an earlier error) nothing is recorded. Images are used as token
// sequences as they are: the tokens of [b][h][w][c] are its h*w pixels.
#pragma once

#include "tensor/program.h"
#include "tensor/weights.h"

namespace sfumato {

/// Channels [offset, offset + width) of every row of a tensor, read where they are.
struct Columns {
    Tensor tensor;
    std::int64_t offset = 0;
    std::int64_t width = 0;
    Columns() = default;
    Columns(Tensor whole) : tensor(whole), width(whole.shape().channels()) {}
    Columns(Tensor t, std::int64_t first, std::int64_t count) : tensor(t), offset(first), width(count) {}
    bool valid() const { return tensor.valid(); }
};

/// One tensor, or two read as if they were concatenated along channels: a skip connection without a copy.
struct Joined {
    Tensor a;
    Tensor b;
    Joined(Tensor x) : a(x) {}
    Joined(Tensor first, Tensor second) : a(first), b(second) {}
    bool valid() const { return a.valid(); }
    std::int64_t channels() const { return a.shape().channels() + (b.valid() ? b.shape().channels() : 0); }
    Shape shape() const { return a.shape().with_channels(channels()); }
};

/// geglu is for linear alone: of 2n outputs the first n are values, the others gates, and n are the result,
/// value * gelu(gate) (Shazeer 2020).
enum class Activation : std::uint32_t { none = 0, silu = 1, gelu = 2, quick_gelu = 3, geglu = 4 };

/// What a linear or convolution does with its sums before they are stored.
struct Epilogue {
    Activation activation = Activation::none;
    Columns shift = {};   ///< conv2d only: [batch][n], added to every pixel (the time embedding)
    Tensor residual = {}; ///< of the result's shape, added last
};

/// y = x W^T + b over the last dimension. `w` holds weight [n][k] (or a 1x1 convolution's [n][k][1][1]) and, where
/// present, bias [n].
Tensor linear(const Weights& w, const Joined& x, const Epilogue& epilogue = {});
/// Several layers on one input, their results side by side along channels: one product where their types agree.
Tensor linear(std::span<const Weights> parts, const Joined& x, const Epilogue& epilogue = {});

struct Conv2dOptions {
    int stride = 1;        ///< 1 or 2
    int pad_before = -1;   ///< zeros above and left; -1: kernel/2
    int pad_after = -1;    ///< zeros below and right; -1: kernel/2
    bool upsample = false; ///< convolve the nearest-neighbour doubled input (stride 1, default padding)
    /// With upsample: size to which the doubled input is cropped, at most one row and column less (0: not cropped).
    /// A picture of odd size comes back so to its own size after it was halved.
    std::int64_t crop_height = 0;
    std::int64_t crop_width = 0;
};

/// Convolution of x [b][h][w][c] with weight [n][c][kernel][kernel], kernel 1 or 3.
Tensor conv2d(const Weights& w, Tensor x, const Conv2dOptions& options = {}, const Epilogue& epilogue = {});

/// Group normalisation (Wu & He 2018) over pixels and channels per group, gain and bias from `w`, then `activation`.
Tensor group_norm(const Weights& w, const Joined& x, int groups, float eps, Activation activation = Activation::none);

/// Layer normalisation (Ba et al. 2016) over channels.
Tensor layer_norm(const Weights& w, Tensor x, float eps);

/// act(x)
Tensor activate(Tensor x, Activation activation);
/// x * scale + shift
Tensor affine(Tensor x, float scale, float shift);
/// a + b, a * b; b has a's shape or is [batch][channels], spread over a's pixels or tokens.
Tensor add(Tensor a, Tensor b);
Tensor mul(Tensor a, Tensor b);

/// x[..., :n] * gelu(x[..., n:]) with n half of the channels.
Tensor geglu(Tensor x);

/// softmax(q k^T / sqrt(d)) v per head. q [b][t][heads*d], k and v [b][s][heads*d], which may be columns of one tensor;
/// causal: token i sees 0..i.
Tensor attention(const Columns& q, const Columns& k, const Columns& v, int heads, bool causal = false);

/// [a, b] along channels.
Tensor concat(Tensor a, Tensor b);
/// The same; nothing is recorded where there is one tensor.
Tensor concat(const Joined& x);
/// Nearest neighbour, factor 2.
Tensor upsample_nearest(Tensor x);
/// Rows of `w.weight` [count][width] at ids (i32, any shape): result shape is ids' with width appended.
Tensor embedding(const Weights& w, Tensor ids);
/// The same values as another element type (f32 or f16).
Tensor convert(Tensor x, DType dtype);

} // namespace sfumato
