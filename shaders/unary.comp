// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/math.glsl"
#include "unary.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    OutActs result;
    UnaryParams p;
};

// Four elements per invocation. The last may lie beyond the tensor, in the padding of its own place in the arena.
void main() {
    const uint i = invocation_index();
    if (i * 4u >= p.count) return;
    store4(result, i, activate4(p.activation, load4(x, i)) * p.scale + p.shift);
}
