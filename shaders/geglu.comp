// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "lib/math.glsl"
#include "geglu.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    OutActs result;
    GegluParams p;
};

// One element per invocation, four where the width allows it.
void main() {
    const uint i = invocation_index();
    if ((p.width & 3u) == 0u) {
        const uint width = p.width / 4u;
        const uint row = i / width;
        if (row >= p.rows) return;
        const vec4 value = load4(x, row * width + i);
        store4(result, i, value * activate4(activation_gelu, load4(x, (row + 1u) * width + i)));
    } else {
        const uint row = i / p.width;
        if (row >= p.rows) return;
        store(result, i, load(x, row * p.width + i) * gelu(load(x, (row + 1u) * p.width + i)));
    }
}
