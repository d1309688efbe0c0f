// The noise that a picture begins with.
#pragma once

#include "generate/session.h"
#include "recipe/recipe.h"
#include "sampling/noise.h"

#include <vector>

namespace sfumato {

struct FirstNoise {
    std::vector<float> values; ///< unit normal, in the order of the latents
    Randn randn;               ///< the seed's generator behind its first draw, for samplers that go on drawing
};

/// From the recipe's seed; with a variation strength the noise between it and that of the variation seed, as A1111
/// mixes them.
FirstNoise first_noise(const Recipe& recipe, const Latents& shape);

} // namespace sfumato
