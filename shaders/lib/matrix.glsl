// The product tile of GPUs with matrix units (VK_KHR_cooperative_matrix): f16 times f16, summed in f32. As lib/tile.glsl, but
// each subgroup multiplies fragment_rows x fragment_columns matrices. Activations and weights stay f16 from memory to the
// matrix units; two fours more per row of shared memory keep neighbouring rows in different banks.
// With slices > 1 that many groups of subgroups share the tile, each takes its part of every tile_k.
#ifndef SFUMATO_MATRIX_GLSL
#define SFUMATO_MATRIX_GLSL
#extension GL_KHR_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#define MATRIX
#define ACT_F16
#include "lib/types.glsl"
#include "lib/math.glsl"

layout(constant_id = 1) const uint matrix_m = 16u; // the device's shape, powers of two
layout(constant_id = 2) const uint matrix_n = 16u;
layout(constant_id = 3) const uint matrix_k = 16u;
layout(constant_id = 4) const uint weight_block = 32u; // NB of the layout [N/NB][K][NB], a multiple of 4
layout(constant_id = 5) const uint tile_k = 32u;       // a multiple of matrix_k * slices
layout(constant_id = 6) const uint activation = activation_none;
layout(constant_id = 7) const uint divides = 0u; // bit 0: n is a multiple of 4, bit 1: the channels of x are
layout(constant_id = 8) const uint fragment_rows = 2u;
layout(constant_id = 9) const uint fragment_columns = 2u;
layout(constant_id = 10) const uint subgroup_columns = 2u; // subgroups beside each other
layout(constant_id = 11) const uint subgroup_size = 32u;   // required of the device
layout(constant_id = 12) const uint slices = 1u;
const bool fours_of_n = (divides & 1u) != 0u;
const bool fours_of_k = (divides & 2u) != 0u;
const uint buffers = 1u;
const uint slice_subgroups = gl_WorkGroupSize.x / subgroup_size / slices;
const uint tile_m = slice_subgroups / subgroup_columns * fragment_rows * matrix_m;
const uint n_fours = subgroup_columns * fragment_columns * matrix_n / 4u;
const uint x_stride = tile_k / 4u + 2u;
const uint w_stride = n_fours + 2u;
const uint least_fours = 0u;
#define tile_t float16_t
#define tile4_t f16vec4
f16vec4 load_x4(Acts x, uint i) { return Act4s(x).v[i]; }
f16vec4 load_w4(Words w, uint i) { return Act4s(w).v[i / 4u]; }
#include "lib/stage.glsl"

coopmat<float, gl_ScopeSubgroup, matrix_m, matrix_n, gl_MatrixUseAccumulator> sums[fragment_rows * fragment_columns];
const uint fragment_fours = matrix_m * matrix_n / 4u;
shared vec4 stored[gl_WorkGroupSize.x / subgroup_size * fragment_fours]; // one fragment of each subgroup on its way out

void clear_sums() {
    [[unroll]] for (uint i = 0u; i < fragment_rows * fragment_columns; ++i)
        sums[i] = coopmat<float, gl_ScopeSubgroup, matrix_m, matrix_n, gl_MatrixUseAccumulator>(0.0);
}

/// The subgroup's first row and four of columns in the tile.
uint subgroup_row() { return gl_SubgroupID % slice_subgroups / subgroup_columns * fragment_rows * matrix_m; }
uint subgroup_four() { return gl_SubgroupID % subgroup_columns * fragment_columns * matrix_n / 4u; }

void multiply_tile(uint begin) {
    const uint slice = gl_SubgroupID / slice_subgroups;
    const uint first = slice * (tile_k / slices), row = subgroup_row(), four = subgroup_four();
    for (uint k = first; k < first + tile_k / slices; k += matrix_k) {
        coopmat<float16_t, gl_ScopeSubgroup, matrix_m, matrix_k, gl_MatrixUseA> rows[fragment_rows];
        [[unroll]] for (uint i = 0u; i < fragment_rows; ++i)
            coopMatLoad(rows[i], tile, begin + (row + i * matrix_m) * x_stride + k / 4u, x_stride,
                        gl_CooperativeMatrixLayoutRowMajor);
        [[unroll]] for (uint j = 0u; j < fragment_columns; ++j) {
            coopmat<float16_t, gl_ScopeSubgroup, matrix_k, matrix_n, gl_MatrixUseB> columns;
            coopMatLoad(columns, tile, begin + w_begin + k * w_stride + four + j * (matrix_n / 4u), w_stride,
                        gl_CooperativeMatrixLayoutRowMajor);
            [[unroll]] for (uint i = 0u; i < fragment_rows; ++i)
                sums[i * fragment_columns + j] = coopMatMulAdd(rows[i], columns, sums[i * fragment_columns + j]);
        }
    }
}
#endif
