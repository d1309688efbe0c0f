// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "upsample.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    OutActs result;
    UpsampleParams p;
};

// One element per invocation, four where the channels allow it.
void main() {
    const uint i = invocation_index();
    const bool fours = (p.channels & 3u) == 0u;
    const uint channels = fours ? p.channels / 4u : p.channels;
    const uint pixel = i / channels;
    const uint line = pixel / (p.width * 2u);
    const uint plane = line / (p.height * 2u);
    if (plane >= p.batch) return;
    const uint column = (pixel - line * p.width * 2u) / 2u;
    const uint row = (line - plane * p.height * 2u) / 2u;
    const uint source = ((plane * p.height + row) * p.width + column) * channels + (i - pixel * channels);
    if (fours)
        store4(result, i, load4(x, source));
    else
        store(result, i, load(x, source));
}
