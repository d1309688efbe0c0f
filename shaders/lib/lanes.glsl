// Loads for CPU drivers: they pay per loaded component and lane, so a lane reads 64 bits at a time, and what all lanes need
// is read once, each lane a part, and handed round by subgroup broadcast.
#ifndef SFUMATO_LANES_GLSL
#define SFUMATO_LANES_GLSL
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_ballot : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#include "lib/types.glsl"

layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer Longs { uint64_t v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer Long2s { u64vec2 v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer Long4s { u64vec4 v[]; };
vec4 floats4(uint64_t a, uint64_t b) { return vec4(uintBitsToFloat(unpack32(a)), uintBitsToFloat(unpack32(b))); }
vec4 halves4(uint64_t a) {
    const uvec2 words = unpack32(a);
    return vec4(unpackHalf2x16(words.x), unpackHalf2x16(words.y));
}
vec4 bfloats4(uint64_t a) {
    const uvec2 words = unpack32(a);
    return uintBitsToFloat(uvec4(words.x << 16, words.x & 0xFFFF0000u, words.y << 16, words.y & 0xFFFF0000u));
}

/// Four neighbouring activations; `i` counts fours.
vec4 load_four(Acts x, uint i) {
#ifdef ACT_F16
    return halves4(Longs(x).v[i]);
#else
    const u64vec2 bits = Long2s(x).v[i];
    return floats4(bits.x, bits.y);
#endif
}

/// Eight neighbouring activations; `i` counts eights.
void load_eight(Acts x, uint i, out vec4 low, out vec4 high) {
#ifdef ACT_F16
    const u64vec2 bits = Long2s(x).v[i];
    low = halves4(bits.x);
    high = halves4(bits.y);
#else
    const u64vec4 bits = Long4s(x).v[i];
    low = floats4(bits.x, bits.y);
    high = floats4(bits.z, bits.w);
#endif
}
#endif
