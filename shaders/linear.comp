// variants: ACT=f32,f16 WEIGHT=f32,f16,bf16 READ=each,shared,uniform
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/dense.glsl"
#include "linear.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    Words w;
    Floats bias;
    Acts residual;
    Acts second;
    OutActs result;
    LinearParams p;
};
#include "lib/dense_store.glsl"

void main() {
    const Tile t = place_tile(p.rows, p.n, p.k);
    start_sums(t);
    uint done = 0u;
    do { // one round for each source
        const uint k = done == 0u ? p.first_k : p.k - done;
        uint rows[row_groups];
        bool live[row_groups];
        [[unroll]] for (uint g = 0u; g < row_groups; ++g) {
            rows[g] = min(t.read_row + g * spread, p.rows - 1u) * k;
            live[g] = true;
        }
        Acts source = x;
        if (done != 0u) source = second;
        multiply_rows(source, w, rows, live, t.at + done * weight_block, k);
        done += k;
    } while (done < p.k);
    store_sums(t, p.rows, 1u);
}
