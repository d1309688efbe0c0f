#include "models/layers.h"

namespace sfumato {

Tensor res_block(const Weights& w, const ResBlockNames& names, Tensor x, Tensor shift, int groups, float eps) {
    Tensor h = group_norm(w[names.norm1], x, groups, eps, Activation::silu);
    h = conv2d(w[names.conv1], h, {}, {.shift = shift});
    h = group_norm(w[names.norm2], h, groups, eps, Activation::silu);
    const Weights shortcut = w[names.shortcut];
    const Tensor skip = shortcut.has("weight") ? conv2d(shortcut, x) : x;
    return conv2d(w[names.conv2], h, {}, {.residual = skip});
}

Tensor multi_head_attention(const Weights& w, const AttentionNames& names, Tensor x, Tensor context, Tensor residual,
                            int heads, bool causal) {
    const Tensor q = linear(w[names.q], x);
    const Tensor k = linear(w[names.k], context);
    const Tensor v = linear(w[names.v], context);
    return linear(w[names.out], attention(q, k, v, heads, causal), {.residual = residual});
}

} // namespace sfumato
