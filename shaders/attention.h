// Push constants of attention.comp, shared with core/tensor/ops/attention.cpp.
#ifndef SFUMATO_SHADERS_ATTENTION_H
#define SFUMATO_SHADERS_ATTENTION_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// Softmax attention, online softmax (Milakov & Gimelshein 2018), scores never stored. Operands q, k, v.
// q is [batch][q_tokens][heads*head_dim], k and v [batch][kv_tokens][heads*head_dim].
struct AttentionParams {
    uint batch;
    uint heads;
    uint q_tokens;
    uint kv_tokens;
    uint head_dim;
    uint causal; // 1: token i sees tokens 0..i
    float scale; // of q.k
};
SHADER_STRUCTS_END
#endif
