// Sizes of pictures (OpenCV).
#pragma once

#include "base/error.h"
#include "image/image.h"
#include "image/mask.h"

namespace sfumato {

/// lanczos: sharp when enlarging, aliases when shrinking; area: mean over the covered pixels, right for shrinking;
/// automatic: area where both sides shrink or stay, lanczos otherwise.
enum class ResizeMode { automatic, lanczos, area };

/// Errors: usage (sides outside 1..image_limits::max_side, or too many pixels), out_of_memory.
Result<Image> resize(const Image& image, int width, int height, ResizeMode mode = ResizeMode::automatic);

/// The largest centred part of a picture of `from_width` x `from_height` that has the aspect of width:height.
PixelRect centred_part(int from_width, int from_height, int width, int height);
/// That part of `image`, scaled to width x height.
Result<Image> crop_to_fill(const Image& image, int width, int height);

/// RGB of the picture laid on white paper. A picture without alpha is returned as it is.
Image composite_over_white(const Image& image);

/// What img2img starts from: laid on white, cropped and scaled to exactly width x height, RGB.
Result<Image> fit_init_image(const Image& image, int width, int height);

} // namespace sfumato
