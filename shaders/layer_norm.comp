// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/reduce.glsl"
#include "layer_norm.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    Floats gain;
    Floats bias;
    OutActs result;
    LayerNormParams p;
};

// One workgroup per row, two passes: the variance of E[x^2] - E[x]^2 loses all digits where the mean is large.
void main() {
    const uint row = group_index();
    if (row >= p.rows) return;
    const uint begin = row * p.width;
    float sum = 0.0;
    for (uint c = gl_LocalInvocationID.x; c < p.width; c += gl_WorkGroupSize.x) sum += load(x, begin + c);
    const float mean = workgroup_sum(sum) / float(p.width);
    float squares = 0.0;
    for (uint c = gl_LocalInvocationID.x; c < p.width; c += gl_WorkGroupSize.x) {
        const float d = load(x, begin + c) - mean;
        squares = fma(d, d, squares);
    }
    const float rstd = 1.0 / sqrt(workgroup_sum(squares) / float(p.width) + p.eps);
    for (uint c = gl_LocalInvocationID.x; c < p.width; c += gl_WorkGroupSize.x)
        store(result, begin + c, (load(x, begin + c) - mean) * rstd * gain.v[c] + bias.v[c]);
}
