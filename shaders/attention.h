// Push constants of attention.comp, shared with core/tensor/ops/attention.cpp.
#ifndef SFUMATO_SHADERS_ATTENTION_H
#define SFUMATO_SHADERS_ATTENTION_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// Softmax attention, online softmax (Milakov & Gimelshein 2018), scores never stored. Operands q, k, v.
// q is [batch][q_tokens][heads*head_dim], k and v [batch][kv_tokens][heads*head_dim], the result like q. Of each
// operand the first element and the distance of its rows are given, both in elements: q, k and v may be parts of one
// tensor.
struct AttentionParams {
    uint batch;
    uint heads;
    uint q_tokens;
    uint kv_tokens;
    uint head_dim;
    uint causal; // 1: token i sees tokens 0..i
    float scale; // of q.k
    uint q_offset;
    uint q_stride;
    uint k_offset;
    uint k_stride;
    uint v_offset;
    uint v_stride;
};
SHADER_STRUCTS_END
#endif
