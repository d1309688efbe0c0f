// The recipe as versioned JSON: what an image of ours carries, and what a recipe file holds.
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"

#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// Version written as "sfumato_recipe". Newer ones are refused, for they may mean something this program does not know.
inline constexpr int recipe_json_version = 1;

/// Indented JSON, one field a line, always in the same order; equal recipes give equal text. Numbers survive exactly.
std::string recipe_to_json(const Recipe& recipe);

/// Reads what recipe_to_json writes. Absent fields keep their defaults; unknown ones are ignored and named in `notes`.
/// The result passes validate(). Errors: bad_input (naming the field, what was found, what was expected), unsupported
/// (a newer version).
Result<Recipe> recipe_from_json(std::string_view text, std::vector<std::string>* notes = nullptr);

/// Whether `text` looks like JSON of ours: an object that has the version field. Cheap, no full parse.
bool looks_like_recipe_json(std::string_view text);

} // namespace sfumato
