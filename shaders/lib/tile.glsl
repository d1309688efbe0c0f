// The product tile of real GPUs that linear_tile.comp and conv2d_tile.comp share: a workgroup copies tile_m rows of x and
// its columns of w, tile_k deep, into shared memory (lib/stage.glsl) and multiplies them from there.
//
// Per invocation: `rows` rows, row_lanes apart, and column_fours fours of columns, column_lanes fours apart, so that lanes
// beside each other read neighbouring fours of shared memory and store neighbouring fours of the result. A row of x lies
// along k with an odd number of fours per row: lanes of different rows meet different banks.
// With slices > 1 that many groups of invocations share the tile, each takes its part of every tile_k; their sums are added
// in the order of the slices. That fills a GPU where rows x columns is small and k is long (8x8 latents).
#ifndef SFUMATO_TILE_GLSL
#define SFUMATO_TILE_GLSL
#include "lib/types.glsl"
#include "lib/math.glsl"

layout(constant_id = 1) const uint tile_rows = 8u;     // rows per invocation
layout(constant_id = 2) const uint column_fours = 2u;  // fours of columns per invocation
layout(constant_id = 3) const uint column_lanes = 16u; // a power of two, as is the workgroup's size
layout(constant_id = 4) const uint weight_block = 32u; // NB of the layout [N/NB][K][NB], a multiple of 4
layout(constant_id = 5) const uint tile_k = 16u;       // a multiple of 4 * slices, a power of two
layout(constant_id = 6) const uint activation = activation_none;
layout(constant_id = 7) const uint divides = 0u; // bit 0: n is a multiple of 4, bit 1: the channels of x are
layout(constant_id = 8) const uint slices = 1u;
layout(constant_id = 9) const uint buffers = 1u; // 2: copies into the second half of shared memory, one barrier less
const bool fours_of_n = (divides & 1u) != 0u;
const bool fours_of_k = (divides & 2u) != 0u;
const uint slice_size = gl_WorkGroupSize.x / slices;
const uint row_lanes = slice_size / column_lanes;
const uint row_step = row_lanes;
// Values and gates of GEGLU are neighbouring fours and must meet in one invocation (column_fours is even then).
const uint lane_fours = activation == activation_geglu ? column_fours : 1u;
const uint four_step = activation == activation_geglu ? 1u : column_lanes;
const uint column_step = four_step * 4u;
const uint tile_m = row_lanes * tile_rows;
const uint n_fours = column_lanes * column_fours;
const uint x_stride = tile_k / 4u | 1u;
const uint w_stride = n_fours;
const uint least_fours = slices > 1u ? tile_m * n_fours : 0u; // for sums of slices
#define tile_t float
#define tile4_t vec4

/// Four neighbouring activations; `i` counts fours.
vec4 load_x4(Acts x, uint i) { return load4(x, i); }
/// Four neighbouring weights; `i` is a multiple of 4.
vec4 load_w4(Words w, uint i) {
#if defined(WEIGHT_F32)
    return Float4s(w).v[i / 4u];
#else
    const uvec2 words = Word2s(w).v[i / 4u];
#if defined(WEIGHT_F16)
    return vec4(unpackHalf2x16(words.x), unpackHalf2x16(words.y));
#else
    return uintBitsToFloat(uvec4(words.x << 16, words.x & 0xFFFF0000u, words.y << 16, words.y & 0xFFFF0000u));
#endif
#endif
}
#include "lib/stage.glsl"

vec4 sums[tile_rows][column_fours];

/// The invocation's first row and column.
struct Tile {
    uint row;
    uint column;
};
Tile place_sums(Place t) {
    const uint lane = gl_LocalInvocationID.x;
    return Tile(t.first_row + lane % slice_size / column_lanes, t.first_column + lane % column_lanes * lane_fours * 4u);
}

void clear_sums() {
    [[unroll]] for (uint i = 0u; i < tile_rows; ++i)
        [[unroll]] for (uint j = 0u; j < column_fours; ++j) sums[i][j] = vec4(0.0);
}

/// Adds this slice's part of the tile. Per four k: tile_rows + 4 column_fours reads of 16 bytes for
/// 16 tile_rows column_fours multiply-adds (8x8: 16 for 256).
void multiply_tile(uint begin) {
    const uint slice = gl_LocalInvocationID.x / slice_size;
    const uint row = gl_LocalInvocationID.x % slice_size / column_lanes, lane = gl_LocalInvocationID.x % column_lanes * lane_fours;
    for (uint f = slice * (k_fours / slices); f < (slice + 1u) * (k_fours / slices); ++f) {
        vec4 values[tile_rows];
        [[unroll]] for (uint i = 0u; i < tile_rows; ++i)
            values[i] = tile[begin + (row + i * row_lanes) * x_stride + f];
        [[unroll]] for (uint q = 0u; q < 4u; ++q)
            [[unroll]] for (uint j = 0u; j < column_fours; ++j) {
                const vec4 columns = tile[begin + w_begin + (f * 4u + q) * w_stride + j * four_step + lane];
                [[unroll]] for (uint i = 0u; i < tile_rows; ++i)
                    sums[i][j] = fma(vec4(values[i][q]), columns, sums[i][j]);
            }
    }
}

/// The slices' sums into those of slice 0, in order. True where the invocation holds sums to store.
bool gather_slices() {
    const uint slice = gl_LocalInvocationID.x / slice_size;
    for (uint s = 1u; s < slices; ++s) {
        barrier();
        const uint at = gl_LocalInvocationID.x % slice_size;
        if (slice == s)
            [[unroll]] for (uint i = 0u; i < tile_rows; ++i)
                [[unroll]] for (uint j = 0u; j < column_fours; ++j)
                    tile[(i * column_fours + j) * slice_size + at] = sums[i][j];
        barrier();
        if (slice == 0u)
            [[unroll]] for (uint i = 0u; i < tile_rows; ++i)
                [[unroll]] for (uint j = 0u; j < column_fours; ++j)
                    sums[i][j] += tile[(i * column_fours + j) * slice_size + at];
    }
    return slice == 0u;
}

#endif
