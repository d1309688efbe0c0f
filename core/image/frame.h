// Parts, edges and blends of pictures, for img2img, inpainting and outpainting. All pictures are RGB.
#pragma once

#include "base/error.h"
#include "image/image.h"
#include "image/mask.h"

namespace sfumato {

Image crop_image(const Image& image, const PixelRect& part);
/// The picture with its outermost pixels drawn out by so many pixels on each side. Errors: usage (larger than
/// image_limits), out_of_memory.
Result<Image> extend_edges(const Image& image, int left, int top, int right, int bottom);
/// All of the picture in shape, centred on width x height, its edges drawn out to fill the rest.
Result<Image> fit_and_extend(const Image& image, int width, int height);
/// What is masked becomes the blurred surroundings: means over ever larger neighbourhoods of the pixels that stay, by a
/// pyramid (pull and push: Gortler et al. 1996, section 3.4.1). Where the whole picture is masked it becomes grey.
Result<Image> fill_masked(const Image& image, const Mask& mask);
/// `painted` over `original` with the mask as opacity, mixed in linear light (IEC 61966-2-1). Where the mask is 0 the
/// original's bytes stay, where it is 255 the painted ones are taken. All sizes agree.
Image blend_linear(const Image& original, const Image& painted, const Mask& mask);
/// IEC 61966-2-1, of values in 0..1; what lies outside is clamped.
double srgb_to_linear(double value);
double linear_to_srgb(double value);
/// Puts `part` at (x, y) of `image`, wholly inside.
void paste(Image& image, const Image& part, int x, int y);

} // namespace sfumato
