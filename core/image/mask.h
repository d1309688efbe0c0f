// Masks: which pixels of a picture are painted anew.
#pragma once

#include "base/error.h"
#include "image/image.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace sfumato {

/// Row-major, one value per pixel: 0 keeps the picture's pixel, 255 replaces it.
struct Mask {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> values; ///< width * height
    bool operator==(const Mask&) const = default;
};

/// A part of a picture, in its pixels.
struct PixelRect {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    bool operator==(const PixelRect&) const = default;
};

Mask blank_mask(int width, int height, std::uint8_t value = 0);
/// White is 255, black 0, by Rec. 601 luma; where the picture is transparent, nothing is masked.
Mask mask_from_picture(const Image& image);
/// Where the picture is transparent it is painted anew; an opaque picture gives an empty mask.
Mask mask_from_alpha(const Image& image);
void invert(Mask& mask);

/// Gaussian of standard deviation `sigma` in pixels, cut off at 2.5 sigma (the kernel of A1111's mask blur): values
/// farther than that from any masked pixel stay exactly 0. Beyond the border the mask goes on as at the border.
Result<Mask> blur_mask(const Mask& mask, int sigma);
/// Bilinear when enlarging, mean when shrinking.
Result<Mask> resize_mask(const Mask& mask, int width, int height);
Mask crop_mask(const Mask& mask, const PixelRect& part);
/// With so many pixels of `value` added on each side.
Mask grow_mask(const Mask& mask, int left, int top, int right, int bottom, std::uint8_t value);

/// The smallest rectangle around all values above 0; nullopt when there are none.
std::optional<PixelRect> masked_part(const Mask& mask);

/// `part` grown by `padding` pixels on each side, then on one axis until it has the proportions of width:height, as far
/// as the frame allows; shifted rather than cut where it meets the frame's edge.
PixelRect working_part(const PixelRect& part, int padding, int width, int height, int frame_width, int frame_height);

} // namespace sfumato
