// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "probe_fma.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    OutActs result;
    ProbeFmaParams p;
};

// Peak of fp32 arithmetic: twelve chains that do not wait for each other, and no memory but for the ends.
void main() {
    const uint i = invocation_index();
    if (i >= p.count) return;
    const float start = load(x, i);
    vec4 u = start + vec4(0.0, 1.0, 2.0, 3.0) * 0.0625;
    vec4 v = start + vec4(4.0, 5.0, 6.0, 7.0) * 0.0625;
    vec4 w = start + vec4(8.0, 9.0, 10.0, 11.0) * 0.0625;
    const vec4 a = vec4(p.a), b = vec4(p.b);
    for (uint n = 0u; n < p.iterations; n += 16u)
        [[unroll]] for (uint k = 0u; k < 16u; ++k) {
            u = fma(u, a, b);
            v = fma(v, a, b);
            w = fma(w, a, b);
        }
    const vec4 sum = u + v + w;
    store(result, i, ((sum.x + sum.y) + (sum.z + sum.w)) * (1.0 / 12.0));
}
