// The pictures that a recipe starts from, made as large as the network wants them.
#pragma once

#include "base/error.h"
#include "image/image.h"
#include "recipe/recipe.h"

namespace sfumato {

/// What a recipe refers to; null where it was not given.
struct Pictures {
    const Image* init = nullptr;
    const Image* mask = nullptr; ///< white is painted anew
    Pictures() = default;
    Pictures(const Image* initial, const Image* masked = nullptr) : init(initial), mask(masked) {}
};

/// Width and height where the recipe leaves them open: `default_side` squared, in the proportions of the initial image
/// (null: a square), not yet rounded.
void choose_size(Recipe& recipe, int default_side, const Image* init);

/// The multiple that is nearest to `side`, at least one.
int nearest_multiple(double side, int multiple);

/// The initial image laid on white and fitted to exactly width x height, RGB.
Result<Image> fit_picture(const Image& image, InitFit fit, int width, int height);

} // namespace sfumato
