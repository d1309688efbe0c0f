// Recipes from files: our JSON, or a picture that carries one.
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sfumato::cli {

/// `notes` gets what could not be understood. Errors: those of reading; bad_input when the file holds no recipe.
Result<Recipe> read_recipe_file(const std::filesystem::path& path, std::vector<std::string>& notes);

} // namespace sfumato::cli
