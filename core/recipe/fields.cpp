#include "recipe/fields.h"

#include "recipe/near_names.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sfumato {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

template <class T> Result<T> number_of(std::string_view text, std::string_view expected) {
    const std::string_view shown = trimmed(text).substr(0, 40);
    text = trimmed(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool fits = error == std::errc() && end == text.data() + text.size() && !text.empty();
    if constexpr (std::is_floating_point_v<T>) fits = fits && std::isfinite(value);
    if (!fits) return fail(ErrorCode::usage, "found \"{}\", expected {}", shown, expected);
    return value;
}

template <std::string Recipe::*member> Result<> set_text(Recipe& recipe, std::string_view text) {
    recipe.*member = text;
    return {};
}
template <std::string Recipe::*member> std::string get_text(const Recipe& recipe) {
    return recipe.*member;
}
template <auto member> Result<> set_number(Recipe& recipe, std::string_view text) {
    using T = std::remove_reference_t<decltype(recipe.*member)>;
    SF_TRY(recipe.*member, number_of<T>(text, std::is_floating_point_v<T> ? "a number" : "a whole number"));
    return {};
}
template <auto member> std::string get_number(const Recipe& recipe) {
    return fmt::format("{}", recipe.*member);
}

Result<> set_noise_source(Recipe& recipe, std::string_view text) {
    text = trimmed(text);
    if (text == "cpu" || text == "CPU")
        recipe.noise_source = NoiseSource::cpu;
    else if (text == "philox" || text == "GPU" || text == "NV")
        recipe.noise_source = NoiseSource::philox;
    else
        return fail(ErrorCode::usage, "found \"{}\", expected cpu or philox", text.substr(0, 40));
    return {};
}
std::string get_noise_source(const Recipe& recipe) {
    return recipe.noise_source == NoiseSource::cpu ? "cpu" : "philox";
}

Result<> set_emphasis(Recipe& recipe, std::string_view text) {
    const auto found = find_emphasis(trimmed(text));
    if (!found)
        return fail(ErrorCode::usage, "found \"{}\", expected original, no_norm, ignore or none",
                    trimmed(text).substr(0, 40));
    recipe.emphasis = *found;
    return {};
}
std::string get_emphasis(const Recipe& recipe) {
    return std::string(emphasis_name(recipe.emphasis));
}

Result<> set_size(Recipe& recipe, std::string_view text) {
    const auto cross = text.find_first_of("xX");
    if (cross == std::string_view::npos)
        return fail(ErrorCode::usage, "found \"{}\", expected WIDTHxHEIGHT", text.substr(0, 40));
    SF_TRY(recipe.width, number_of<int>(text.substr(0, cross), "WIDTHxHEIGHT"));
    SF_TRY(recipe.height, number_of<int>(text.substr(cross + 1), "WIDTHxHEIGHT"));
    return {};
}
std::string get_size(const Recipe& recipe) {
    return fmt::format("{}x{}", recipe.width, recipe.height);
}

InitImage& init_of(Recipe& recipe) {
    return recipe.init ? *recipe.init : recipe.init.emplace();
}
Result<> set_init(Recipe& recipe, std::string_view text) {
    init_of(recipe).path = text;
    return {};
}
std::string get_init(const Recipe& recipe) {
    return recipe.init ? recipe.init->path : std::string();
}
Result<> set_init_hash(Recipe& recipe, std::string_view text) {
    init_of(recipe).sha256 = trimmed(text);
    return {};
}
std::string get_init_hash(const Recipe& recipe) {
    return recipe.init ? recipe.init->sha256 : std::string();
}
Result<> set_strength(Recipe& recipe, std::string_view text) {
    SF_TRY(init_of(recipe).strength, number_of<double>(text, "a number"));
    return {};
}
std::string get_strength(const Recipe& recipe) {
    return recipe.init ? fmt::format("{}", recipe.init->strength) : std::string();
}

ForkOrigin& parent_of(Recipe& recipe) {
    return recipe.parent ? *recipe.parent : recipe.parent.emplace();
}
Result<> set_parent(Recipe& recipe, std::string_view text) {
    if (!text.empty()) parent_of(recipe).recipe = text;
    return {};
}
std::string get_parent(const Recipe& recipe) {
    return recipe.parent ? recipe.parent->recipe : std::string();
}
Result<> set_parent_step(Recipe& recipe, std::string_view text) {
    SF_TRY(parent_of(recipe).step, number_of<int>(text, "a whole number"));
    return {};
}
std::string get_parent_step(const Recipe& recipe) {
    return recipe.parent ? fmt::format("{}", recipe.parent->step) : std::string();
}

using Names = std::string_view;
constexpr Names negative_aliases[] = {"negative"};
constexpr Names steps_aliases[] = {"sampling steps"};
constexpr Names cfg_aliases[] = {"cfg", "guidance", "guidance scale"};
constexpr Names sampler_aliases[] = {"sampler name"};
constexpr Names schedule_aliases[] = {"scheduler", "schedule type"};
constexpr Names variation_seed_aliases[] = {"subseed", "var seed"};
constexpr Names variation_strength_aliases[] = {"subseed strength", "variation seed strength", "var strength"};
constexpr Names noise_aliases[] = {"rng"};
constexpr Names model_aliases[] = {"checkpoint", "checkpoint name"};
constexpr Names init_aliases[] = {"init image", "image"};
constexpr Names strength_aliases[] = {"denoising", "denoising strength"};
constexpr Names template_aliases[] = {"template"};

using R = Recipe;
constexpr RecipeField fields[] = {
    {"prompt", {}, set_text<&R::prompt>, get_text<&R::prompt>},
    {"negative_prompt", negative_aliases, set_text<&R::negative_prompt>, get_text<&R::negative_prompt>},
    {"model", model_aliases, set_text<&R::model>, get_text<&R::model>},
    {"model_hash", {}, set_text<&R::model_hash>, get_text<&R::model_hash>},
    {"steps", steps_aliases, set_number<&R::steps>, get_number<&R::steps>, true},
    {"cfg_scale", cfg_aliases, set_number<&R::cfg_scale>, get_number<&R::cfg_scale>, true},
    {"sampler", sampler_aliases, set_text<&R::sampler>, get_text<&R::sampler>},
    {"schedule", schedule_aliases, set_text<&R::schedule>, get_text<&R::schedule>},
    {"seed", {}, set_number<&R::seed>, get_number<&R::seed>, true},
    {"variation_seed", variation_seed_aliases, set_number<&R::variation_seed>, get_number<&R::variation_seed>, true},
    {"variation_strength", variation_strength_aliases, set_number<&R::variation_strength>,
     get_number<&R::variation_strength>, true},
    {"noise_source", noise_aliases, set_noise_source, get_noise_source},
    {"width", {}, set_number<&R::width>, get_number<&R::width>, true},
    {"height", {}, set_number<&R::height>, get_number<&R::height>, true},
    {"size", {}, set_size, get_size, false, false},
    {"clip_skip", {}, set_number<&R::clip_skip>, get_number<&R::clip_skip>, true},
    {"eta", {}, set_number<&R::eta>, get_number<&R::eta>, true},
    {"emphasis", {}, set_emphasis, get_emphasis},
    {"init", init_aliases, set_init, get_init},
    {"init_sha256", {}, set_init_hash, get_init_hash},
    {"strength", strength_aliases, set_strength, get_strength, true},
    {"prompt_template", template_aliases, set_text<&R::prompt_template>, get_text<&R::prompt_template>},
    {"negative_template", {}, set_text<&R::negative_template>, get_text<&R::negative_template>},
    {"parent", {}, set_parent, get_parent},
    {"parent_step", {}, set_parent_step, get_parent_step, true},
};

/// Lower-case letters and digits only.
std::string plain(std::string_view name) {
    std::string out;
    for (const char c : name)
        if (c != ' ' && c != '_' && c != '-') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

} // namespace

std::span<const RecipeField> recipe_fields() {
    return fields;
}

Result<const RecipeField*> find_recipe_field(std::string_view name) {
    const std::string wanted = plain(name);
    std::vector<std::string> names;
    for (const RecipeField& field : fields) {
        if (plain(field.name) == wanted) return &field;
        for (const std::string_view alias : field.aliases)
            if (plain(alias) == wanted) return &field;
        names.emplace_back(field.name);
    }
    const std::string near = near_names(name, names);
    if (!near.empty())
        return fail(ErrorCode::usage, "\"{}\" is no field of a recipe; did you mean {}?", name.substr(0, 60), near);
    std::string all;
    for (const std::string& one : names)
        all += (all.empty() ? "" : ", ") + one;
    return fail(ErrorCode::usage, "\"{}\" is no field of a recipe, expected one of {}", name.substr(0, 60), all);
}

} // namespace sfumato
