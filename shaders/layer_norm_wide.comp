// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/subgroup_reduce.glsl"
#include "layer_norm.h"

layout(constant_id = 1) const uint held_fours = 2u; // per invocation: a row fits into the workgroup's registers

layout(push_constant, scalar) uniform Push {
    Acts x;
    Floats gain;
    Floats bias;
    OutActs result;
    LayerNormParams p;
};

// One workgroup per row of whole fours, read once and held in registers; mean first, then the squares of what it leaves.
void main() {
    const uint row = group_index();
    if (row >= p.rows) return;
    const uint fours = p.width / 4u, begin = row * fours;
    vec4 held[held_fours];
    float sum = 0.0;
    [[unroll]] for (uint j = 0u; j < held_fours; ++j) {
        const uint i = gl_LocalInvocationID.x + j * gl_WorkGroupSize.x;
        held[j] = i < fours ? load4(x, begin + i) : vec4(0.0);
        sum += (held[j].x + held[j].y) + (held[j].z + held[j].w);
    }
    const float mean = workgroup_sum(sum) / float(p.width);
    float squares = 0.0;
    [[unroll]] for (uint j = 0u; j < held_fours; ++j) {
        held[j] -= mean;
        if (gl_LocalInvocationID.x + j * gl_WorkGroupSize.x < fours) squares += dot(held[j], held[j]);
    }
    const float rstd = 1.0 / sqrt(workgroup_sum(squares) / float(p.width) + p.eps);
    [[unroll]] for (uint j = 0u; j < held_fours; ++j) {
        const uint i = gl_LocalInvocationID.x + j * gl_WorkGroupSize.x;
        if (i < fours) store4(result, begin + i, held[j] * rstd * Float4s(gain).v[i] + Float4s(bias).v[i]);
    }
}
