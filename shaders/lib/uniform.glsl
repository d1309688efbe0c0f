// Loads for CPU drivers whose compiler knows which values are equal in all lanes (Mesa 26 and later). There a load from an
// address that is the same for all lanes is a scalar load, and sixteen neighbours picked apart by lane number become one
// vector load; a load from an address of each lane's own costs fifty times as much. Hence everything is read by such
// addresses, in fours, and lanes lie along what is contiguous in memory. Lane numbers are not kept over loops: the choice
// would no longer be seen through.
#ifndef SFUMATO_UNIFORM_GLSL
#define SFUMATO_UNIFORM_GLSL
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_ballot : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#include "lib/types.glsl"

layout(constant_id = 1) const uint lanes = 16u; // subgroup size, 8 or 16, which is the workgroup's size too

Acts acts_at(Acts p, uint i) { return Acts(uint64_t(p) + uint64_t(i) * ACT_ALIGN); }
Floats floats_at(Floats p, uint i) { return Floats(uint64_t(p) + uint64_t(i) * 4ul); }
Words words_at(Words p, uint i) { return Words(uint64_t(p) + uint64_t(i) * 4ul); }

float pick8(vec4 a, vec4 b, uint lane) {
    float r = a.x;
    r = lane == 1u ? a.y : r;
    r = lane == 2u ? a.z : r;
    r = lane == 3u ? a.w : r;
    r = lane == 4u ? b.x : r;
    r = lane == 5u ? b.y : r;
    r = lane == 6u ? b.z : r;
    return lane == 7u ? b.w : r;
}

/// Element `lane` of the sixteen.
float pick16(vec4 a, vec4 b, vec4 c, vec4 d, uint lane) {
    float r = pick8(a, b, lane);
    r = lane == 8u ? c.x : r;
    r = lane == 9u ? c.y : r;
    r = lane == 10u ? c.z : r;
    r = lane == 11u ? c.w : r;
    r = lane == 12u ? d.x : r;
    r = lane == 13u ? d.y : r;
    r = lane == 14u ? d.z : r;
    return lane == 15u ? d.w : r;
}

/// This lane's one of `lanes` neighbours; `i` counts fours and is the same for all lanes.
float lane_float(Float4s p, uint i) {
    if (lanes == 8u) return pick8(p.v[i], p.v[i + 1u], gl_SubgroupInvocationID);
    return pick16(p.v[i], p.v[i + 1u], p.v[i + 2u], p.v[i + 3u], gl_SubgroupInvocationID);
}

uint lane_word(Word4s p, uint i) { return floatBitsToUint(lane_float(Float4s(p), i)); }

/// This lane's one of `lanes` neighbouring activations.
float lane_act(Acts p, uint i) {
    Act4s q = Act4s(p);
    if (lanes == 8u) return pick8(vec4(q.v[i]), vec4(q.v[i + 1u]), gl_SubgroupInvocationID);
    return pick16(vec4(q.v[i]), vec4(q.v[i + 1u]), vec4(q.v[i + 2u]), vec4(q.v[i + 3u]), gl_SubgroupInvocationID);
}

/// What kernels with several loops do before the first: constants that first occur inside a loop are variables to the
/// driver's compiler after it, which could then not see through the choices by lane. Returns 0; `never` is a condition
/// that does not hold and is not known to the compiler. `p` is an address that can be read.
float choose_before_loops(Acts p, bool never) {
    const float chosen = lane_act(p, 0u); // not inside the condition: that would be no better than inside a loop
    return never ? chosen : 0.0;
}

/// Sum over the lanes, in their order.
float lanes_sum(float value) {
    float sum = 0.0;
    [[unroll]] for (uint i = 0u; i < lanes; ++i) sum += subgroupBroadcast(value, i);
    return sum;
}
#endif
