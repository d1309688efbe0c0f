// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/lanes.glsl"
#include "lib/math.glsl"
#include "attention.h"

layout(constant_id = 1) const uint head_eights = 8u; // head_dim / 8, exactly
layout(constant_id = 2) const uint lane_rows = 1u;   // query rows per invocation
layout(constant_id = 3) const uint slice_eights = 8u; // part of the head that a workgroup sums; divides head_eights
layout(constant_id = 4) const uint spread = 8u;      // subgroup size, which is the workgroup's size too
const float hidden = -3.0e38;                        // score of keys that are not seen

layout(push_constant, scalar) uniform Push {
    Acts q;
    Acts k;
    Acts v;
    OutActs result;
    AttentionParams p;
};

// Arrays stay in registers only where every index is known: loops over them are unrolled, and the time to compile that
// grows faster than its length. Wide heads therefore read the query again for every block of keys, and are cut into
// slices over workgroups, which all score the whole head.
const bool query_stays = head_eights <= 6u && slice_eights == head_eights;
vec4 query[lane_rows][slice_eights * 2u];
vec4 sums[lane_rows][slice_eights * 2u];
float scores[lane_rows][spread];

/// scores += query . key over one eight of the head; this lane holds the eight of its own key.
void score_eight(vec4 query_low[lane_rows], vec4 query_high[lane_rows], vec4 low, vec4 high) {
    [[unroll]] for (uint c = 0u; c < 4u; ++c)
        [[unroll]] for (uint r = 0u; r < spread; ++r) {
            const float a = subgroupBroadcast(low[c], r);
            const float b = subgroupBroadcast(high[c], r);
            [[unroll]] for (uint i = 0u; i < lane_rows; ++i)
                scores[i][r] = fma(a, query_low[i][c], fma(b, query_high[i][c], scores[i][r]));
        }
}

/// scores = scale * query . key for the lane's rows and all keys of a block; `key` counts eights.
void score_block(uint key, uint begin[lane_rows]) {
    vec4 low, high, query_low[lane_rows], query_high[lane_rows];
    [[unroll]] for (uint i = 0u; i < lane_rows; ++i)
        [[unroll]] for (uint r = 0u; r < spread; ++r) scores[i][r] = 0.0;
    if (query_stays) {
        [[unroll]] for (uint d = 0u; d < slice_eights; ++d) {
            load_eight(k, key + d, low, high);
            [[unroll]] for (uint i = 0u; i < lane_rows; ++i) {
                query_low[i] = query[i][d * 2u];
                query_high[i] = query[i][d * 2u + 1u];
            }
            score_eight(query_low, query_high, low, high);
        }
    } else {
        [[dont_unroll]] for (uint d = 0u; d < head_eights; ++d) {
            load_eight(k, key + d, low, high);
            [[unroll]] for (uint i = 0u; i < lane_rows; ++i) load_eight(q, begin[i] / 8u + d, query_low[i], query_high[i]);
            score_eight(query_low, query_high, low, high);
        }
    }
    [[unroll]] for (uint i = 0u; i < lane_rows; ++i)
        [[unroll]] for (uint r = 0u; r < spread; ++r) scores[i][r] *= p.scale;
}

/// sums += weight * value over one eight of the head; `scores` hold the weights by now.
void sum_eight(uint d, vec4 low, vec4 high) {
    [[unroll]] for (uint i = 0u; i < lane_rows; ++i) {
        vec4 a = sums[i][d * 2u], b = sums[i][d * 2u + 1u];
        [[unroll]] for (uint r = 0u; r < spread; ++r) {
            a = fma(vec4(scores[i][r]), subgroupBroadcast(low, r), a);
            b = fma(vec4(scores[i][r]), subgroupBroadcast(high, r), b);
        }
        sums[i][d * 2u] = a;
        sums[i][d * 2u + 1u] = b;
    }
}

// Online softmax (Milakov & Gimelshein 2018, algorithm 3) for CPU drivers: no shared memory, no barriers. Each lane owns
// query rows of one head and, of every block of `spread` keys, reads one.
void main() {
    const uint block_rows = spread * lane_rows;
    const uint row_blocks = (p.q_tokens + block_rows - 1u) / block_rows;
    const uint slices = head_eights / slice_eights;
    const uint index = group_index() / slices;
    const uint slice = (group_index() - index * slices) * slice_eights;
    const uint plane = index / row_blocks; // batch item and head
    const uint b = plane / p.heads;
    if (b >= p.batch) return;
    const uint lane = gl_SubgroupInvocationID;
    const uint first_row = (index - plane * row_blocks) * block_rows;
    const uint width = p.heads * p.head_dim;
    const uint head = (plane - b * p.heads) * p.head_dim;
    const uint k_begin = p.k_offset + b * p.kv_tokens * p.k_stride + head;
    const uint v_begin = p.v_offset + b * p.kv_tokens * p.v_stride + head;
    uint begin[lane_rows], out_begin[lane_rows], keys[lane_rows];
    float highest[lane_rows], total[lane_rows];
    [[unroll]] for (uint i = 0u; i < lane_rows; ++i) {
        const uint token = min(first_row + i * spread + lane, p.q_tokens - 1u);
        begin[i] = p.q_offset + (b * p.q_tokens + token) * p.q_stride + head;
        out_begin[i] = (b * p.q_tokens + token) * width + head;
        keys[i] = p.causal != 0u ? min(p.kv_tokens, token + 1u) : p.kv_tokens;
        highest[i] = hidden;
        total[i] = 0.0;
        [[unroll]] for (uint d = 0u; d < slice_eights; ++d) {
            if (query_stays) load_eight(q, begin[i] / 8u + d, query[i][d * 2u], query[i][d * 2u + 1u]);
            sums[i][d * 2u] = sums[i][d * 2u + 1u] = vec4(0.0);
        }
    }
    const uint block_keys = p.causal != 0u ? min(p.kv_tokens, first_row + block_rows) : p.kv_tokens;
    for (uint first = 0u; first < block_keys; first += spread) {
        const uint key = min(first + lane, p.kv_tokens - 1u);
        const uint value = (v_begin + key * p.v_stride) / 8u;
        score_block((k_begin + key * p.k_stride) / 8u, begin);
        float shrink[lane_rows];
        [[unroll]] for (uint i = 0u; i < lane_rows; ++i) {
            float next = highest[i];
            [[unroll]] for (uint r = 0u; r < spread; ++r) {
                if (first + r >= keys[i]) scores[i][r] = hidden;
                next = max(next, scores[i][r]);
            }
            shrink[i] = exp_precise(highest[i] - next);
            highest[i] = next;
            total[i] *= shrink[i];
            [[unroll]] for (uint r = 0u; r < spread; ++r) {
                scores[i][r] = exp_precise(scores[i][r] - next);
                total[i] += scores[i][r];
            }
        }
        vec4 low, high;
        [[unroll]] for (uint d = 0u; d < slice_eights; ++d) {
            [[unroll]] for (uint i = 0u; i < lane_rows; ++i) {
                sums[i][d * 2u] *= shrink[i];
                sums[i][d * 2u + 1u] *= shrink[i];
            }
            load_eight(v, value + slice + d, low, high);
            sum_eight(d, low, high);
        }
    }
    [[unroll]] for (uint i = 0u; i < lane_rows; ++i)
        if (first_row + i * spread + lane < p.q_tokens)
            [[unroll]] for (uint d = 0u; d < slice_eights; ++d) {
                store4(result, out_begin[i] / 4u + (slice + d) * 2u, sums[i][d * 2u] / total[i]);
                store4(result, out_begin[i] / 4u + (slice + d) * 2u + 1u, sums[i][d * 2u + 1u] / total[i]);
            }
}
