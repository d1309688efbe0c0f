// variants: ACT=f32,f16 WEIGHT=f32,f16,bf16
#version 460
#extension GL_GOOGLE_include_directive : require
#define HAS_SHIFT
#include "lib/tile.glsl"
#include "conv2d.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    Words w;
    Floats bias;
    Acts shift;
    Acts residual;
    OutActs result;
    Conv2dParams p;
};
#include "lib/dense_store.glsl"

#include "lib/conv2d_rows.glsl"

void main() {
    const uint plane = p.out_height * p.out_width, depth = p.kernel * p.kernel * p.in_channels;
    const Place t = place_group(p.batch * plane, p.n, depth);
    find_corners(t);
    clear_sums();
    multiply(w, t, depth);
    if (gather_slices()) store_sums(place_sums(t), p.batch * plane, plane);
}
