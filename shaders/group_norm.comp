// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/math.glsl"
#include "group_norm.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    Floats stats;
    Floats gain;
    Floats bias;
    Acts second;
    OutActs result;
    GroupNormParams p;
};

/// Mean and 1 / deviation of the channel's group.
vec2 moments(uint b, uint c) {
    const uint at = (b * p.groups + c / (p.channels / p.groups)) * 2u;
    return vec2(stats.v[at], stats.v[at + 1u]);
}

// One element per invocation, four where the channels allow it.
void main() {
    const uint i = invocation_index();
    const bool fours = ((p.channels | p.first_channels) & 3u) == 0u;
    const uint channels = fours ? p.channels / 4u : p.channels;
    const uint first = fours ? p.first_channels / 4u : p.first_channels;
    const uint pixel = i / channels;
    const uint b = pixel / p.pixels;
    if (b >= p.batch) return;
    const uint c = i - pixel * channels;
    Acts source = x;
    if (c >= first) source = second;
    const uint at = c < first ? pixel * first + c : pixel * (channels - first) + c - first;
    if (fours) {
        const vec4 value = load4(source, at);
        vec4 y;
        if ((p.channels / p.groups & 3u) == 0u) { // all four in one group
            const vec2 m = moments(b, c * 4u);
            y = (value - m.x) * m.y;
        } else {
            [[unroll]] for (uint j = 0u; j < 4u; ++j) {
                const vec2 m = moments(b, c * 4u + j);
                y[j] = (value[j] - m.x) * m.y;
            }
        }
        store4(result, i, activate4(p.activation, y * Float4s(gain).v[c] + Float4s(bias).v[c]));
    } else {
        const vec2 m = moments(b, c);
        store(result, i, activate(p.activation, (load(source, at) - m.x) * m.y * gain.v[c] + bias.v[c]));
    }
}
