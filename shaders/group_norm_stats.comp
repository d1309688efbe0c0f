// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/reduce.glsl"
#include "group_norm_stats.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    OutFloats stats;
    GroupNormStatsParams p;
};

const uint chunk = 32u; // partial sums of this many terms keep the rounding error of long sums small

/// Sum over this invocation's elements of the group at `first`: of x (moment 1) or of (x - mean)^2 (moment 2).
float partial_sum(uint first, float mean, uint moment) {
    const uint width = p.channels / p.groups;
    const uint count = p.pixels * width;
    float total = 0.0;
    for (uint i = gl_LocalInvocationID.x; i < count;) {
        float part = 0.0;
        for (uint n = 0u; n < chunk && i < count; ++n, i += gl_WorkGroupSize.x) {
            const uint pixel = i / width;
            const float d = load(x, first + pixel * p.channels + (i - pixel * width)) - mean;
            part += moment == 1u ? d : d * d;
        }
        total += part;
    }
    return workgroup_sum(total);
}

// One workgroup per batch item and group, two passes over the group.
void main() {
    const uint index = group_index();
    const uint b = index / p.groups;
    if (b >= p.batch) return;
    const uint width = p.channels / p.groups;
    const uint first = b * p.pixels * p.channels + (index - b * p.groups) * width;
    const float count = float(p.pixels) * float(width);
    const float mean = partial_sum(first, 0.0, 1u) / count;
    const float variance = partial_sum(first, mean, 2u) / count;
    if (gl_LocalInvocationID.x == 0u) {
        stats.v[index * 2u] = mean;
        stats.v[index * 2u + 1u] = 1.0 / sqrt(variance + p.eps);
    }
}
