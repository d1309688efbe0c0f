// variants: none
// needs: GL_KHR_cooperative_matrix
#version 460
#extension GL_GOOGLE_include_directive : require
#define HAS_SHIFT
#include "lib/matrix.glsl"
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
#include "lib/matrix_store.glsl"

void main() {
    const uint plane = p.out_height * p.out_width, depth = p.kernel * p.kernel * p.in_channels;
    const Place t = place_group(p.batch * plane, p.n, depth);
    find_corners(t);
    clear_sums();
    multiply(w, t, depth);
    store_fragments(t, p.batch * plane, plane);
}
