// fetch_rows of lib/stage.glsl for convolutions.
// Implicit GEMM: a row is an output pixel, k runs over taps and, within a tap, over channels.
uint image[x_loads];   // first row of the pixel's image, counted over the batch
ivec2 corner[x_loads]; // input position of tap 0
uint source[x_loads];  // first element of the input pixel at the present tap
bool inside[x_loads];
uint present_tap = 0xFFFFFFFFu;

void find_corners(Place t) {
    const uint plane = p.out_height * p.out_width;
    [[unroll]] for (uint i = 0u; i < x_loads; ++i) {
        const uint pixel = min(t.x_row + i * x_lanes, p.batch * plane - 1u);
        const uint b = pixel / plane;
        const uint y = (pixel - b * plane) / p.out_width;
        image[i] = b * p.in_height;
        corner[i] = ivec2(pixel - b * plane - y * p.out_width, y) * int(p.stride) - int(p.pad);
    }
}

void move_to_tap(uint tap) {
    present_tap = tap;
    // An upsampled image may be cropped to the result's size (stride 1, padding that keeps the size).
    const ivec2 size = p.upsample != 0u ? ivec2(p.out_width, p.out_height) : ivec2(p.in_width, p.in_height);
    const ivec2 offset = ivec2(tap % p.kernel, tap / p.kernel);
    [[unroll]] for (uint i = 0u; i < x_loads; ++i) {
        const ivec2 at = corner[i] + offset;
        inside[i] = all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, size));
        const uvec2 pixel = uvec2(clamp(at, ivec2(0), size - 1)) >> p.upsample;
        source[i] = ((image[i] + pixel.y) * p.in_width + pixel.x) * p.in_channels;
    }
}

// Where channels come in fours, no four lies in two taps.
void fetch_rows(Place t, uint k) {
    const uint at = k + t.x_four * 4u;
    const uint taps = p.kernel * p.kernel;
    [[unroll]] for (uint c = 0u; c < 4u; c += fours_of_k ? 4u : 1u) {
        const uint tap = (at + c) / p.in_channels, channel = at + c - tap * p.in_channels;
        if (tap != present_tap) move_to_tap(tap);
        [[unroll]] for (uint i = 0u; i < x_loads; ++i) {
            const bool live = tap < taps && inside[i];
            if (fours_of_k)
                next_x[i] = live ? load_x4(x, (source[i] + channel) / 4u) : tile4_t(0.0);
            else
                next_x[i][c] = tile_t(live ? load(x, source[i] + channel) : 0.0);
        }
    }
}
