// variants: ACT=f32,f16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "probe_copy.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    OutActs result;
    ProbeCopyParams p;
};

// Memory that is read and written. The last four may lie beyond the tensor, in the padding of its own place.
void main() {
    const uint i = invocation_index();
    if (i * 4u >= p.count) return;
    store4(result, i, load4(x, i));
}
