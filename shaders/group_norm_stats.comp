// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/reduce.glsl"
#include "group_norm_stats.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    Acts second;
    OutFloats stats;
    GroupNormStatsParams p;
};

const uint chunk = 32u; // partial sums of this many terms keep the rounding error of long sums small

/// Sum over the group's elements of batch item b: of x (moment 1) or of (x - mean)^2 (moment 2). The group's channels in
/// the first source come before those in the second.
float group_sum(uint b, uint group, float mean, uint moment) {
    const uint begin = group * (p.channels / p.groups), end = begin + p.channels / p.groups;
    float total = 0.0;
    for (uint s = 0u; s < 2u; ++s) {
        const uint low = s == 0u ? min(begin, p.first_channels) : max(begin, p.first_channels);
        const uint width = (s == 0u ? min(end, p.first_channels) : max(end, p.first_channels)) - low;
        const uint stride = s == 0u ? p.first_channels : p.channels - p.first_channels;
        const uint first = b * p.pixels * stride + low - (s == 0u ? 0u : p.first_channels);
        const uint count = p.pixels * width;
        Acts source = x;
        if (s != 0u) source = second;
        for (uint i = gl_LocalInvocationID.x; i < count;) {
            float part = 0.0;
            for (uint n = 0u; n < chunk && i < count; ++n, i += gl_WorkGroupSize.x) {
                const uint pixel = i / width;
                const float d = load(source, first + pixel * stride + (i - pixel * width)) - mean;
                part += moment == 1u ? d : d * d;
            }
            total += part;
        }
    }
    return workgroup_sum(total);
}

// One workgroup per batch item and group, two passes over the group.
void main() {
    const uint index = group_index();
    const uint b = index / p.groups;
    if (b >= p.batch) return;
    const uint group = index - b * p.groups;
    const float count = float(p.pixels) * float(p.channels / p.groups);
    const float mean = group_sum(b, group, 0.0, 1u) / count;
    const float variance = group_sum(b, group, mean, 2u) / count;
    if (gl_LocalInvocationID.x == 0u) {
        stats.v[index * 2u] = mean;
        stats.v[index * 2u + 1u] = 1.0 / sqrt(variance + p.eps);
    }
}
