// Copies tiles of x and w into shared memory for lib/tile.glsl and lib/matrix.glsl: while a workgroup multiplies one depth,
// the next comes into registers. Expects constants tile_m, tile_k, n_fours (columns of the tile over 4), x_stride, w_stride
// (fours per row in shared memory), weight_block, buffers, fours_of_k, least_fours (of shared memory), types tile_t and tile4_t, functions load_x4 and load_w4.
#ifndef SFUMATO_STAGE_GLSL
#define SFUMATO_STAGE_GLSL

const uint k_fours = tile_k / 4u;
// What one invocation copies: fours of rows of x, `x_lanes` rows apart, and fours of w, `w_lanes` rows apart.
const uint x_lanes = gl_WorkGroupSize.x / k_fours;
const uint x_loads = (tile_m + x_lanes - 1u) / x_lanes;
const uint w_lanes = gl_WorkGroupSize.x / n_fours;
const uint w_loads = (tile_k + w_lanes - 1u) / w_lanes;
const uint w_begin = tile_m * x_stride;
const uint buffer_fours = w_begin + tile_k * w_stride;

shared tile4_t tile[buffers * buffer_fours > least_fours ? buffers * buffer_fours : least_fours];
tile4_t next_x[x_loads];
tile4_t next_w[w_loads];

/// The workgroup's tile and what the invocation copies of it.
struct Place {
    uint first_row;
    uint first_column;
    uint x_row;  // first row to copy, of all rows
    uint x_four; // four along k to copy
    uint w_row;  // first k to copy
    uint w_at;   // first element of its four of columns in the packed weights
};

/// Rows vary fastest from workgroup to workgroup, so that neighbours share a stripe of the weights.
Place place_group(uint rows, uint n, uint depth) {
    const uint row_tiles = (rows + tile_m - 1u) / tile_m;
    const uint index = group_index(), lane = gl_LocalInvocationID.x;
    Place t;
    t.first_row = index % row_tiles * tile_m;
    t.first_column = index / row_tiles * n_fours * 4u;
    t.x_row = t.first_row + lane / k_fours;
    t.x_four = lane % k_fours;
    t.w_row = lane / n_fours;
    // Columns beyond the last repeat the last block's first ones: what is summed there is never stored.
    const uint wanted = t.first_column + lane % n_fours * 4u;
    const uint column = wanted < n ? wanted : (n - 1u) / weight_block * weight_block;
    t.w_at = column / weight_block * depth * weight_block + column % weight_block;
    return t;
}

/// Rows k.. of the weights into next_w; zeros from `depth` on.
void fetch_weights(Words w, Place t, uint k, uint depth) {
    [[unroll]] for (uint i = 0u; i < w_loads; ++i) {
        const uint row = k + t.w_row + i * w_lanes;
        next_w[i] = row < depth ? load_w4(w, t.w_at + row * weight_block) : tile4_t(0.0);
    }
}

/// next_x and next_w to shared memory.
void put_tile(uint begin) {
    const uint row = gl_LocalInvocationID.x / k_fours, four = gl_LocalInvocationID.x % k_fours;
    [[unroll]] for (uint i = 0u; i < x_loads; ++i)
        if (tile_m % x_lanes == 0u || row + i * x_lanes < tile_m)
            tile[begin + (row + i * x_lanes) * x_stride + four] = next_x[i];
    const uint w_row = gl_LocalInvocationID.x / n_fours, w_four = gl_LocalInvocationID.x % n_fours;
    [[unroll]] for (uint i = 0u; i < w_loads; ++i)
        if (tile_k % w_lanes == 0u || w_row + i * w_lanes < tile_k)
            tile[begin + w_begin + (w_row + i * w_lanes) * w_stride + w_four] = next_w[i];
}

/// Rows of x from k on into next_x, zeros beyond the end; called with k = 0, tile_k, 2 tile_k, ...
void fetch_rows(Place t, uint k);
/// Adds the products of the tile at `begin` in shared memory to the invocation's or subgroup's sums.
void multiply_tile(uint begin);

/// Multiplies the whole depth. Every invocation of the workgroup calls it; no barrier follows the last product.
void multiply(Words w, Place t, uint depth) {
    fetch_rows(t, 0u);
    fetch_weights(w, t, 0u, depth);
    put_tile(0u);
    barrier();
    uint begin = 0u;
    for (uint k = tile_k; k < depth; k += tile_k) {
        fetch_rows(t, k);
        fetch_weights(w, t, k, depth);
        multiply_tile(begin);
        if (buffers == 1u) barrier();
        begin = buffers == 1u ? 0u : buffer_fours - begin;
        put_tile(begin);
        barrier();
    }
    multiply_tile(begin);
}
#endif
