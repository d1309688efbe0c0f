#include "store/prompt_memory.h"

#include "base/json.h"
#include "recipe/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace sfumato {
namespace {

using Json = nlohmann::json;

constexpr int memory_version = 1;

template <class T> void bound(std::vector<T>& list, std::size_t most) {
    if (list.size() > most) list.erase(list.begin(), list.end() - static_cast<std::ptrdiff_t>(most));
}

void remember_text(std::vector<std::string>& list, const std::string& text) {
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return;
    std::erase(list, text);
    list.push_back(text);
    bound(list, memory_limits::max_prompts);
}

Result<std::vector<std::string>> texts_of(const Json& json, const char* field, std::string_view name) {
    std::vector<std::string> texts;
    const auto found = json.find(field);
    if (found == json.end()) return texts;
    if (!found->is_array()) return wrong_field(name, field, "a list of texts");
    for (const Json& text : *found) {
        if (!text.is_string()) return wrong_field(name, field, "a list of texts");
        texts.push_back(text.get<std::string>());
    }
    bound(texts, memory_limits::max_prompts);
    return texts;
}

Result<std::vector<FavouritePrompt>> favourites_of(const Json& json, std::string_view name) {
    std::vector<FavouritePrompt> favourites;
    const auto found = json.find("favourites");
    if (found == json.end()) return favourites;
    if (!found->is_array()) return wrong_field(name, "favourites", "a list");
    for (const Json& one : *found) {
        const auto text = [&](const char* field) { return one.contains(field) && one[field].is_string(); };
        if (!one.is_object() || !text("prompt") || !text("negative_prompt"))
            return wrong_field(name, "favourites", "objects with prompt and negative_prompt");
        favourites.push_back({one["prompt"].get<std::string>(), one["negative_prompt"].get<std::string>()});
    }
    bound(favourites, memory_limits::max_favourites);
    return favourites;
}

Result<std::vector<Recipe>> models_of(const Json& json, std::string_view name) {
    std::vector<Recipe> models;
    const auto found = json.find("models");
    if (found == json.end()) return models;
    if (!found->is_array()) return wrong_field(name, "models", "a list of recipes");
    for (const Json& one : *found) {
        SF_TRY(const Recipe recipe, with_context(recipe_from_json(one.dump()), "in {}, field models", name));
        models.push_back(settings_of(recipe));
    }
    bound(models, memory_limits::max_models);
    return models;
}

} // namespace

void PromptMemory::remember(const Recipe& recipe) {
    remember_text(prompts, recipe.prompt);
    remember_text(negative_prompts, recipe.negative_prompt);
}

void PromptMemory::remember_model(const Recipe& recipe) {
    std::erase_if(models, [&](const Recipe& other) { return other.model == recipe.model; });
    models.push_back(settings_of(recipe));
    bound(models, memory_limits::max_models);
}

const Recipe* PromptMemory::settings_for(std::string_view model) const {
    const auto found = std::ranges::find(models, model, &Recipe::model);
    return found == models.end() ? nullptr : &*found;
}

bool PromptMemory::add_favourite(const FavouritePrompt& favourite) {
    const bool known = std::erase(favourites, favourite) > 0;
    favourites.push_back(favourite);
    bound(favourites, memory_limits::max_favourites);
    return !known;
}

Recipe settings_of(const Recipe& recipe) {
    Recipe settings = with_settings(Recipe(), recipe);
    settings.model = recipe.model;
    return settings;
}

Recipe with_settings(Recipe recipe, const Recipe& settings) {
    recipe.width = settings.width;
    recipe.height = settings.height;
    recipe.steps = settings.steps;
    recipe.cfg_scale = settings.cfg_scale;
    recipe.sampler = settings.sampler;
    recipe.schedule = settings.schedule;
    recipe.clip_skip = settings.clip_skip;
    recipe.eta = settings.eta;
    recipe.hires = recipe.inpaint ? recipe.hires : settings.hires; // they do not go together
    return recipe;
}

std::string prompt_memory_to_json(const PromptMemory& memory) {
    Json json{{"sfumato_prompts", memory_version},
              {"prompts", memory.prompts},
              {"negative_prompts", memory.negative_prompts},
              {"favourites", Json::array()},
              {"models", Json::array()}};
    for (const FavouritePrompt& one : memory.favourites)
        json["favourites"].push_back({{"prompt", one.prompt}, {"negative_prompt", one.negative_prompt}});
    for (const Recipe& one : memory.models)
        json["models"].push_back(Json::parse(recipe_to_json(one), nullptr, false));
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<PromptMemory> prompt_memory_from_json(std::string_view text, std::string_view name) {
    if (nested_too_deeply(text)) return fail(ErrorCode::bad_input, "{}: nested too deeply", name);
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("sfumato_prompts") || !json["sfumato_prompts"].is_number_integer())
        return fail(ErrorCode::bad_input,
                    "{}: this is no list of prompts, expected JSON with the field "
                    "sfumato_prompts",
                    name);
    if (const auto version = json["sfumato_prompts"].get<std::int64_t>(); version > memory_version)
        return fail(ErrorCode::unsupported, "{}: it is of version {}, this program knows version {}", name, version,
                    memory_version);
    PromptMemory memory;
    SF_TRY(memory.prompts, texts_of(json, "prompts", name));
    SF_TRY(memory.negative_prompts, texts_of(json, "negative_prompts", name));
    SF_TRY(memory.favourites, favourites_of(json, name));
    SF_TRY(memory.models, models_of(json, name));
    return memory;
}

} // namespace sfumato
