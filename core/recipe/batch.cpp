#include "recipe/batch.h"

#include "recipe/trimmed.h"

#include <utility>

namespace sfumato {
namespace {

constexpr char border = '\x1f'; ///< between the two prompts; no prompt holds this control character

} // namespace

Result<RecipeTemplate> RecipeTemplate::parse(const Recipe& recipe) {
    for (const std::string* text : {&recipe.prompt, &recipe.negative_prompt})
        if (text->find(border) != std::string::npos)
            return fail(ErrorCode::bad_input, "a prompt holds the control character 0x1f, which no template may hold");
    RecipeTemplate out;
    out.recipe_ = recipe;
    // A comment that ends the prompt must not reach into the negative one.
    SF_TRY(out.prompt_, DynamicPrompt::parse(recipe.prompt + "\n" + border + recipe.negative_prompt));
    return out;
}

Result<std::uint64_t> RecipeTemplate::count(WildcardLibrary& wildcards) const {
    return combinatorial_count(prompt_, wildcards);
}

Result<std::vector<Recipe>> RecipeTemplate::expand(WildcardLibrary& wildcards, const ExpandOptions& options,
                                                   bool same_seed) const {
    if (!is_dynamic()) return std::vector<Recipe>{recipe_};
    SF_TRY(const std::vector<std::string> texts, sfumato::expand(prompt_, wildcards, options));
    std::vector<Recipe> recipes;
    recipes.reserve(texts.size());
    for (const std::string& text : texts) {
        Recipe recipe = recipe_;
        const std::size_t at = text.find(border);
        recipe.prompt_template = recipe_.prompt;
        recipe.prompt = trimmed(std::string_view(text).substr(0, at));
        if (at != std::string::npos) recipe.negative_prompt = trimmed(std::string_view(text).substr(at + 1));
        recipe.negative_template = recipe.negative_prompt == recipe_.negative_prompt ? "" : recipe_.negative_prompt;
        if (!same_seed) count_seed_up(recipe, recipes.size());
        SF_CHECK(with_context(validate(recipe), "prompt {} of the template", recipes.size() + 1));
        recipes.push_back(std::move(recipe));
    }
    return recipes;
}

void count_seed_up(Recipe& recipe, std::uint64_t by) {
    (recipe.variation_strength > 0 ? recipe.variation_seed : recipe.seed) += by;
}

bool came_from_template(const Recipe& recipe) {
    return !recipe.prompt_template.empty() || !recipe.negative_template.empty();
}

Recipe back_to_template(Recipe recipe) {
    const auto back = [](std::string& prompt, std::string& from) {
        if (!from.empty()) prompt = std::exchange(from, {});
    };
    back(recipe.prompt, recipe.prompt_template);
    back(recipe.negative_prompt, recipe.negative_template);
    return recipe;
}

Result<std::vector<Recipe>> matrix_recipes(const Recipe& recipe) {
    SF_TRY(const std::vector<std::string> prompts, prompt_matrix(recipe.prompt));
    std::vector<Recipe> recipes;
    for (const std::string& prompt : prompts) {
        Recipe one = recipe;
        one.prompt = prompt;
        if (prompts.size() > 1) one.prompt_template = recipe.prompt;
        recipes.push_back(std::move(one));
    }
    return recipes;
}

} // namespace sfumato
