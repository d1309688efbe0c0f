// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/subgroup_reduce.glsl"
#include "group_norm_stats.h"

layout(constant_id = 1) const uint part_width = 2u;  // channels loaded at once: 4, 2 or 1; divides the group's width and each source
layout(constant_id = 2) const uint pixel_parts = 5u; // parts of a group in one pixel
const uint batch = 8u; // loads in flight

#ifdef ACT_F16
#define act2_t f16vec2
#else
#define act2_t vec2
#endif
layout(buffer_reference, scalar, buffer_reference_align = 2 * ACT_ALIGN) readonly buffer Act2s { act2_t v[]; };

layout(push_constant, scalar) uniform Push {
    Acts x;
    Acts second;
    OutFloats stats;
    GroupNormStatsParams p;
};

uint first_pixel, first_channel; // of the group
float pivot = 0.0;               // a value of the group: means are taken of what is left without it

/// One part of the group; components beyond part_width are `rest`. No part lies in both sources.
vec4 load_part(uint i, float rest) {
    const uint pixel = i / pixel_parts, c = first_channel + (i - pixel * pixel_parts) * part_width;
    Acts source = x;
    if (c >= p.first_channels) source = second;
    const uint at = c < p.first_channels
                        ? (first_pixel + pixel) * p.first_channels + c
                        : (first_pixel + pixel) * (p.channels - p.first_channels) + c - p.first_channels;
    if (part_width == 4u) return load4(source, at / 4u) - pivot;
    if (part_width == 2u) return vec4(Act2s(source).v[at / 2u], rest, rest) - vec4(pivot, pivot, 0.0, 0.0);
    return vec4(load(source, at) - pivot, rest, rest, rest);
}

// Count, mean and sum of squared distances of what this invocation has seen.
float count = 0.0, mean = 0.0, squares = 0.0;

/// Takes `parts` parts with that mean and those squares in: Chan, Golub & LeVeque (1979), equation 2.1.
void merge(float parts, float other_mean, float other_squares) {
    const float other = parts * float(part_width), sum = count + other;
    const float distance = other_mean - mean;
    mean += distance * (other / sum);
    squares += other_squares + distance * distance * (count * (other / sum));
    count = sum;
}

/// Sum of a part's components less the ones beyond its width, which are zero.
float part_sum(vec4 v) { return (v.x + v.y) + (v.z + v.w); }

void take(uint i) {
    const float part_mean = part_sum(load_part(i, 0.0)) / float(part_width);
    const vec4 d = load_part(i, part_mean) - part_mean;
    merge(1.0, part_mean, dot(d, d));
}

// One workgroup per batch item and group, one pass over memory; distances are taken from one value of the group
// and from means of few, so that no digits are lost where the mean is large.
void main() {
    const uint index = group_index();
    const uint b = index / p.groups;
    if (b >= p.batch) return;
    first_pixel = b * p.pixels;
    first_channel = (index - b * p.groups) * (pixel_parts * part_width);
    pivot = load_part(0u, 0.0).x;
    const uint parts = p.pixels * pixel_parts;
    uint i = gl_LocalInvocationID.x;
    for (; i + (batch - 1u) * gl_WorkGroupSize.x < parts; i += batch * gl_WorkGroupSize.x) {
        vec4 v[batch];
        float sum = 0.0;
        [[unroll]] for (uint j = 0u; j < batch; ++j) {
            v[j] = load_part(i + j * gl_WorkGroupSize.x, 0.0);
            sum += part_sum(v[j]);
        }
        const float batch_mean = sum / float(batch * part_width);
        float batch_squares = 0.0;
        [[unroll]] for (uint j = 0u; j < batch; ++j) {
            vec4 d = v[j] - batch_mean;
            if (part_width == 2u) d.zw = vec2(0.0);
            if (part_width == 1u) d.yzw = vec3(0.0);
            batch_squares += dot(d, d);
        }
        merge(float(batch), batch_mean, batch_squares);
    }
    for (; i < parts; i += gl_WorkGroupSize.x) take(i);
    const float all = float(p.pixels) * float(pixel_parts * part_width);
    const float group_mean = workgroup_sum(mean * (count / all));
    const float distance = mean - group_mean;
    const float variance = workgroup_sum((squares + distance * distance * count) / all);
    if (gl_LocalInvocationID.x == 0u) {
        stats.v[index * 2u] = pivot + group_mean;
        stats.v[index * 2u + 1u] = 1.0 / sqrt(variance + p.eps);
    }
}
