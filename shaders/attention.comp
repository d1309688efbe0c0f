// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/math.glsl"
#include "attention.h"

layout(constant_id = 1) const uint head_fours = 16u; // head_dim / 4, rounded up to a multiple of 4 fours
const uint row_lanes = 4u;                           // neighbouring invocations that share a query row
const uint key_block = 32u;
const uint lane_keys = key_block / row_lanes;
const uint lane_fours = head_fours / row_lanes;
const uint block_rows = gl_WorkGroupSize.x / row_lanes;
const float hidden = -3.0e38; // score of keys that are not seen

layout(push_constant, scalar) uniform Push {
    Acts q;
    Acts k;
    Acts v;
    OutActs result;
    AttentionParams p;
};

shared float weights[block_rows * (key_block + 1u)];
shared float partial[block_rows * row_lanes];

// Whether heads of all operands can be read in fours.
bool fours() { return ((p.head_dim | p.q_offset | p.q_stride | p.k_offset | p.k_stride | p.v_offset | p.v_stride) & 3u) == 0u; }

/// Elements 4*d.. of a head whose first element is `begin`; zeros beyond head_dim.
vec4 head_four(Acts x, uint begin, uint d) {
    if (fours()) return d * 4u < p.head_dim ? load4(x, begin / 4u + d) : vec4(0.0);
    vec4 value = vec4(0.0);
    [[unroll]] for (uint c = 0u; c < 4u; ++c)
        if (d * 4u + c < p.head_dim) value[c] = load(x, begin + d * 4u + c);
    return value;
}

void store_head_four(uint begin, uint d, vec4 value) {
    if ((p.head_dim & 3u) == 0u) {
        if (d * 4u < p.head_dim) store4(result, begin / 4u + d, value);
        return;
    }
    [[unroll]] for (uint c = 0u; c < 4u; ++c)
        if (d * 4u + c < p.head_dim) store(result, begin + d * 4u + c, value[c]);
}

// Online softmax (Milakov & Gimelshein 2018, algorithm 3) over blocks of keys, one workgroup per block of query rows of
// one head. Four invocations share a row: each scores a quarter of the block's keys and sums a quarter of the head.
void main() {
    const uint row_blocks = (p.q_tokens + block_rows - 1u) / block_rows;
    const uint index = group_index();
    const uint plane = index / row_blocks; // batch item and head
    const uint b = plane / p.heads;
    if (b >= p.batch) return;
    const uint lane = gl_LocalInvocationID.x % row_lanes;
    const uint local_row = gl_LocalInvocationID.x / row_lanes;
    const uint block_end = min((index - plane * row_blocks + 1u) * block_rows, p.q_tokens);
    const uint row = (index - plane * row_blocks) * block_rows + local_row;
    const uint token = min(row, p.q_tokens - 1u);
    const uint width = p.heads * p.head_dim;
    const uint head = (plane - b * p.heads) * p.head_dim;
    const uint q_begin = p.q_offset + (b * p.q_tokens + token) * p.q_stride + head;
    const uint k_begin = p.k_offset + b * p.kv_tokens * p.k_stride + head;
    const uint v_begin = p.v_offset + b * p.kv_tokens * p.v_stride + head;
    const uint keys = p.causal != 0u ? min(p.kv_tokens, token + 1u) : p.kv_tokens;
    const uint block_keys = p.causal != 0u ? min(p.kv_tokens, block_end) : p.kv_tokens;

    vec4 sums[lane_fours];
    [[unroll]] for (uint j = 0u; j < lane_fours; ++j) sums[j] = vec4(0.0);
    float highest = hidden, total = 0.0;
    for (uint first = 0u; first < block_keys; first += key_block) {
        float scores[lane_keys];
        [[unroll]] for (uint j = 0u; j < lane_keys; ++j) scores[j] = 0.0;
        for (uint d = 0u; d * 4u < p.head_dim; ++d) {
            const vec4 query = head_four(q, q_begin, d);
            [[unroll]] for (uint j = 0u; j < lane_keys; ++j) {
                const uint key = min(first + j * row_lanes + lane, p.kv_tokens - 1u);
                scores[j] += dot(query, head_four(k, k_begin + key * p.k_stride, d));
            }
        }
        float best = hidden;
        [[unroll]] for (uint j = 0u; j < lane_keys; ++j) {
            scores[j] = first + j * row_lanes + lane < keys ? scores[j] * p.scale : hidden;
            best = max(best, scores[j]);
        }
        barrier();
        partial[local_row * row_lanes + lane] = best;
        barrier();
        float next = highest;
        [[unroll]] for (uint j = 0u; j < row_lanes; ++j) next = max(next, partial[local_row * row_lanes + j]);
        const float shrink = exp_precise(highest - next);
        highest = next;
        total *= shrink;
        [[unroll]] for (uint j = 0u; j < lane_keys; ++j) {
            const float weight = exp_precise(scores[j] - next);
            total += weight;
            weights[local_row * (key_block + 1u) + j * row_lanes + lane] = weight;
        }
        barrier();
        [[unroll]] for (uint j = 0u; j < lane_fours; ++j) sums[j] *= shrink;
        const uint count = min(key_block, block_keys - first);
        for (uint i = 0u; i < count; ++i) {
            const float weight = weights[local_row * (key_block + 1u) + i];
            [[unroll]] for (uint j = 0u; j < lane_fours; ++j)
                sums[j] += weight * head_four(v, v_begin + (first + i) * p.v_stride, j * row_lanes + lane);
        }
    }
    barrier();
    partial[local_row * row_lanes + lane] = total;
    barrier();
    if (row >= p.q_tokens) return;
    float all = 0.0;
    [[unroll]] for (uint j = 0u; j < row_lanes; ++j) all += partial[local_row * row_lanes + j];
    [[unroll]] for (uint j = 0u; j < lane_fours; ++j) store_head_four((b * p.q_tokens + token) * width + head, j * row_lanes + lane, sums[j] / all);
}
