// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/uniform.glsl"
#include "group_norm_stats.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    Acts second;
    OutFloats stats;
    GroupNormStatsParams p;
};

const uint chunk = 16u; // partial sums of this many terms keep the rounding error of long sums small

/// This lane's element of the vector of pixel i, 0 where it is not of the group. The last pixel is read again beyond it.
float deviation(Acts at, uint i, uint stride, bool live, float mean) {
    const float value = lane_act(acts_at(at, min(i, p.pixels - 1u) * stride), 0u) - mean;
    return live && i < p.pixels ? value : 0.0;
}

/// Sum over this lane's elements among `width` channels, whose first element is `first`, of all pixels: of x (moment 1) or
/// of (x - mean)^2 (moment 2). Vectors begin at multiples of four, where the group need not.
float source_sum(Acts source, uint first, uint width, uint stride, float mean, uint moment) {
    const uint skew = first & 3u;
    float total = 0.0;
    uint c = 0u;
    do {
        Acts at = acts_at(source, first - skew + c);
        const uint lane = c + gl_LocalInvocationID.x;
        const bool live = lane >= skew && lane < skew + width;
        uint i = 0u;
        do {
            float part = 0.0;
            [[unroll]] for (uint n = 0u; n < chunk; ++n) {
                const float d = deviation(at, i + n, stride, live, mean);
                part += moment == 1u ? d : d * d;
            }
            total += part;
            i += chunk;
        } while (i < p.pixels);
        c += lanes;
    } while (c < skew + width);
    return total;
}

/// Sum over the group's elements of batch item b. The group's channels in the first source come before those in the second.
float group_sum(uint b, uint group, float zero, float mean, uint moment) {
    const uint begin = group * (p.channels / p.groups), end = begin + p.channels / p.groups;
    float total = zero;
    uint s = 0u;
    do {
        const uint low = s == 0u ? min(begin, p.first_channels) : max(begin, p.first_channels);
        const uint width = (s == 0u ? min(end, p.first_channels) : max(end, p.first_channels)) - low;
        const uint stride = s == 0u ? p.first_channels : p.channels - p.first_channels;
        const uint first = b * p.pixels * stride + low - (s == 0u ? 0u : p.first_channels);
        // A source without channels of this group may not be there, but is read all the same: the other stands in.
        const bool there = width > 0u;
        Acts source = Acts((s == 0u) == there ? uint64_t(x) : uint64_t(second));
        const float sum = source_sum(source, there ? first : 0u, width, stride, mean, moment);
        total += there ? sum : 0.0;
        ++s;
    } while (s < 2u);
    return lanes_sum(total);
}

// One workgroup of one subgroup per batch item and group, lanes along channels, two passes over the group.
void main() {
    const uint index = group_index();
    const uint b = min(index / p.groups, p.batch - 1u);
    const uint group = min(index - b * p.groups, p.groups - 1u);
    const float count = float(p.pixels) * float(p.channels / p.groups);
    const float zero = choose_before_loops(x, p.groups == 0u);
    const float mean = group_sum(b, group, zero, 0.0, 1u) / count;
    const float variance = group_sum(b, group, zero, mean, 2u) / count;
    if (gl_LocalInvocationID.x == 0u && index < p.batch * p.groups) {
        stats.v[index * 2u] = mean;
        stats.v[index * 2u + 1u] = 1.0 / sqrt(variance + p.eps);
    }
}
