#include "recipe/fields.h"

#include "recipe/near_names.h"
#include "recipe/trimmed.h"
#include "recipe/words.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sfumato {
namespace {

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

/// Text to a value of any kind that a recipe has.
template <class T> Result<> read_value(T& value, std::string_view text) {
    if constexpr (std::is_same_v<T, std::string>) {
        value = text;
    } else if constexpr (std::is_same_v<T, bool>) {
        text = trimmed(text);
        if (text != "true" && text != "false")
            return fail(ErrorCode::usage, "found \"{}\", expected true or false", text.substr(0, 40));
        value = text == "true";
    } else if constexpr (std::is_enum_v<T>) {
        std::string expected;
        for (const auto& [word, meaning] : words_of(T{})) {
            if (trimmed(text) == word) {
                value = meaning;
                return {};
            }
            expected += fmt::format("{}{}", expected.empty() ? "" : " or ", word);
        }
        return fail(ErrorCode::usage, "found \"{}\", expected {}", trimmed(text).substr(0, 40), expected);
    } else {
        SF_TRY(value, number_of<T>(text, std::is_floating_point_v<T> ? "a number" : "a whole number"));
    }
    return {};
}
template <class T> std::string value_text(const T& value) {
    if constexpr (std::is_enum_v<T>)
        return std::string(word_of(value, words_of(T{})));
    else
        return fmt::format("{}", value);
}

/// Fields of a part that a recipe may lack: setting one makes the part.
template <auto part, auto member> Result<> set_of(Recipe& recipe, std::string_view text) {
    auto& holder = recipe.*part;
    if (!holder) holder.emplace();
    auto& object = *holder; // gcc 12 sets a copy where a conditional expression stands before ".*"
    return read_value(object.*member, text);
}
template <auto part, auto member> std::string get_of(const Recipe& recipe) {
    return recipe.*part ? value_text((*(recipe.*part)).*member) : std::string();
}

template <auto side> Result<> set_grow(Recipe& recipe, std::string_view text) {
    Inpaint& inpaint = recipe.inpaint ? *recipe.inpaint : recipe.inpaint.emplace();
    return read_value(inpaint.grow.*side, text);
}
template <auto side> std::string get_grow(const Recipe& recipe) {
    return recipe.inpaint ? value_text(recipe.inpaint->grow.*side) : std::string();
}
template <auto member> Result<> set_tile(Recipe& recipe, std::string_view text) {
    return read_value(recipe.vae_tiles.*member, text);
}
template <auto member> std::string get_tile(const Recipe& recipe) {
    return value_text(recipe.vae_tiles.*member);
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
constexpr Names fit_aliases[] = {"resize mode"};
constexpr Names padding_aliases[] = {"padding", "masked area padding"};
constexpr Names content_aliases[] = {"fill"};
constexpr Names hires_scale_aliases[] = {"hires", "hires upscale"};
constexpr Names hires_strength_aliases[] = {"hires denoising", "hires denoising strength"};
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
    {"init", init_aliases, set_of<&R::init, &InitImage::path>, get_of<&R::init, &InitImage::path>},
    {"init_sha256", {}, set_of<&R::init, &InitImage::sha256>, get_of<&R::init, &InitImage::sha256>},
    {"strength", strength_aliases, set_of<&R::init, &InitImage::strength>, get_of<&R::init, &InitImage::strength>,
     true},
    {"init_fit", fit_aliases, set_of<&R::init, &InitImage::fit>, get_of<&R::init, &InitImage::fit>},
    {"mask", {}, set_of<&R::inpaint, &Inpaint::path>, get_of<&R::inpaint, &Inpaint::path>},
    {"mask_source", {}, set_of<&R::inpaint, &Inpaint::source>, get_of<&R::inpaint, &Inpaint::source>},
    {"mask_sha256", {}, set_of<&R::inpaint, &Inpaint::sha256>, get_of<&R::inpaint, &Inpaint::sha256>},
    {"mask_invert", {}, set_of<&R::inpaint, &Inpaint::invert>, get_of<&R::inpaint, &Inpaint::invert>},
    {"mask_blur", {}, set_of<&R::inpaint, &Inpaint::blur>, get_of<&R::inpaint, &Inpaint::blur>, true},
    {"inpaint_area", {}, set_of<&R::inpaint, &Inpaint::area>, get_of<&R::inpaint, &Inpaint::area>},
    {"mask_padding", padding_aliases, set_of<&R::inpaint, &Inpaint::padding>, get_of<&R::inpaint, &Inpaint::padding>,
     true},
    {"masked_content", content_aliases, set_of<&R::inpaint, &Inpaint::content>, get_of<&R::inpaint, &Inpaint::content>},
    {"grow_left", {}, set_grow<&Margins::left>, get_grow<&Margins::left>, true},
    {"grow_top", {}, set_grow<&Margins::top>, get_grow<&Margins::top>, true},
    {"grow_right", {}, set_grow<&Margins::right>, get_grow<&Margins::right>, true},
    {"grow_bottom", {}, set_grow<&Margins::bottom>, get_grow<&Margins::bottom>, true},
    {"hires_scale", hires_scale_aliases, set_of<&R::hires, &Hires::scale>, get_of<&R::hires, &Hires::scale>, true},
    {"hires_width", {}, set_of<&R::hires, &Hires::width>, get_of<&R::hires, &Hires::width>, true},
    {"hires_height", {}, set_of<&R::hires, &Hires::height>, get_of<&R::hires, &Hires::height>, true},
    {"hires_steps", {}, set_of<&R::hires, &Hires::steps>, get_of<&R::hires, &Hires::steps>, true},
    {"hires_strength", hires_strength_aliases, set_of<&R::hires, &Hires::strength>, get_of<&R::hires, &Hires::strength>,
     true},
    {"hires_upscaler", {}, set_of<&R::hires, &Hires::upscaler>, get_of<&R::hires, &Hires::upscaler>},
    {"vae_tile_encode", {}, set_tile<&VaeTiles::encode>, get_tile<&VaeTiles::encode>, true},
    {"vae_tile_decode", {}, set_tile<&VaeTiles::decode>, get_tile<&VaeTiles::decode>, true},
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
