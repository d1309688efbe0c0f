// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/math.glsl"
#include "attention.h"

// Attention of GPUs: a workgroup holds a block of query rows of one head and walks over blocks of keys with the online
// softmax (Milakov & Gimelshein 2018, algorithm 3; tiles as in Dao et al. 2022). `lanes` invocations share four rows: each
// scores lane_keys of the block's keys and sums lane_fours fours of the head. `lanes` divides the fours of usual heads
// (10 for 40, 80 and 160, 16 for 64 and 128), so that no lane idles. Per four of the head and invocation 4 + lane_keys
// reads of 16 bytes for 16 lane_keys multiply-adds, per key and value 1 + lane_fours reads for 16 lane_fours.
layout(constant_id = 1) const uint lanes = 10u;
layout(constant_id = 2) const uint head_fours = 10u; // head_dim / 4, rounded up
layout(constant_id = 3) const uint lane_fours = 1u;
layout(constant_id = 4) const uint lane_keys = 4u;
layout(constant_id = 5) const uint chunk_fours = 10u; // of q and k in shared memory at a time; head_fours: q stays there
layout(constant_id = 6) const uint value_keys = 40u;  // rows of v in shared memory at a time
layout(constant_id = 7) const uint whole_fours = 1u;  // 1: head_dim, offsets and strides are multiples of 4
const uint row_groups = gl_WorkGroupSize.x / lanes;
const uint block_rows = row_groups * 4u;
const uint block_keys = lanes * lane_keys;
const uint slice_fours = lanes * lane_fours; // wider heads are cut: each slice scores the whole head anew
const uint slices = (head_fours + slice_fours - 1u) / slice_fours;
const uint chunks = (head_fours + chunk_fours - 1u) / chunk_fours;
const uint stride = chunk_fours | 1u; // odd: neighbouring rows lie in different banks
const uint weight_stride = row_groups | 1u;
const uint key_fours = block_keys * stride;
const uint value_fours = value_keys * slice_fours;
const float hidden = -3.0e38; // score of keys that are not seen

layout(push_constant, scalar) uniform Push {
    Acts q;
    Acts k;
    Acts v;
    OutActs result;
    AttentionParams p;
};

shared vec4 q_tile[block_rows * stride];
shared vec4 kv_tile[key_fours > value_fours ? key_fours : value_fours];
shared vec4 weights[block_keys * weight_stride]; // of a key for the four rows of a group
shared vec4 partial[gl_WorkGroupSize.x];

/// Weights of scores: never above 1. The precise function costs as much as six elements of the head.
vec4 weigh(vec4 x) {
#ifdef ACT_F16
    return exp(x);
#else
    return vec4(exp_precise(x.x), exp_precise(x.y), exp_precise(x.z), exp_precise(x.w));
#endif
}

/// Four d of the head whose first element is `begin`; zeros beyond head_dim.
vec4 head_four(Acts x, uint begin, uint d) {
    if (whole_fours != 0u) return d < head_fours ? load4(x, begin / 4u + d) : vec4(0.0);
    vec4 value = vec4(0.0);
    [[unroll]] for (uint c = 0u; c < 4u; ++c)
        if (d * 4u + c < p.head_dim) value[c] = load(x, begin + d * 4u + c);
    return value;
}

void store_head_four(uint begin, uint d, vec4 value) {
    if (whole_fours != 0u) {
        if (d < head_fours) store4(result, begin / 4u + d, value);
        return;
    }
    [[unroll]] for (uint c = 0u; c < 4u; ++c)
        if (d * 4u + c < p.head_dim) store(result, begin + d * 4u + c, value[c]);
}

/// Chunk of the block's query rows, from row `first` on.
void copy_queries(uint begin, uint first, uint chunk) {
    for (uint i = gl_LocalInvocationID.x; i < block_rows * chunk_fours; i += gl_WorkGroupSize.x) {
        const uint row = i / chunk_fours, d = i % chunk_fours;
        q_tile[row * stride + d] = head_four(q, begin + min(first + row, p.q_tokens - 1u) * p.q_stride, chunk + d);
    }
}

void copy_keys(uint begin, uint first, uint chunk) {
    for (uint i = gl_LocalInvocationID.x; i < block_keys * chunk_fours; i += gl_WorkGroupSize.x) {
        const uint key = i / chunk_fours, d = i % chunk_fours;
        kv_tile[key * stride + d] = head_four(k, begin + min(first + key, p.kv_tokens - 1u) * p.k_stride, chunk + d);
    }
}

void copy_values(uint begin, uint first, uint slice) {
    for (uint i = gl_LocalInvocationID.x; i < value_fours; i += gl_WorkGroupSize.x)
        kv_tile[i] = head_four(v, begin + min(first + i / slice_fours, p.kv_tokens - 1u) * p.v_stride,
                               slice + i % slice_fours);
}

vec4 sums[lane_fours][4]; // [four of the head][row]
vec4 scores[lane_keys];   // of the group's four rows

void score_chunk(uint group, uint lane) {
    for (uint d = 0u; d < chunk_fours; ++d) {
        vec4 rows[4];
        [[unroll]] for (uint i = 0u; i < 4u; ++i) rows[i] = q_tile[(group * 4u + i) * stride + d];
        [[unroll]] for (uint j = 0u; j < lane_keys; ++j) {
            const vec4 key = kv_tile[(j * lanes + lane) * stride + d];
            scores[j] += vec4(dot(rows[0], key), dot(rows[1], key), dot(rows[2], key), dot(rows[3], key));
        }
    }
}

void add_values(uint group, uint lane, uint first) {
    for (uint key = 0u; key < value_keys; ++key) {
        if (block_keys % value_keys != 0u && first + key >= block_keys) break;
        const vec4 weight = weights[(first + key) * weight_stride + group];
        [[unroll]] for (uint f = 0u; f < lane_fours; ++f) {
            const vec4 value = kv_tile[key * slice_fours + f * lanes + lane];
            [[unroll]] for (uint i = 0u; i < 4u; ++i) sums[f][i] = fma(vec4(weight[i]), value, sums[f][i]);
        }
    }
}

void main() {
    const uint row_blocks = (p.q_tokens + block_rows - 1u) / block_rows;
    const uint index = group_index();
    const uint row_block = index % row_blocks, slice = index / row_blocks % slices * slice_fours;
    const uint plane = index / row_blocks / slices; // batch item and head
    const uint b = plane / p.heads;
    if (b >= p.batch) return;
    const uint lane = gl_LocalInvocationID.x % lanes, group = gl_LocalInvocationID.x / lanes;
    const uint first_row = row_block * block_rows, row = first_row + group * 4u;
    const uint width = p.heads * p.head_dim, head = (plane - b * p.heads) * p.head_dim;
    const uint begin = b * p.q_tokens * width + head; // of the result
    const uint q_begin = p.q_offset + b * p.q_tokens * p.q_stride + head;
    const uint k_begin = p.k_offset + b * p.kv_tokens * p.k_stride + head;
    const uint v_begin = p.v_offset + b * p.kv_tokens * p.v_stride + head;
    const uint keys = p.causal != 0u ? min(p.kv_tokens, first_row + block_rows) : p.kv_tokens;
    uvec4 seen = uvec4(p.kv_tokens); // keys that each row sees
    if (p.causal != 0u) seen = min(seen, row + uvec4(1u, 2u, 3u, 4u));

    [[unroll]] for (uint f = 0u; f < lane_fours; ++f)
        [[unroll]] for (uint i = 0u; i < 4u; ++i) sums[f][i] = vec4(0.0);
    vec4 highest = vec4(hidden), total = vec4(0.0);
    if (chunks == 1u) copy_queries(q_begin, first_row, 0u);
    for (uint first = 0u; first < keys; first += block_keys) {
        [[unroll]] for (uint j = 0u; j < lane_keys; ++j) scores[j] = vec4(0.0);
        for (uint c = 0u; c < chunks; ++c) {
            if (c > 0u) barrier();
            if (chunks > 1u) copy_queries(q_begin, first_row, c * chunk_fours);
            copy_keys(k_begin, first, c * chunk_fours);
            barrier();
            score_chunk(group, lane);
        }
        vec4 best = vec4(hidden);
        [[unroll]] for (uint j = 0u; j < lane_keys; ++j) {
            const uvec4 key = uvec4(first + j * lanes + lane);
            scores[j] = mix(vec4(hidden), scores[j] * p.scale, lessThan(key, seen));
            best = max(best, scores[j]);
        }
        partial[gl_LocalInvocationID.x] = best;
        barrier();
        vec4 next = highest;
        for (uint i = 0u; i < lanes; ++i) next = max(next, partial[group * lanes + i]);
        const vec4 shrink = weigh(highest - next);
        highest = next;
        total *= shrink;
        [[unroll]] for (uint j = 0u; j < lane_keys; ++j) {
            const vec4 weight = weigh(scores[j] - next);
            total += weight;
            weights[(j * lanes + lane) * weight_stride + group] = weight;
        }
        [[unroll]] for (uint f = 0u; f < lane_fours; ++f)
            [[unroll]] for (uint i = 0u; i < 4u; ++i) sums[f][i] *= shrink[i];
        for (uint part = 0u; part < block_keys; part += value_keys) {
            if (part > 0u) barrier();
            copy_values(v_begin, first + part, slice);
            barrier();
            add_values(group, lane, part);
        }
        barrier();
    }
    partial[gl_LocalInvocationID.x] = total;
    barrier();
    vec4 all = vec4(0.0);
    for (uint i = 0u; i < lanes; ++i) all += partial[group * lanes + i];
    [[unroll]] for (uint i = 0u; i < 4u; ++i)
        if (row + i < p.q_tokens)
            [[unroll]] for (uint f = 0u; f < lane_fours; ++f)
                store_head_four(begin + (row + i) * width, slice + f * lanes + lane, sums[f][i] / all[i]);
}
