#include "models/layers.h"

namespace sfumato {

namespace {

/// x past a residual block: as it is, or through a convolution where the width changes.
Tensor skip(const Weights& shortcut, const Joined& x) {
    const TensorView* const weight = shortcut.find("weight");
    if (weight == nullptr) return concat(x);
    const bool pointwise = weight->shape.size() == 4 && weight->shape[2] == 1 && weight->shape[3] == 1;
    return pointwise ? linear(shortcut, x) : conv2d(shortcut, concat(x));
}

} // namespace

Tensor res_block(const Weights& w, const ResBlockNames& names, const Joined& x, const Columns& shift, int groups,
                 float eps) {
    Tensor h = group_norm(w[names.norm1], x, groups, eps, Activation::silu);
    h = conv2d(w[names.conv1], h, {}, {.shift = shift});
    h = group_norm(w[names.norm2], h, groups, eps, Activation::silu);
    return conv2d(w[names.conv2], h, {}, {.residual = skip(w[names.shortcut], x)});
}

namespace {

/// The results of layers side by side in `all`, each as wide as its layer is.
std::vector<Columns> split(Tensor all, std::span<const Weights> layers) {
    std::vector<Columns> out;
    std::int64_t offset = 0;
    for (const Weights& w : layers) {
        const TensorView* const view = w.find("weight");
        const std::int64_t width = view != nullptr && !view->shape.empty() ? view->shape[0] : 0;
        out.emplace_back(all, offset, width);
        offset += width;
    }
    return out;
}

} // namespace

Tensor self_attention(const Weights& w, const AttentionNames& names, Tensor x, Tensor residual, int heads,
                      bool causal) {
    const Weights layers[] = {w[names.q], w[names.k], w[names.v]};
    const std::vector<Columns> qkv = split(linear(layers, x), layers);
    return linear(w[names.out], attention(qkv[0], qkv[1], qkv[2], heads, causal), {.residual = residual});
}

Tensor keys_and_values(const Weights& w, const AttentionNames& names, Tensor context) {
    const Weights layers[] = {w[names.k], w[names.v]};
    return linear(layers, context);
}

Tensor cross_attention(const Weights& w, const AttentionNames& names, Tensor x, Tensor keys_and_values, Tensor residual,
                       int heads) {
    const Weights layers[] = {w[names.k], w[names.v]};
    const std::vector<Columns> kv = split(keys_and_values, layers);
    const Tensor q = linear(w[names.q], x);
    return linear(w[names.out], attention(q, kv[0], kv[1], heads), {.residual = residual});
}

} // namespace sfumato
