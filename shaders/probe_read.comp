// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/reduce.glsl"
#include "probe_read.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    OutActs result;
    ProbeReadParams p;
};

// Memory that is only read: one workgroup per row, four values at a time.
void main() {
    const uint row = group_index();
    if (row >= p.rows) return;
    const uint fours = p.width / 4u, begin = row * fours;
    vec4 sum = vec4(0.0);
    for (uint i = gl_LocalInvocationID.x; i < fours; i += gl_WorkGroupSize.x) sum += load4(x, begin + i);
    const float total = workgroup_sum((sum.x + sum.y) + (sum.z + sum.w));
    if (gl_LocalInvocationID.x == 0u) store(result, row, total / float(p.width));
}
