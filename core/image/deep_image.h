// Pictures with 16 bits a sample, for files that keep what the decoder gave.
#pragma once

#include "base/error.h"
#include "image/image.h"
#include "image/mask.h"

#include <cstdint>
#include <vector>

namespace sfumato {

/// Row-major sRGB, interleaved RGB: samples.size() == width * height * 3. Empty where no such picture was asked for.
struct DeepImage {
    int width = 0;
    int height = 0;
    std::vector<std::uint16_t> samples;
    bool empty() const { return samples.empty(); }
    bool operator==(const DeepImage&) const = default;
};

/// The part of `image`, scaled to width x height as resize() of pictures with 8 bits does. Errors: out_of_memory.
Result<DeepImage> resize_part(const DeepImage& image, const PixelRect& part, int width, int height);

/// `painted` over the part of `frame` (RGB) that begins at (x, y), with the mask of the painted part as opacity, mixed
/// in linear light. Where the mask is 0, and outside the part, samples are the frame's bytes times 257.
DeepImage lay_over(const Image& frame, const DeepImage& painted, const Mask& mask, int x, int y);

} // namespace sfumato
