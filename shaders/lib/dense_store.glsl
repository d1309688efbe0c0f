// Epilogue of the register tile: bias, activation, shift, residual, store. Expects lib/dense.glsl and push constants
// `bias`, `shift`, `residual`, `result`, `p` with n, has_bias, has_residual.
#ifndef SFUMATO_DENSE_STORE_GLSL
#define SFUMATO_DENSE_STORE_GLSL

vec4 finished(uint row, uint column, uint shift_row, vec4 sum) {
    vec4 value = sum;
    if (p.has_bias != 0u) value += Float4s(bias).v[column / 4u];
    value = activate4(activation, value);
#ifdef HAS_SHIFT
    if (p.has_shift != 0u)
        [[unroll]] for (uint c = 0u; c < 4u; ++c) value[c] += load(shift, shift_row * p.n + min(column + c, p.n - 1u));
#endif
    const uint at = row * p.n + column;
    if (p.has_residual != 0u) {
        if (fours_of_n) {
            value += load4(residual, at / 4u);
        } else {
            [[unroll]] for (uint c = 0u; c < 4u; ++c) value[c] += load(residual, row * p.n + min(column + c, p.n - 1u));
        }
    }
    return value;
}

/// Stores the tile's rows below `rows` and columns below n. `rows_per_shift`: rows that share one row of `shift`.
void store_sums(Tile t, uint rows, uint rows_per_shift) {
    [[unroll]] for (uint i = 0u; i < tile_rows; ++i) {
        const uint row = t.row + i;
        if (row < rows) {
            [[unroll]] for (uint j = 0u; j < column_fours; ++j) {
                const uint column = t.column + j * 4u;
                if (column < p.n) {
                    const vec4 value = finished(row, column, row / rows_per_shift, sums[i][j]);
                    if (fours_of_n) {
                        store4(result, (row * p.n + column) / 4u, value);
                    } else {
                        [[unroll]] for (uint c = 0u; c < 4u; ++c)
                            if (column + c < p.n) store(result, row * p.n + column + c, value[c]);
                    }
                }
            }
        }
    }
}
#endif
