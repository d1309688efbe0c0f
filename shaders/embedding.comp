// variants: ACT=f32,f16 WEIGHT=f32,f16,bf16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lib/types.glsl"
#include "embedding.h"

layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Ids { int v[]; };
layout(push_constant, scalar) uniform Push {
    Ids ids;
    Words table;
    OutActs result;
    EmbeddingParams p;
};

/// Element of the table, which holds two 16-bit values per word.
float entry(uint i) {
#if defined(WEIGHT_F32)
    return uintBitsToFloat(table.v[i]);
#elif defined(WEIGHT_F16)
    const vec2 pair = unpackHalf2x16(table.v[i >> 1]);
    return (i & 1u) == 0u ? pair.x : pair.y;
#else
    const uint pair = table.v[i >> 1];
    return uintBitsToFloat((i & 1u) == 0u ? pair << 16 : pair & 0xFFFF0000u);
#endif
}

// One element per invocation.
void main() {
    const uint i = invocation_index();
    const uint row = i / p.width;
    if (row >= p.rows) return;
    const uint id = uint(clamp(ids.v[row], 0, int(p.table_rows) - 1));
    store(result, i, entry(id * p.width + (i - row * p.width)));
}
