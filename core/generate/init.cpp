#include "generate/init.h"

#include "image/frame.h"
#include "image/resample.h"

#include <algorithm>
#include <cmath>

namespace sfumato {

int nearest_multiple(double side, int multiple) {
    return std::max(multiple, static_cast<int>(std::lround(side / multiple)) * multiple);
}

void choose_size(Recipe& recipe, int default_side, const Image* init) {
    if (recipe.width > 0 && recipe.height > 0) return;
    const double side = default_side;
    const double aspect = init != nullptr ? static_cast<double>(init->width) / init->height : 1.0;
    if (recipe.width == 0 && recipe.height == 0) {
        recipe.width = static_cast<int>(std::lround(side * std::sqrt(aspect)));
        recipe.height = static_cast<int>(std::lround(side / std::sqrt(aspect)));
    } else if (recipe.width == 0) {
        recipe.width = static_cast<int>(std::lround(recipe.height * aspect));
    } else {
        recipe.height = static_cast<int>(std::lround(recipe.width / aspect));
    }
}

Result<Image> fit_picture(const Image& image, InitFit fit, int width, int height) {
    const Image opaque = composite_over_white(image);
    if (fit == InitFit::stretch) return resize(opaque, width, height);
    if (fit == InitFit::fill) return fit_and_extend(opaque, width, height);
    return crop_to_fill(opaque, width, height);
}

} // namespace sfumato
