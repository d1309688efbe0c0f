// The register tile that linear.comp and conv2d.comp share: sums[row][column] += x[row][k] * w[k][column].
//
// Each invocation owns tile_rows rows and column_fours * 4 neighbouring columns. Two ways to read x (axis READ):
// - each: every invocation reads the rows it multiplies. Lanes of a real GPU share them through their caches.
// - shared: for CPU drivers, where a load costs far more than arithmetic. Each lane of a subgroup reads one row (of
//   spread rows) and the others take it by broadcast; all loads are 64 bits wide, since such drivers pay per component.
//   The workgroup is one subgroup, and the host sets `spread` to the size of the device's subgroups.
// - uniform: for CPU drivers that tell uniform values apart, see lib/dense_uniform.glsl.
#ifndef SFUMATO_DENSE_GLSL
#define SFUMATO_DENSE_GLSL
#ifdef READ_UNIFORM
#include "lib/dense_uniform.glsl"
#else
#include "lib/types.glsl"
#include "lib/math.glsl"
#ifdef READ_SHARED
#include "lib/lanes.glsl"
#endif

layout(constant_id = 1) const uint row_groups = 4u;    // loads of rows per invocation
layout(constant_id = 2) const uint column_fours = 1u;  // columns per invocation over 4; even where READ is shared
layout(constant_id = 3) const uint column_lanes = 32u; // invocations beside each other; the rest of the workgroup is below
layout(constant_id = 4) const uint weight_block = 32u; // NB of the layout [N/NB][K][NB]
layout(constant_id = 5) const uint spread = 1u;        // rows per row group: subgroup size where READ is shared, else 1
layout(constant_id = 6) const uint activation = activation_none; // a constant: unrolled stores inline it often
layout(constant_id = 7) const uint divides = 0u;       // bit 0: n is a multiple of 4, bit 1: k
const uint tile_rows = row_groups * spread;
const uint row_step = 1u;    // from row to row of an invocation
const uint column_step = 4u; // from four to four of its columns
const bool fours_of_n = (divides & 1u) != 0u;
const bool fours_of_k = (divides & 2u) != 0u;

vec4 sums[row_groups * spread][column_fours];

#ifndef READ_SHARED
/// Four neighbouring activations; `i` counts fours.
vec4 load_four(Acts x, uint i) { return load4(x, i); }
#endif

/// The invocation's columns of one row of the packed weights; `i` counts elements and is a multiple of 4 (8 where shared).
void load_columns(Words w, uint i, out vec4 columns[column_fours]) {
#ifdef READ_SHARED
    [[unroll]] for (uint j = 0u; j < column_fours; j += 2u) {
#if defined(WEIGHT_F32)
        const u64vec4 bits = Long4s(w).v[(i >> 3) + (j >> 1)];
        columns[j] = floats4(bits.x, bits.y);
        columns[j + 1u] = floats4(bits.z, bits.w);
#else
        const u64vec2 bits = Long2s(w).v[(i >> 3) + (j >> 1)];
#if defined(WEIGHT_F16)
        columns[j] = halves4(bits.x);
        columns[j + 1u] = halves4(bits.y);
#else
        columns[j] = bfloats4(bits.x);
        columns[j + 1u] = bfloats4(bits.y);
#endif
#endif
    }
#else
    [[unroll]] for (uint j = 0u; j < column_fours; ++j) {
#if defined(WEIGHT_F32)
        columns[j] = Float4s(w).v[(i >> 2) + j];
#else
        const uvec2 words = Word2s(w).v[(i >> 2) + j];
#if defined(WEIGHT_F16)
        columns[j] = vec4(unpackHalf2x16(words.x), unpackHalf2x16(words.y));
#else
        columns[j] = uintBitsToFloat(uvec4(words.x << 16, words.x & 0xFFFF0000u, words.y << 16, words.y & 0xFFFF0000u));
#endif
#endif
    }
#endif
}

void clear_sums() {
    [[unroll]] for (uint i = 0u; i < tile_rows; ++i)
        [[unroll]] for (uint j = 0u; j < column_fours; ++j) sums[i][j] = vec4(0.0);
}

/// One k: `values` holds x[row][k] of the row that this lane has read, per row group.
void multiply_column(float values[row_groups], vec4 columns[column_fours]) {
    [[unroll]] for (uint g = 0u; g < row_groups; ++g)
        [[unroll]] for (uint r = 0u; r < spread; ++r) {
#ifdef READ_SHARED
            const vec4 value = vec4(subgroupBroadcast(values[g], r));
#else
            const vec4 value = vec4(values[g]);
#endif
            [[unroll]] for (uint j = 0u; j < column_fours; ++j)
                sums[g * spread + r][j] = fma(value, columns[j], sums[g * spread + r][j]);
        }
}

/// Adds k values of each row: `rows` are the first elements of the rows that this lane reads (it counts as zeros where
/// not `live`), `at` is the invocation's first column in the packed weights' row of the first k. Fours where k allows:
/// longer bodies are slower, since the tile's sums times eight no longer fit the instruction cache of a processor.
void multiply_rows(Acts x, Words w, uint rows[row_groups], bool live[row_groups], uint at, uint k) {
    vec4 columns[column_fours];
    float values[row_groups];
    if (fours_of_k) {
        vec4 four[row_groups];
        for (uint i = 0u; i < k; i += 4u) {
            [[unroll]] for (uint g = 0u; g < row_groups; ++g) {
                four[g] = load_four(x, (rows[g] + i) >> 2);
                if (!live[g]) four[g] = vec4(0.0);
            }
            [[unroll]] for (uint q = 0u; q < 4u; ++q) {
                [[unroll]] for (uint g = 0u; g < row_groups; ++g) values[g] = four[g][q];
                load_columns(w, at + (i + q) * weight_block, columns);
                multiply_column(values, columns);
            }
        }
    } else {
        for (uint i = 0u; i < k; ++i) {
            [[unroll]] for (uint g = 0u; g < row_groups; ++g) values[g] = live[g] ? load(x, rows[g] + i) : 0.0;
            load_columns(w, at + i * weight_block, columns);
            multiply_column(values, columns);
        }
    }
}

/// Where this invocation works. `row` is the first row of its tile, `read_row` the row it reads in the first row group
/// (the next groups follow `spread` rows later), `column` its first column, `at` that column in the packed weights.
struct Tile {
    uint row;
    uint read_row;
    uint column;
    uint at;
};

/// Rows vary fastest from workgroup to workgroup, so that neighbours share a stripe of the weights.
Tile place_tile(uint rows, uint n, uint depth) {
    const uint stripe_rows = gl_WorkGroupSize.x / column_lanes * tile_rows;
    const uint row_tiles = (rows + stripe_rows - 1u) / stripe_rows;
    const uint index = group_index();
    const uint column_tile = index / row_tiles;
    const uint lane = gl_LocalInvocationID.x;
    Tile t;
    t.row = (index - column_tile * row_tiles) * stripe_rows + lane / column_lanes * tile_rows;
#ifdef READ_SHARED
    t.read_row = t.row + gl_SubgroupInvocationID;
#else
    t.read_row = t.row;
#endif
    t.column = (column_tile * column_lanes + lane % column_lanes) * column_fours * 4u;
    // Lanes beyond the last column repeat the last block's first columns: what they sum is never stored.
    const uint column = t.column < n ? t.column : (n - 1u) / weight_block * weight_block;
    const uint block = column / weight_block;
    t.at = block * depth * weight_block + (column - block * weight_block);
    return t;
}
#endif
#endif
