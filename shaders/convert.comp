// variants: FROM=f32,f16 TO=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/shared.h"
#include "convert.h"
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_scalar_block_layout : require
#if defined(FROM_F16) || defined(TO_F16)
#extension GL_EXT_shader_16bit_storage : require
#endif
#ifdef FROM_F16
#define from_t f16vec4
#else
#define from_t vec4
#endif
#ifdef TO_F16
#include "lib/round.glsl"
#define to_t f16vec4
#define ROUNDED(value) round_to_half(value)
#else
#define to_t vec4
#define ROUNDED(value) value
#endif

layout(local_size_x_id = 0) in;
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer From { from_t v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 8) writeonly buffer To { to_t v[]; };
layout(push_constant, scalar) uniform Push {
    From x;
    To result;
    ConvertParams p;
};

// Four elements per invocation. The last may lie beyond the tensor, in the padding of its own place in the arena.
void main() {
    const uint i = (gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x) * gl_WorkGroupSize.x + gl_LocalInvocationID.x;
    if (i * 4u < p.count) result.v[i] = to_t(ROUNDED(vec4(x.v[i])));
}
