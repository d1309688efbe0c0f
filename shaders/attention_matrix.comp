// variants: none
// needs: GL_KHR_cooperative_matrix
#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#define ACT_F16
#include "lib/types.glsl"
#include "lib/math.glsl"
#include "attention.h"

// Attention of GPUs with matrix units: as attention_tile.comp, but q k^T and weights v are products of f16 matrices, summed
// in f32. Scores and partial results pass through shared memory, since a matrix does not say which lane holds which element.
layout(constant_id = 1) const uint matrix_m = 16u; // the device's shape
layout(constant_id = 2) const uint matrix_n = 16u;
layout(constant_id = 3) const uint matrix_k = 16u;
layout(constant_id = 4) const uint head_fours = 10u;   // head_dim / 4; as offsets and strides a whole number
layout(constant_id = 5) const uint padded_fours = 12u; // up to whole matrices
layout(constant_id = 6) const uint block_rows = 64u;
layout(constant_id = 7) const uint block_keys = 64u;
layout(constant_id = 8) const uint subgroup_size = 32u; // required of the device
const uint subgroups = gl_WorkGroupSize.x / subgroup_size;
const uint key_fours = block_keys / 4u;
const uint head_stride = padded_fours + 2u; // odd multiples of 8 bytes keep neighbouring rows in different banks
const uint weight_stride = key_fours + 2u;
const uint stage_fours = key_fours > padded_fours ? key_fours : padded_fours;
const uint stage_stride = stage_fours + 1u;
const uint row_lanes = gl_WorkGroupSize.x / block_rows; // invocations that weigh the scores of a row
const uint held = (block_rows * padded_fours + gl_WorkGroupSize.x - 1u) / gl_WorkGroupSize.x;
const float hidden = -3.0e38; // score of keys that are not seen

layout(push_constant, scalar) uniform Push {
    Acts q;
    Acts k;
    Acts v;
    OutActs result;
    AttentionParams p;
};

shared f16vec4 q_tile[block_rows * head_stride];
shared f16vec4 kv_tile[block_keys * head_stride];
shared f16vec4 weights[block_rows * weight_stride];
shared vec4 stage[block_rows * stage_stride]; // scores, then what the block of keys adds to the result
shared float partial[gl_WorkGroupSize.x];
shared float shrinks[block_rows];

f16vec4 head_four(Acts x, uint begin, uint d) {
    return d < head_fours ? Act4s(x).v[begin / 4u + d] : f16vec4(0.0);
}

void copy_queries(uint begin, uint first) {
    for (uint i = gl_LocalInvocationID.x; i < block_rows * padded_fours; i += gl_WorkGroupSize.x) {
        const uint row = i / padded_fours, d = i % padded_fours;
        q_tile[row * head_stride + d] = head_four(q, begin + min(first + row, p.q_tokens - 1u) * p.q_stride, d);
    }
}

/// Rows of k or of v.
void copy_tokens(Acts x, uint begin, uint stride, uint first) {
    for (uint i = gl_LocalInvocationID.x; i < block_keys * padded_fours; i += gl_WorkGroupSize.x) {
        const uint key = i / padded_fours, d = i % padded_fours;
        kv_tile[key * head_stride + d] = head_four(x, begin + min(first + key, p.kv_tokens - 1u) * stride, d);
    }
}

#define Sums coopmat<float, gl_ScopeSubgroup, matrix_m, matrix_n, gl_MatrixUseAccumulator>
#define Left coopmat<float16_t, gl_ScopeSubgroup, matrix_m, matrix_k, gl_MatrixUseA>
#define Right coopmat<float16_t, gl_ScopeSubgroup, matrix_k, matrix_n, gl_MatrixUseB>

/// stage = q k^T
void multiply_keys() {
    const uint columns = block_keys / matrix_n;
    for (uint i = gl_SubgroupID; i < block_rows / matrix_m * columns; i += subgroups) {
        const uint row = i / columns * matrix_m, key = i % columns * matrix_n;
        Sums sums = Sums(0.0);
        for (uint d = 0u; d < padded_fours; d += matrix_k / 4u) {
            Left a;
            Right b;
            coopMatLoad(a, q_tile, row * head_stride + d, head_stride, gl_CooperativeMatrixLayoutRowMajor);
            coopMatLoad(b, kv_tile, key * head_stride + d, head_stride, gl_CooperativeMatrixLayoutColumnMajor);
            sums = coopMatMulAdd(a, b, sums);
        }
        coopMatStore(sums, stage, row * stage_stride + key / 4u, stage_stride, gl_CooperativeMatrixLayoutRowMajor);
    }
}

/// stage = weights v
void multiply_values() {
    const uint columns = padded_fours * 4u / matrix_n;
    for (uint i = gl_SubgroupID; i < block_rows / matrix_m * columns; i += subgroups) {
        const uint row = i / columns * matrix_m, four = i % columns * (matrix_n / 4u);
        Sums sums = Sums(0.0);
        for (uint key = 0u; key < block_keys; key += matrix_k) {
            Left a;
            Right b;
            coopMatLoad(a, weights, row * weight_stride + key / 4u, weight_stride, gl_CooperativeMatrixLayoutRowMajor);
            coopMatLoad(b, kv_tile, key * head_stride + four, head_stride, gl_CooperativeMatrixLayoutRowMajor);
            sums = coopMatMulAdd(a, b, sums);
        }
        coopMatStore(sums, stage, row * stage_stride + four, stage_stride, gl_CooperativeMatrixLayoutRowMajor);
    }
}

vec4 seen_scores(uint row, uint four, uint first, uint seen) {
    const uvec4 key = first + four * 4u + uvec4(0u, 1u, 2u, 3u);
    return mix(vec4(hidden), stage[row * stage_stride + four] * p.scale, lessThan(key, uvec4(seen)));
}

float highest = hidden; // of the row that this invocation helps to weigh
float total = 0.0;      // of its part of that row's weights

/// Scores in `stage` to `weights` and `shrinks`; `seen` keys of all are seen by the row. Has one barrier.
void weigh_scores(uint first, uint seen) {
    const uint row = gl_LocalInvocationID.x / row_lanes, lane = gl_LocalInvocationID.x % row_lanes;
    float best = hidden;
    for (uint f = lane; f < key_fours; f += row_lanes) {
        const vec4 s = seen_scores(row, f, first, seen);
        best = max(best, max(max(s.x, s.y), max(s.z, s.w)));
    }
    partial[gl_LocalInvocationID.x] = best;
    barrier();
    float next = highest;
    for (uint i = 0u; i < row_lanes; ++i) next = max(next, partial[row * row_lanes + i]);
    const float shrink = exp(highest - next);
    highest = next;
    total *= shrink;
    if (lane == 0u) shrinks[row] = shrink;
    for (uint f = lane; f < key_fours; f += row_lanes) {
        const vec4 weight = round_to_half(exp(seen_scores(row, f, first, seen) - next));
        total += (weight.x + weight.y) + (weight.z + weight.w); // as the matrix units see them
        weights[row * weight_stride + f] = f16vec4(weight);
    }
}

void main() {
    const uint row_blocks = (p.q_tokens + block_rows - 1u) / block_rows;
    const uint index = group_index();
    const uint first_row = index % row_blocks * block_rows, plane = index / row_blocks; // batch item and head
    const uint b = plane / p.heads;
    if (b >= p.batch) return;
    const uint width = p.heads * p.head_dim, head = (plane - b * p.heads) * p.head_dim;
    const uint begin = b * p.q_tokens * width + head; // of the result
    const uint q_begin = p.q_offset + b * p.q_tokens * p.q_stride + head;
    const uint k_begin = p.k_offset + b * p.kv_tokens * p.k_stride + head;
    const uint v_begin = p.v_offset + b * p.kv_tokens * p.v_stride + head;
    const uint keys = p.causal != 0u ? min(p.kv_tokens, first_row + block_rows) : p.kv_tokens;
    const uint row = first_row + gl_LocalInvocationID.x / row_lanes;
    const uint seen = p.causal != 0u ? min(p.kv_tokens, row + 1u) : p.kv_tokens;

    vec4 sums[held]; // of rows and fours gl_WorkGroupSize.x apart
    [[unroll]] for (uint i = 0u; i < held; ++i) sums[i] = vec4(0.0);
    copy_queries(q_begin, first_row);
    for (uint first = 0u; first < keys; first += block_keys) {
        copy_tokens(k, k_begin, p.k_stride, first);
        barrier();
        multiply_keys();
        barrier();
        copy_tokens(v, v_begin, p.v_stride, first);
        weigh_scores(first, seen);
        barrier();
        multiply_values();
        barrier();
        [[unroll]] for (uint i = 0u; i < held; ++i) {
            const uint e = gl_LocalInvocationID.x + i * gl_WorkGroupSize.x, r = e / padded_fours;
            if (r < block_rows) sums[i] = sums[i] * shrinks[r] + stage[r * stage_stride + e % padded_fours];
        }
    }
    partial[gl_LocalInvocationID.x] = total;
    barrier();
    [[unroll]] for (uint i = 0u; i < held; ++i) {
        const uint e = gl_LocalInvocationID.x + i * gl_WorkGroupSize.x, r = e / padded_fours, d = e % padded_fours;
        if (r >= block_rows || first_row + r >= p.q_tokens || d >= head_fours) continue;
        float all = 0.0;
        for (uint j = 0u; j < row_lanes; ++j) all += partial[r * row_lanes + j];
        store4(result, (begin + (first_row + r) * width) / 4u + d, sums[i] / all);
    }
}
