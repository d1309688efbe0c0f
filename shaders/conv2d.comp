// variants: ACT=f32,f16 WEIGHT=f32,f16,bf16 READ=each,shared,uniform
#version 460
#extension GL_GOOGLE_include_directive : require
#define HAS_SHIFT
#include "lib/dense.glsl"
#include "conv2d.h"

layout(push_constant, scalar) uniform Push {
    Acts x;
    Words w;
    Floats bias;
    Acts shift;
    Acts residual;
    OutActs result;
    Conv2dParams p;
};
#include "lib/dense_store.glsl"

// Implicit GEMM: a row is an output pixel, and for each tap its input pixel moves.
void main() {
    const uint plane = p.out_height * p.out_width;
    const uint pixels = p.batch * plane;
    const uint depth = p.kernel * p.kernel * p.in_channels;
    const Tile t = place_tile(pixels, p.n, depth);
    uint image[row_groups];
    ivec2 corner[row_groups];
    [[unroll]] for (uint g = 0u; g < row_groups; ++g) {
        const uint pixel = min(t.read_row + g * spread, pixels - 1u);
        const uint b = pixel / plane;
        const uint y = (pixel - b * plane) / p.out_width;
        image[g] = b * p.in_height;
        corner[g] = ivec2(pixel - b * plane - y * p.out_width, y) * int(p.stride) - int(p.pad);
    }
    // An upsampled image may be cropped to the result's size (stride 1, padding that keeps the size).
    const ivec2 size = p.upsample != 0u ? ivec2(p.out_width, p.out_height) : ivec2(p.in_width, p.in_height);
    start_sums(t);
    for (uint tap = 0u; tap < p.kernel * p.kernel; ++tap) {
        const ivec2 offset = ivec2(tap % p.kernel, tap / p.kernel);
        uint rows[row_groups];
        bool live[row_groups];
        [[unroll]] for (uint g = 0u; g < row_groups; ++g) {
            const ivec2 at = corner[g] + offset;
            live[g] = all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, size));
            const uvec2 source = uvec2(clamp(at, ivec2(0), size - 1)) >> p.upsample;
            rows[g] = ((image[g] + source.y) * p.in_width + source.x) * p.in_channels;
        }
        multiply_rows(x, w, rows, live, t.at + tap * p.in_channels * weight_block, p.in_channels);
    }
    store_sums(t, pixels, plane);
}
