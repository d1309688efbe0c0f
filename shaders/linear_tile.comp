// variants: ACT=f32,f16 WEIGHT=f32,f16,bf16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/tile.glsl"
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

#include "lib/linear_rows.glsl"

void main() {
    const Place t = place_group(p.rows, p.n, p.k);
    clear_sums();
    multiply(w, t, p.k);
    if (gather_slices()) store_sums(place_sums(t), p.rows, 1u);
}
