// What the prompt desk remembers from day to day: prompts, favourites, and the settings that each model was used with.
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"

#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

namespace memory_limits {
inline constexpr std::size_t max_prompts = 200;
inline constexpr std::size_t max_favourites = 1000;
inline constexpr std::size_t max_models = 200;
inline constexpr std::size_t max_bytes = 64u << 20; ///< of the file
} // namespace memory_limits

struct FavouritePrompt {
    std::string prompt;
    std::string negative_prompt;
    bool operator==(const FavouritePrompt&) const = default;
};

/// The latest is the last everywhere.
struct PromptMemory {
    std::vector<std::string> prompts;
    std::vector<std::string> negative_prompts;
    std::vector<FavouritePrompt> favourites;
    /// Settings that a model was used with; the recipe's `model` says which. See settings_of().
    std::vector<Recipe> models;
    bool operator==(const PromptMemory&) const = default;

    /// Empty ones are not; one that is there already becomes the latest, the oldest is forgotten.
    void remember(const Recipe& recipe);
    void remember_model(const Recipe& recipe);
    /// nullptr when the model was not used yet.
    const Recipe* settings_for(std::string_view model) const;
    /// False when it was one already; then it is the latest now.
    bool add_favourite(const FavouritePrompt& favourite);
};

/// What of a recipe belongs to its model: size, steps, guidance, sampler, schedule, clip skip, eta and the second pass.
Recipe settings_of(const Recipe& recipe);
/// `recipe` with those settings.
Recipe with_settings(Recipe recipe, const Recipe& settings);

std::string prompt_memory_to_json(const PromptMemory& memory);
/// More than the limits allow is cut off at the old end. `name` stands for the file in messages. Errors: bad_input
/// naming what was found and what was expected, unsupported (a newer version).
Result<PromptMemory> prompt_memory_from_json(std::string_view text, std::string_view name);

} // namespace sfumato
