// The fields of a recipe by name, as tables, axes of grids and options spell them.
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

struct RecipeField {
    std::string_view name; ///< as in recipe JSON
    std::span<const std::string_view> aliases;
    /// Reads the text into the recipe. Errors: usage, naming what was found and what is expected.
    Result<> (*set)(Recipe& recipe, std::string_view text);
    /// Text that set() reads back exactly; empty where the recipe does not have the field.
    std::string (*get)(const Recipe& recipe);
    bool numeric = false;
    bool stored = true; ///< false: another spelling of other fields ("size"), not written to tables
};

/// All fields, in the order in which tables are written.
std::span<const RecipeField> recipe_fields();

/// By name or alias; case, blanks, '-' and '_' do not matter. Error: usage, with near names.
Result<const RecipeField*> find_recipe_field(std::string_view name);

} // namespace sfumato
