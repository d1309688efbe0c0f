// The register tile of linear.comp and conv2d.comp where READ is uniform: row_groups rows and four vectors of columns, one
// subgroup per workgroup. Activations are read in fours along k, the same for all lanes; weights as vectors of columns.
// Same interface as lib/dense.glsl.
#ifndef SFUMATO_DENSE_UNIFORM_GLSL
#define SFUMATO_DENSE_UNIFORM_GLSL
#include "lib/uniform.glsl"
#include "lib/math.glsl"

layout(constant_id = 2) const uint row_groups = 4u; // rows of the tile
layout(constant_id = 3) const uint activation = activation_none;
layout(constant_id = 4) const uint divides = 0u; // bit 0: n is a multiple of 4, bit 1: k of 8, bit 2: k of 16
const uint weight_block = 4u * lanes;            // NB of the layout [N/NB][K][NB]
const uint spread = 1u;
const bool fours_of_n = (divides & 1u) != 0u;

vec4 sums[row_groups]; // component j: this lane's column of the tile's vector j

/// This lane's four columns of one k; `w` is the tile's first column there.
vec4 load_columns(Words w) {
#if defined(WEIGHT_F32)
    Float4s q = Float4s(w);
    return vec4(lane_float(q, 0u), lane_float(q, lanes / 4u), lane_float(q, lanes / 2u), lane_float(q, lanes / 4u * 3u));
#else
    const uint low = lane_word(Word4s(w), 0u), high = lane_word(Word4s(w), lanes / 4u);
#if defined(WEIGHT_F16)
    return vec4(unpackHalf2x16(low), unpackHalf2x16(high));
#else
    return uintBitsToFloat(uvec4(low << 16, low & 0xFFFF0000u, high << 16, high & 0xFFFF0000u));
#endif
#endif
}

/// Where column j of this lane lies in the tile: with 16 bits a lane reads two neighbours at once.
uint lane_column(uint j) {
#if defined(WEIGHT_F32)
    return j * lanes + gl_LocalInvocationID.x;
#else
    return (j >> 1) * 2u * lanes + gl_LocalInvocationID.x * 2u + (j & 1u);
#endif
}

#if defined(WEIGHT_F32)
#define WEIGHT_WORDS(i) (i)
#else
#define WEIGHT_WORDS(i) ((i) >> 1)
#endif

/// Adds `step` values of k; `from` are the rows there, `w` the weights.
void multiply_fours(Acts from[row_groups], bool live[row_groups], Words w, uint step) {
    [[unroll]] for (uint i = 0u; i < step; i += 4u) {
        vec4 values[row_groups];
        [[unroll]] for (uint g = 0u; g < row_groups; ++g) {
            values[g] = load4(from[g], i >> 2);
            if (!live[g]) values[g] = vec4(0.0);
        }
        [[unroll]] for (uint q = 0u; q < 4u; ++q) {
            const vec4 columns = load_columns(words_at(w, WEIGHT_WORDS((i + q) * weight_block)));
            [[unroll]] for (uint g = 0u; g < row_groups; ++g) sums[g] = fma(vec4(values[g][q]), columns, sums[g]);
        }
    }
}

/// Adds k values of each row, `step` at a time, which divides k.
// The loops are do-while: a for loop's body is run once more with no lane active, and its loads are real ones.
void multiply_steps(Acts x, Words w, uint rows[row_groups], bool live[row_groups], uint at, uint k, uint step) {
    uint i = 0u;
    do {
        Acts from[row_groups];
        [[unroll]] for (uint g = 0u; g < row_groups; ++g) from[g] = acts_at(x, rows[g] + i);
        multiply_fours(from, live, words_at(w, WEIGHT_WORDS(at + i * weight_block)), step);
        i += step;
    } while (i < k);
}

/// Adds k values of each row: `rows` are the first elements of the rows (zeros where not `live`), `at` is the tile's first
/// column in the packed weights' row of the first k.
void multiply_rows(Acts x, Words w, uint rows[row_groups], bool live[row_groups], uint at, uint k) {
    if ((divides & 6u) != 0u) {
        bool all_live[row_groups];
        bool live_rows = true;
        [[unroll]] for (uint g = 0u; g < row_groups; ++g) {
            all_live[g] = true;
            live_rows = live_rows && live[g];
        }
        // Rows outside an image are few: what zeroes them is kept out of the long loop.
        if (live_rows)
            multiply_steps(x, w, rows, all_live, at, k, (divides & 4u) != 0u ? 16u : 8u);
        else
            multiply_steps(x, w, rows, live, at, k, 4u);
    } else {
        uint i = 0u;
        do {
            const vec4 columns = load_columns(words_at(w, WEIGHT_WORDS(at + i * weight_block)));
            [[unroll]] for (uint g = 0u; g < row_groups; ++g) {
                const float value = live[g] ? load(x, rows[g] + i) : 0.0;
                sums[g] = fma(vec4(value), columns, sums[g]);
            }
            ++i;
        } while (i < k);
    }
}

struct Tile {
    uint row;
    uint read_row;
    uint column;
    uint at;
};

/// Rows vary fastest from workgroup to workgroup, so that neighbours share a stripe of the weights. A workgroup beyond the
/// last tile reads what another one reads, and stores nothing.
Tile place_tile(uint rows, uint n, uint depth) {
    const uint row_tiles = (rows + row_groups - 1u) / row_groups;
    const uint index = group_index();
    const uint column_tile = min(index / row_tiles, (n - 1u) / weight_block);
    Tile t;
    t.row = t.read_row = min((index - column_tile * row_tiles) * row_groups, rows);
    t.column = column_tile * weight_block;
    t.at = t.column * depth;
    return t;
}
#endif
