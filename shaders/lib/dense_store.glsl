// Epilogue of products: bias, activation, shift, residual, store. Expects lib/dense.glsl, tile.glsl or matrix.glsl and push constants
// `bias`, `shift`, `residual`, `result`, `p` with n, has_bias, has_residual.
#ifndef SFUMATO_DENSE_STORE_GLSL
#define SFUMATO_DENSE_STORE_GLSL
#ifdef READ_UNIFORM
#include "lib/dense_store_uniform.glsl"
#else

/// GEGLU: packed columns 8j.. are four values, 8j + 4.. their gates; together they are columns 4j.. of a result half as
/// wide. An invocation holds both, since it has an even number of fours.
const bool gated = activation == activation_geglu;

vec4 biased(uint column, vec4 sum) { return p.has_bias != 0u ? sum + Float4s(bias).v[column / 4u] : sum; }

/// Four activated columns of a result of `n` columns with what is added to them.
vec4 completed(uint row, uint column, uint n, uint shift_row, vec4 value) {
#ifdef HAS_SHIFT
    if (p.has_shift != 0u)
        [[unroll]] for (uint c = 0u; c < 4u; ++c)
            value[c] += load(shift, p.shift_offset + shift_row * p.shift_stride + min(column + c, n - 1u));
#endif
    if (p.has_residual != 0u) {
        if (fours_of_n) {
            value += load4(residual, (row * n + column) / 4u);
        } else {
            [[unroll]] for (uint c = 0u; c < 4u; ++c) value[c] += load(residual, row * n + min(column + c, n - 1u));
        }
    }
    return value;
}

void store_four(uint row, uint column, uint n, vec4 value) {
    if (fours_of_n) {
        store4(result, (row * n + column) / 4u, value);
    } else {
        [[unroll]] for (uint c = 0u; c < 4u; ++c)
            if (column + c < n) store(result, row * n + column + c, value[c]);
    }
}

/// Epilogue and store of four sums of one row; `shift_row` is the row of `shift` that belongs to it.
void finish(uint row, uint column, uint shift_row, vec4 sum) {
    const vec4 value = activate4(activation, biased(column, sum));
    store_four(row, column, p.n, completed(row, column, p.n, shift_row, value));
}

/// The same for four values, whose packed columns begin at `column`, and their gates.
void finish_gated(uint row, uint column, uint shift_row, vec4 value_sum, vec4 gate_sum) {
    const vec4 value = biased(column, value_sum) * activate4(activation_gelu, biased(column + 4u, gate_sum));
    store_four(row, column / 2u, p.n / 2u, completed(row, column / 2u, p.n / 2u, shift_row, value));
}

#ifndef MATRIX
void start_sums(Tile t) { clear_sums(); }

/// Stores the tile's rows below `rows` and columns below n. `rows_per_shift`: rows that share one row of `shift`.
void store_sums(Tile t, uint rows, uint rows_per_shift) {
    [[unroll]] for (uint i = 0u; i < tile_rows; ++i) {
        const uint row = t.row + i * row_step;
        if (row < rows) {
            [[unroll]] for (uint j = 0u; j < column_fours; ++j) {
                const uint column = t.column + j * column_step;
                if (column < p.n) {
                    if (!gated)
                        finish(row, column, row / rows_per_shift, sums[i][j]);
                    else if ((j & 1u) == 0u)
                        finish_gated(row, column, row / rows_per_shift, sums[i][j], sums[i][min(j + 1u, column_fours - 1u)]);
                }
            }
        }
    }
}
#endif
#endif
#endif
