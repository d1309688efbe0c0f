// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "binary.h"

layout(push_constant, scalar) uniform Push {
    Acts a;
    Acts b;
    OutActs result;
    BinaryParams p;
};

float spread(uint i) {
    const uint row = i / p.channels;
    return load(b, row / p.rows_per_batch * p.channels + (i - row * p.channels));
}

// Four elements per invocation. The last may lie beyond the tensor, in the padding of its own place in the arena.
void main() {
    const uint i = invocation_index();
    const uint first = i * 4u;
    if (first >= p.count) return;
    const vec4 left = load4(a, i);
    vec4 right;
    if (p.broadcast == 0u) {
        right = load4(b, i);
    } else {
        const uint last = p.count - 1u;
        right = vec4(spread(first), spread(min(first + 1u, last)), spread(min(first + 2u, last)), spread(min(first + 3u, last)));
    }
    store4(result, i, p.operation == 0u ? left + right : left * right);
}
