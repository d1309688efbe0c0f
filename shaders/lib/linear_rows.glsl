// fetch_rows of lib/stage.glsl for linear layers: a row of x, then the row of the second source.
void fetch_rows(Place t, uint k) {
    const uint at = k + t.x_four * 4u;
    [[unroll]] for (uint c = 0u; c < 4u; c += fours_of_k ? 4u : 1u) {
        Acts source = x;
        if (at + c >= p.first_k) source = second;
        const uint width = at + c < p.first_k ? p.first_k : p.k - p.first_k;
        const uint column = at + c < p.first_k ? at + c : at + c - p.first_k;
        [[unroll]] for (uint i = 0u; i < x_loads; ++i) {
            const uint element = min(t.x_row + i * x_lanes, p.rows - 1u) * width + column;
            if (fours_of_k)
                next_x[i] = at < p.k ? load_x4(source, element / 4u) : tile4_t(0.0);
            else
                next_x[i][c] = tile_t(at + c < p.k ? load(source, element) : 0.0);
        }
    }
}
