// Epilogue of lib/dense_uniform.glsl, see dense_store.glsl.
#ifndef SFUMATO_DENSE_STORE_UNIFORM_GLSL
#define SFUMATO_DENSE_STORE_UNIFORM_GLSL

/// This lane's four of the tile's 4 * lanes columns, given as fours.
vec4 pick_columns(vec4 v[16]) {
    const uint lane = gl_SubgroupInvocationID;
    vec4 columns;
    [[unroll]] for (uint j = 0u; j < 4u; ++j) {
#if defined(WEIGHT_F32)
        const uint i = j * (lanes / 4u);
        columns[j] = lanes == 8u ? pick8(v[i], v[i + 1u], lane) : pick16(v[i], v[i + 1u], v[i + 2u], v[i + 3u], lane);
#else
        const uint i = (j >> 1) * (lanes / 2u), c = j & 1u;
        vec4 parts[4];
        [[unroll]] for (uint q = 0u; q < lanes / 4u; ++q)
            parts[q] = vec4(v[i + q * 2u][c], v[i + q * 2u][c + 2u], v[i + q * 2u + 1u][c], v[i + q * 2u + 1u][c + 2u]);
        columns[j] = lanes == 8u ? pick8(parts[0], parts[1], lane) : pick16(parts[0], parts[1], parts[2], parts[3], lane);
#endif
    }
    return columns;
}

/// The lane's columns of a row of n that begins at element `begin`; reads up to 63 elements beyond it.
vec4 acts_of_row(Acts p, uint begin, uint n, uint column) {
    vec4 v[16];
    if (fours_of_n) {
        [[unroll]] for (uint i = 0u; i < lanes; ++i) v[i] = load4(p, (begin + column) / 4u + i);
        return pick_columns(v);
    }
    vec4 columns;
    [[unroll]] for (uint j = 0u; j < 4u; ++j) columns[j] = load(p, begin + min(column + lane_column(j), n - 1u));
    return columns;
}

#ifdef HAS_SHIFT
/// Its rows may be columns of a wider tensor, and begin anywhere.
vec4 shift_of_row(uint row, uint n, uint column) {
    const uint begin = p.shift_offset + row * p.shift_stride;
    if (((p.shift_offset | p.shift_stride) & 3u) == 0u) return acts_of_row(shift, begin, n, column);
    vec4 columns;
    [[unroll]] for (uint j = 0u; j < 4u; ++j) columns[j] = load(shift, begin + min(column + lane_column(j), n - 1u));
    return columns;
}
#endif

/// Sums start from the bias. Done before the loops for one more reason: constants that first occur inside a loop are
/// variables to the driver's compiler after it, and it could not see through the choices by lane of the epilogue.
void start_sums(Tile t) {
    vec4 v[16];
    // Loads happen even where a condition is false, hence from a place that is there.
    Float4s from = Float4s(p.has_bias != 0u ? uint64_t(bias) + t.column * 4u : uint64_t(w));
    [[unroll]] for (uint i = 0u; i < lanes; ++i) v[i] = from.v[i];
    const vec4 first = pick_columns(v);
    [[unroll]] for (uint i = 0u; i < row_groups; ++i) sums[i] = p.has_bias != 0u ? first : vec4(0.0);
}

/// GEGLU: the tile's first half of columns are values, the second their gates (gate_run in tensor/variants.h); together they
/// are half as many columns of a result half as wide.
const bool gated = activation == activation_geglu;

/// Stores the tile's rows below `rows` and columns below n. `rows_per_shift`: rows that share one row of `shift`.
void store_sums(Tile t, uint rows, uint rows_per_shift) {
    const uint n = gated ? p.n / 2u : p.n;
    const uint first = gated ? t.column / 2u : t.column;
    [[unroll]] for (uint i = 0u; i < row_groups; ++i) {
        const uint row = t.row + i;
        const uint known = min(row, rows - 1u);
        vec4 value = activate4(gated ? activation_none : activation, sums[i]);
        if (gated) value.xy *= vec2(gelu(value.z), gelu(value.w));
#ifdef HAS_SHIFT
        if (p.has_shift != 0u) value += shift_of_row(known / rows_per_shift, n, first);
#endif
        if (p.has_residual != 0u) value += acts_of_row(residual, known * n, n, first);
        [[unroll]] for (uint j = 0u; j < (gated ? 2u : 4u); ++j) {
            const uint column = first + lane_column(j);
            if (row < rows && column < n) store(result, row * n + column, value[j]);
        }
    }
}
#endif
