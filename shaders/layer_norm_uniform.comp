// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/uniform.glsl"
#include "layer_norm.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    Floats gain;
    Floats bias;
    OutActs result;
    LayerNormParams p;
};

// One workgroup of one subgroup per row, lanes along it; its width is a multiple of the subgroup size. Two passes: the
// variance of E[x^2] - E[x]^2 loses all digits where the mean is large.
void main() {
    const uint row = min(group_index(), p.rows - 1u);
    const uint lane = gl_LocalInvocationID.x;
    Acts from = acts_at(x, row * p.width);
    float sum = choose_before_loops(x, p.rows == 0u);
    uint c = 0u;
    do {
        sum += lane_act(acts_at(from, c), 0u);
        c += lanes;
    } while (c < p.width);
    const float mean = lanes_sum(sum) / float(p.width);
    float squares = 0.0;
    c = 0u;
    do {
        const float d = lane_act(acts_at(from, c), 0u) - mean;
        squares = fma(d, d, squares);
        c += lanes;
    } while (c < p.width);
    const float rstd = 1.0 / sqrt(lanes_sum(squares) / float(p.width) + p.eps);
    c = 0u;
    do {
        const float value = (lane_act(acts_at(from, c), 0u) - mean) * rstd;
        const float g = lane_float(Float4s(floats_at(gain, c)), 0u), shift = lane_float(Float4s(floats_at(bias, c)), 0u);
        if (group_index() < p.rows) store(result, row * p.width + c + lane, value * g + shift);
        c += lanes;
    } while (c < p.width);
}
