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

/// x [b][h][w][c] -> [b][h][w][n]; x may be two tensors (a skip connection). `shift` [b][n] may be invalid (no time
/// embedding).
Tensor res_block(const Weights& w, const ResBlockNames& names, const Joined& x, const Columns& shift, int groups,
                 float eps);

/// Names of the projections of multi-head attention (Vaswani et al. 2017).
struct AttentionNames {
    const char* q;
    const char* k;
    const char* v;
    const char* out;
};
/// x [b][...][c] attends to itself, plus `residual`.
Tensor self_attention(const Weights& w, const AttentionNames& names, Tensor x, Tensor residual, int heads,
                      bool causal = false);
/// Keys, then values of `context` [b][s][d]: [b][s][2*c].
Tensor keys_and_values(const Weights& w, const AttentionNames& names, Tensor context);
/// x [b][...][c] attends to what keys_and_values() gave, plus `residual`.
Tensor cross_attention(const Weights& w, const AttentionNames& names, Tensor x, Tensor keys_and_values, Tensor residual,
                       int heads);

} // namespace sfumato
