// variants: ACT=f32,f16 WEIGHT=f32,f16,bf16 READ=each,shared
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/dense.glsl"
#include "linear.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    Words w;
    Floats bias;
    Acts residual;
    OutActs result;
    LinearParams p;
};
#include "lib/dense_store.glsl"

void main() {
    const Tile t = place_tile(p.rows, p.n, p.k);
    uint rows[row_groups];
    bool live[row_groups];
    [[unroll]] for (uint g = 0u; g < row_groups; ++g) {
        rows[g] = min(t.read_row + g * spread, p.rows - 1u) * p.k;
        live[g] = true;
    }
    clear_sums();
    multiply_rows(x, w, rows, live, t.at, p.k);
    store_sums(t, p.rows, 1u);
}
