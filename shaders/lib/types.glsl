// Buffers by address. An activation is stored as f32 or f16 (axis ACT) and is a float in registers.
// Indices are 32 bits wide and below 2^31 (recording checks it), so that no kernel needs 64-bit integers.
#ifndef SFUMATO_TYPES_GLSL
#define SFUMATO_TYPES_GLSL
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_control_flow_attributes : require
#ifdef ACT_F16
#extension GL_EXT_shader_16bit_storage : require
#define act_t float16_t
#define act4_t f16vec4
#define ACT4_ALIGN 8
#define ACT_ALIGN 2
#else
#define act_t float
#define act4_t vec4
#define ACT4_ALIGN 16
#define ACT_ALIGN 4
#endif

layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Floats { float v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 16) readonly buffer Float4s { vec4 v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Words { uint v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer Word2s { uvec2 v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 16) readonly buffer Word4s { uvec4 v[]; };
layout(buffer_reference, scalar, buffer_reference_align = ACT_ALIGN) readonly buffer Acts { act_t v[]; };
layout(buffer_reference, scalar, buffer_reference_align = ACT4_ALIGN) readonly buffer Act4s { act4_t v[]; };
layout(buffer_reference, scalar, buffer_reference_align = ACT_ALIGN) writeonly buffer OutActs { act_t v[]; };
layout(buffer_reference, scalar, buffer_reference_align = ACT4_ALIGN) writeonly buffer OutAct4s { act4_t v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) writeonly buffer OutFloats { float v[]; };

float load(Acts p, uint i) { return float(p.v[i]); }
/// Four activations; `i` counts fours.
vec4 load4(Acts p, uint i) { return vec4(Act4s(p).v[i]); }
#ifdef ACT_F16
#include "lib/round.glsl"
void store(OutActs p, uint i, float value) { p.v[i] = float16_t(round_to_half(vec4(value)).x); }
void store4(OutActs p, uint i, vec4 value) { OutAct4s(p).v[i] = f16vec4(round_to_half(value)); }
#else
void store(OutActs p, uint i, float value) { p.v[i] = value; }
void store4(OutActs p, uint i, vec4 value) { OutAct4s(p).v[i] = value; }
#endif

layout(local_size_x_id = 0) in;

/// Index of this workgroup in a grid that the host spread over x and y (one dimension may not hold it).
uint group_index() { return gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x; }
/// Index of this invocation in such a grid.
uint invocation_index() { return group_index() * gl_WorkGroupSize.x + gl_LocalInvocationID.x; }
#endif
