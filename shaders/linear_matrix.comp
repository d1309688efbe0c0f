// variants: none
// needs: GL_KHR_cooperative_matrix
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/matrix.glsl"
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
#include "lib/matrix_store.glsl"

void main() {
    const Place t = place_group(p.rows, p.n, p.k);
    clear_sums();
    multiply(w, t, p.k);
    store_fragments(t, p.rows, 1u);
}
