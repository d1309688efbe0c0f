// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/uniform.glsl"
#include "lib/math.glsl"
#include "attention.h"

layout(constant_id = 2) const uint head_fours = 10u;  // head_dim / 4, exactly
layout(constant_id = 3) const uint slice_fours = 10u; // part of the head that a workgroup sums; divides head_fours
layout(constant_id = 4) const uint key_block = 8u;    // keys between two looks at the highest score
const float hidden = -3.0e38;                         // score of keys that are not seen

layout(push_constant, scalar) uniform Push {
    Acts q;
    Acts k;
    Acts v;
    OutActs result;
    AttentionParams p;
};

// A query that one workgroup sums whole stays in registers (and what the compiler spills); wider heads read it again for
// every block of keys, and are cut into slices over workgroups, which all score the whole head.
const bool query_stays = slice_fours == head_fours;
vec4 query[slice_fours];
vec4 sums[slice_fours];
float scores[key_block];

/// scores += query . key over one four of the head.
void score_four(vec4 part, Acts keys[key_block], uint d) {
    vec4 key[key_block];
    [[unroll]] for (uint r = 0u; r < key_block; ++r) key[r] = load4(keys[r], d);
    [[unroll]] for (uint c = 0u; c < 4u; ++c)
        [[unroll]] for (uint r = 0u; r < key_block; ++r) scores[r] = fma(key[r][c], part[c], scores[r]);
}

/// scores = scale * query . key for a block of keys; `begin` is the first element of the lane's row of q.
void score_block(Acts keys[key_block], uint begin) {
    [[unroll]] for (uint r = 0u; r < key_block; ++r) scores[r] = 0.0;
    if (query_stays) {
        [[unroll]] for (uint d = 0u; d < slice_fours; ++d) score_four(query[d], keys, d);
    } else {
        uint d = 0u;
        do {
            Acts from[key_block];
            [[unroll]] for (uint r = 0u; r < key_block; ++r) from[r] = acts_at(keys[r], d * 4u);
            score_four(load4(q, begin / 4u + d), from, 0u);
            score_four(load4(q, begin / 4u + d + 1u), from, 1u);
            d += 2u;
        } while (d < head_fours);
    }
    [[unroll]] for (uint r = 0u; r < key_block; ++r) scores[r] *= p.scale;
}

// Online softmax (Milakov & Gimelshein 2018, algorithm 3), one query row per lane: keys and values are the same for all
// lanes, so each is a scalar load and nothing passes between lanes.
void main() {
    const uint row_blocks = (p.q_tokens + lanes - 1u) / lanes;
    const uint slices = head_fours / slice_fours;
    const uint index = group_index() / slices;
    const uint slice = (group_index() - index * slices) * slice_fours;
    // A workgroup beyond the last computes the last batch item again, and stores nothing: its loads are real.
    const uint plane = min(index / row_blocks, p.batch * p.heads - 1u); // batch item and head
    const uint first_row = (index - plane * row_blocks) * lanes;
    const uint b = plane / p.heads;
    const uint width = p.heads * p.head_dim;
    const uint head = (plane - b * p.heads) * p.head_dim;
    const uint k_begin = p.k_offset + b * p.kv_tokens * p.k_stride + head;
    const uint v_begin = p.v_offset + b * p.kv_tokens * p.v_stride + head + slice * 4u;
    const uint row = first_row + gl_LocalInvocationID.x;
    const uint token = min(row, p.q_tokens - 1u);
    const uint begin = p.q_offset + (b * p.q_tokens + token) * p.q_stride + head;
    const uint seen = p.causal != 0u ? min(p.kv_tokens, token + 1u) : p.kv_tokens;
    const uint block_keys = p.causal != 0u ? min(p.kv_tokens, first_row + lanes) : p.kv_tokens;
    [[unroll]] for (uint d = 0u; d < slice_fours; ++d) {
        if (query_stays) query[d] = load4(q, begin / 4u + d);
        sums[d] = vec4(0.0);
    }
    float highest = hidden, total = 0.0;
    uint first = 0u;
    do {
        Acts keys[key_block], values[key_block];
        [[unroll]] for (uint r = 0u; r < key_block; ++r) {
            const uint key = min(first + r, p.kv_tokens - 1u);
            keys[r] = acts_at(k, k_begin + key * p.k_stride);
            values[r] = acts_at(v, v_begin + key * p.v_stride);
        }
        score_block(keys, begin);
        float next = highest;
        [[unroll]] for (uint r = 0u; r < key_block; ++r) {
            if (first + r >= seen) scores[r] = hidden;
            next = max(next, scores[r]);
        }
        const float shrink = exp_precise(highest - next);
        highest = next;
        total *= shrink;
        [[unroll]] for (uint r = 0u; r < key_block; ++r) {
            scores[r] = exp_precise(scores[r] - next);
            total += scores[r];
        }
        [[unroll]] for (uint d = 0u; d < slice_fours; ++d) {
            vec4 sum = sums[d] * shrink;
            [[unroll]] for (uint r = 0u; r < key_block; ++r) sum = fma(vec4(scores[r]), load4(values[r], d), sum);
            sums[d] = sum;
        }
        first += key_block;
    } while (first < block_keys);
    if (row < p.q_tokens)
        [[unroll]] for (uint d = 0u; d < slice_fours; ++d)
            store4(result, ((b * p.q_tokens + token) * width + head) / 4u + slice + d, sums[d] * (1.0 / total));
}
