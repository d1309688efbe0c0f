// Storing for lib/matrix.glsl; expects lib/dense_store.glsl.
/// Four of the subgroup's stored fragment, slices added in order.
vec4 stored_sum(uint at) {
    vec4 sum = vec4(0.0);
    [[unroll]] for (uint s = 0u; s < slices; ++s)
        sum += stored[(s * slice_subgroups + gl_SubgroupID) * fragment_fours + at];
    return sum;
}

/// Every fragment by way of shared memory to the epilogue.
void store_fragments(Place t, uint rows, uint rows_per_shift) {
    [[unroll]] for (uint i = 0u; i < fragment_rows; ++i)
        [[unroll]] for (uint j = 0u; j < fragment_columns; ++j) {
            barrier();
            coopMatStore(sums[i * fragment_columns + j], stored, gl_SubgroupID * fragment_fours, matrix_n / 4u,
                         gl_CooperativeMatrixLayoutRowMajor);
            barrier();
            const uint count = fragment_fours / (gated ? 2u : 1u), row_count = matrix_n / (gated ? 8u : 4u);
            const uint begin = gl_SubgroupID < slice_subgroups ? gl_SubgroupInvocationID : count;
            for (uint e = begin; e < count; e += subgroup_size) {
                const uint row = t.first_row + subgroup_row() + i * matrix_m + e / row_count;
                const uint four = e % row_count * (gated ? 2u : 1u);
                const uint column = t.first_column + (subgroup_four() + j * (matrix_n / 4u) + four) * 4u;
                if (row >= rows || column >= p.n) continue;
                const uint at = e / row_count * (matrix_n / 4u) + four;
                if (gated)
                    finish_gated(row, column, row / rows_per_shift, stored_sum(at), stored_sum(at + 1u));
                else
                    finish(row, column, row / rows_per_shift, stored_sum(at));
            }
        }
}
