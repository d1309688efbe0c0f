// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/uniform.glsl"
#include "lib/math.glsl"
#include "group_norm.h"

layout(constant_id = 2) const uint activation = activation_none;
layout(constant_id = 3) const uint pixel_block = 64u; // pixels of a workgroup, a multiple of 8

layout(push_constant, scalar) uniform Push {
    Acts x;
    Floats stats;
    Floats gain;
    Floats bias;
    Acts second;
    OutActs result;
    GroupNormParams p;
};

// One workgroup per block of pixels and vector of channels, which lies in one source: both are multiples of the vector.
void main() {
    const uint vectors = p.channels / lanes;
    const uint all_pixels = p.batch * p.pixels;
    const uint index = group_index();
    const uint block = index / vectors;
    const uint channel = (index - block * vectors) * lanes;
    const uint c = channel + gl_LocalInvocationID.x;
    const float g = lane_float(Float4s(floats_at(gain, channel)), 0u), shift = lane_float(Float4s(floats_at(bias, channel)), 0u);
    const bool is_first = channel < p.first_channels;
    Acts source = Acts(is_first ? uint64_t(x) : uint64_t(second));
    const uint stride = is_first ? p.first_channels : p.channels - p.first_channels;
    const uint column = is_first ? channel : channel - p.first_channels;
    uint pixel = block * pixel_block;
    const uint end = min(pixel + pixel_block, all_pixels);
    do { // a round per batch item that the block touches
        const uint b = min(pixel, all_pixels - 1u) / p.pixels;
        const uint until = min(end, (b + 1u) * p.pixels);
        const uint at = (b * p.groups + c / (p.channels / p.groups)) * 2u;
        const float mean = stats.v[at], rstd = stats.v[at + 1u];
        do {
            [[unroll]] for (uint n = 0u; n < 8u; ++n) {
                const uint from = min(pixel + n, all_pixels - 1u);
                const float value = lane_act(acts_at(source, from * stride + column), 0u);
                const float y = activate(activation, (value - mean) * rstd * g + shift);
                if (pixel + n < until) store(result, from * p.channels + c, y);
            }
            pixel += 8u;
        } while (pixel < until);
        pixel = min(pixel, until);
    } while (pixel < end);
}
