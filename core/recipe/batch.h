// One recipe whose prompts are templates, made into many.
#pragma once

#include "recipe/dynamic_prompt.h"
#include "recipe/recipe.h"

#include <vector>

namespace sfumato {

/// A template for both prompts, so that they share choices of variables. Error: those of DynamicPrompt::parse.
class RecipeTemplate {
public:
    static Result<RecipeTemplate> parse(const Recipe& recipe);
    bool is_dynamic() const { return prompt_.is_dynamic(); }
    /// See combinatorial_count().
    Result<std::uint64_t> count(WildcardLibrary& wildcards) const;
    /// The recipes, with prompts resolved and templates recorded; seeds count up (count_seed_up) unless `same_seed`.
    /// A recipe that is not dynamic gives itself. Errors: those of expand(); usage for a prompt that validate()
    /// refuses.
    Result<std::vector<Recipe>> expand(WildcardLibrary& wildcards, const ExpandOptions& options, bool same_seed) const;

private:
    Recipe recipe_;
    DynamicPrompt prompt_;
};

/// What differs between the pictures of one batch: the variation seed counts up where it has an effect, else the seed
/// (as in A1111), modulo 2^64.
void count_seed_up(Recipe& recipe, std::uint64_t by);

/// Whether a prompt was drawn from a template that the recipe remembers.
bool came_from_template(const Recipe& recipe);
/// The recipe with its templates as prompts, as it was before they were drawn from.
Recipe back_to_template(Recipe recipe);

/// prompt_matrix() of the recipe's prompt, all with its seed.
Result<std::vector<Recipe>> matrix_recipes(const Recipe& recipe);

} // namespace sfumato
