// Hires fix: a second pass over the enlarged first picture.
#pragma once

#include "generate/session.h"
#include "recipe/recipe.h"

#include <utility>

namespace sfumato {

/// Width and height of the second pass for a recipe whose own are chosen: multiples of `multiple`. Errors: usage
/// (larger than any picture may be, or smaller than the first one).
Result<std::pair<int, int>> hires_size(const Recipe& recipe, int multiple);

/// Latents of height x width. `latent`: bilinear with half-pixel centres, not smoothed (torch's interpolate with
/// align_corners false, as A1111); `latent_nearest`: nearest.
Latents enlarge_latents(const Latents& latents, int height, int width, HiresUpscaler upscaler);

/// The first pass's latents at the second one's size: enlarged as they are, or as pixels through the VAE. `tiles`: see
/// Session::decode(); what was used is written there.
Result<Latents> enlarge(Session& session, const Latents& latents, int width, int height, HiresUpscaler upscaler,
                        VaeTiles& tiles, const CancelToken& cancel);

} // namespace sfumato
