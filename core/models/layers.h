// Building blocks that several networks share.
#pragma once

#include "tensor/ops.h"

namespace sfumato {

/// Residual block of DDPM / LDM (Ho et al. 2020, appendix B): norm, SiLU, conv twice, with an optional shift from the
/// time embedding between and a 1x1 shortcut where the width changes. The names of its layers differ between networks.
struct ResBlockNames {
    const char* norm1;
    const char* conv1;
    const char* norm2;
    const char* conv2;
    const char* shortcut; ///< absent in the checkpoint where the width stays
};

/// x [b][h][w][c] -> [b][h][w][n]. `shift` [b][n] may be invalid (no time embedding).
Tensor res_block(const Weights& w, const ResBlockNames& names, Tensor x, Tensor shift, int groups, float eps);

/// Multi-head attention with separate projections (Vaswani et al. 2017), plus `residual`.
/// x [b][...][c]; context [b][s][d] (x itself for self-attention).
struct AttentionNames {
    const char* q;
    const char* k;
    const char* v;
    const char* out;
};
Tensor multi_head_attention(const Weights& w, const AttentionNames& names, Tensor x, Tensor context, Tensor residual,
                            int heads, bool causal = false);

} // namespace sfumato
