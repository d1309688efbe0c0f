// Paths inside saved images: a picture that is passed on should not tell its maker's account name.
#pragma once

#include "recipe/recipe.h"

namespace sfumato {

/// Paths below $HOME begin with "~/" instead.
Recipe with_short_paths(Recipe recipe);

/// The reverse, with the reader's $HOME.
Recipe with_full_paths(Recipe recipe);

} // namespace sfumato
