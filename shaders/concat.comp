// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "concat.h"

layout(push_constant, scalar) uniform Push {
    Acts a;
    Acts b;
    OutActs result;
    ConcatParams p;
};

// One element per invocation, four where both widths allow it.
void main() {
    const uint i = invocation_index();
    const bool fours = ((p.a_width | p.b_width) & 3u) == 0u;
    const uint a_width = fours ? p.a_width / 4u : p.a_width;
    const uint b_width = fours ? p.b_width / 4u : p.b_width;
    const uint row = i / (a_width + b_width);
    if (row >= p.rows) return;
    const uint c = i - row * (a_width + b_width);
    const bool from_a = c < a_width;
    if (fours)
        store4(result, i, from_a ? load4(a, row * a_width + c) : load4(b, row * b_width + c - a_width));
    else
        store(result, i, from_a ? load(a, row * a_width + c) : load(b, row * b_width + c - a_width));
}
