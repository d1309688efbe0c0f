#include "recipe/json.h"

#include "base/json.h"
#include "recipe/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sfumato {
namespace {

using nlohmann::json;
using Notes = std::vector<std::string>;

constexpr const char* version_key = "sfumato_recipe";
// Two prompts and their templates at their limit, each byte written as a \u escape, and the rest.
constexpr std::size_t max_json_bytes = 4 * 6 * recipe_limits::max_prompt_bytes + (1u << 20);

/// Reads the fields of one JSON object; remembers which were asked for and the first error.
class Fields {
public:
    Fields(const json& object, std::string prefix) : object_(object), prefix_(std::move(prefix)) {}

    void text(const char* key, std::string& out) {
        if (const json* value = find(key)) {
            if (value->is_string())
                out = value->get_ref<const std::string&>();
            else
                wrong(key, *value, "a string");
        }
    }
    void number(const char* key, double& out) {
        if (const json* value = find(key)) {
            if (value->is_number() && std::isfinite(value->get<double>()))
                out = value->get<double>();
            else
                wrong(key, *value, "a finite number");
        }
    }
    void integer(const char* key, int& out) {
        if (const json* value = find(key)) {
            const bool fits = value->is_number_integer() && value->get<double>() >= std::numeric_limits<int>::min() &&
                              value->get<double>() <= std::numeric_limits<int>::max();
            if (fits)
                out = value->get<int>();
            else
                wrong(key, *value, "an integer of 32 bits");
        }
    }
    void seed(const char* key, std::uint64_t& out) {
        if (const json* value = find(key)) {
            if (value->is_number_unsigned())
                out = value->get<std::uint64_t>();
            else
                wrong(key, *value, "an integer from 0 to 18446744073709551615");
        }
    }
    void boolean(const char* key, bool& out) {
        if (const json* value = find(key)) {
            if (value->is_boolean())
                out = value->get<bool>();
            else
                wrong(key, *value, "true or false");
        }
    }
    void emphasis(const char* key, Emphasis& out) {
        if (const json* value = find(key)) {
            const auto found = value->is_string() ? find_emphasis(value->get_ref<const std::string&>()) : std::nullopt;
            if (found)
                out = *found;
            else
                wrong(key, *value, "\"original\", \"no_norm\", \"ignore\" or \"none\"");
        }
    }
    /// One of the words of a table.
    template <class E, std::size_t N> void word(const char* key, E& out, const Words<E, N>& words) {
        const json* value = find(key);
        if (value == nullptr) return;
        std::string expected;
        for (const auto& [name, meaning] : words) {
            if (*value == name) {
                out = meaning;
                return;
            }
            expected += fmt::format("{}\"{}\"", expected.empty() ? "" : " or ", name);
        }
        wrong(key, *value, expected.c_str());
    }
    /// The object below `key`; null when absent or JSON null.
    const json* object(const char* key) {
        const json* value = find(key);
        if (value == nullptr || value->is_null()) return nullptr;
        if (!value->is_object()) wrong(key, *value, "an object");
        return value->is_object() ? value : nullptr;
    }
    Result<> finish(Notes* notes) const {
        if (!error_.empty()) return fail(ErrorCode::bad_input, "{}", error_);
        if (notes == nullptr) return {};
        for (const auto& [key, value] : object_.items())
            if (std::ranges::find(asked_, key) == asked_.end() && key != version_key)
                notes->push_back(
                    fmt::format("recipe field {}{} is unknown here and was ignored", prefix_, key.substr(0, 60)));
        return {};
    }

private:
    const json* find(const char* key) {
        asked_.emplace_back(key);
        const auto at = object_.find(key);
        return at == object_.end() ? nullptr : &*at;
    }
    void wrong(const char* key, const json& found, const char* expected) {
        if (error_.empty())
            error_ =
                fmt::format("recipe field {}{}: found {}, expected {}", prefix_, key, describe_json(found), expected);
    }

    const json& object_;
    std::string prefix_;
    std::vector<std::string> asked_;
    std::string error_;
};

Result<> check_version(const json& root) {
    if (!root.is_object())
        return fail(ErrorCode::bad_input, "recipe JSON: found {}, expected an object", describe_json(root));
    const auto at = root.find(version_key);
    if (at == root.end())
        return fail(ErrorCode::bad_input, "this JSON is no Sfumato recipe: field {} is missing", version_key);
    if (!at->is_number_integer() || *at < 1)
        return fail(ErrorCode::bad_input, "recipe field {}: found {}, expected a version from 1 to {}", version_key,
                    describe_json(*at), recipe_json_version);
    if (*at > recipe_json_version)
        return fail(ErrorCode::unsupported,
                    "the recipe has version {}, written by a newer Sfumato; this one reads up to {}", at->dump(),
                    recipe_json_version);
    return {};
}

Result<> read_parent(const json& object, ForkOrigin& parent, Notes* notes) {
    Fields fields(object, "parent.");
    fields.integer("step", parent.step);
    const json* recipe = fields.object("recipe");
    SF_CHECK(fields.finish(notes));
    if (recipe == nullptr) return fail(ErrorCode::bad_input, "recipe field parent.recipe: missing, expected a recipe");
    SF_TRY(const Recipe read, with_context(recipe_from_json(recipe->dump()), "of the picture that was forked"));
    parent.recipe = recipe_to_json(read);
    return {};
}

Result<> read_init(const json& object, InitImage& init, Notes* notes) {
    Fields fields(object, "init.");
    fields.text("path", init.path);
    fields.text("sha256", init.sha256);
    fields.number("strength", init.strength);
    fields.word("fit", init.fit, fit_words);
    return fields.finish(notes);
}

Result<> read_inpaint(const json& object, Inpaint& inpaint, Notes* notes) {
    Fields fields(object, "inpaint.");
    fields.word("mask", inpaint.source, mask_words);
    fields.text("path", inpaint.path);
    fields.text("sha256", inpaint.sha256);
    fields.boolean("invert", inpaint.invert);
    fields.integer("blur", inpaint.blur);
    fields.word("area", inpaint.area, area_words);
    fields.integer("padding", inpaint.padding);
    fields.word("content", inpaint.content, content_words);
    fields.integer("grow_left", inpaint.grow.left);
    fields.integer("grow_top", inpaint.grow.top);
    fields.integer("grow_right", inpaint.grow.right);
    fields.integer("grow_bottom", inpaint.grow.bottom);
    return fields.finish(notes);
}

Result<> read_hires(const json& object, Hires& hires, Notes* notes) {
    Fields fields(object, "hires.");
    fields.number("scale", hires.scale);
    fields.integer("width", hires.width);
    fields.integer("height", hires.height);
    fields.integer("steps", hires.steps);
    fields.number("strength", hires.strength);
    fields.word("upscaler", hires.upscaler, upscaler_words);
    return fields.finish(notes);
}

Result<> read_vae_tiles(const json& object, VaeTiles& tiles, Notes* notes) {
    Fields fields(object, "vae_tiles.");
    fields.integer("encode", tiles.encode);
    fields.integer("decode", tiles.decode);
    return fields.finish(notes);
}

nlohmann::ordered_json hires_json(const Hires& hires) {
    nlohmann::ordered_json out;
    out["scale"] = hires.scale;
    out["width"] = hires.width;
    out["height"] = hires.height;
    out["steps"] = hires.steps;
    out["strength"] = hires.strength;
    out["upscaler"] = word_of(hires.upscaler, upscaler_words);
    return out;
}

nlohmann::ordered_json inpaint_json(const Inpaint& inpaint) {
    nlohmann::ordered_json out;
    out["mask"] = word_of(inpaint.source, mask_words);
    out["path"] = inpaint.path;
    out["sha256"] = inpaint.sha256;
    out["invert"] = inpaint.invert;
    out["blur"] = inpaint.blur;
    out["area"] = word_of(inpaint.area, area_words);
    out["padding"] = inpaint.padding;
    out["content"] = word_of(inpaint.content, content_words);
    out["grow_left"] = inpaint.grow.left;
    out["grow_top"] = inpaint.grow.top;
    out["grow_right"] = inpaint.grow.right;
    out["grow_bottom"] = inpaint.grow.bottom;
    return out;
}

} // namespace

std::string recipe_to_json(const Recipe& recipe) {
    nlohmann::ordered_json out;
    out[version_key] = recipe_json_version;
    out["prompt"] = recipe.prompt;
    out["negative_prompt"] = recipe.negative_prompt;
    out["model"] = recipe.model;
    out["model_hash"] = recipe.model_hash;
    out["steps"] = recipe.steps;
    out["cfg_scale"] = recipe.cfg_scale;
    out["sampler"] = recipe.sampler;
    out["schedule"] = recipe.schedule;
    out["seed"] = recipe.seed;
    out["noise_source"] = word_of(recipe.noise_source, noise_words);
    out["width"] = recipe.width;
    out["height"] = recipe.height;
    out["clip_skip"] = recipe.clip_skip;
    out["eta"] = recipe.eta;
    out["variation_seed"] = recipe.variation_seed;
    out["variation_strength"] = recipe.variation_strength;
    out["emphasis"] = emphasis_name(recipe.emphasis);
    out["prompt_template"] = recipe.prompt_template;
    out["negative_template"] = recipe.negative_template;
    if (recipe.init) {
        out["init"]["path"] = recipe.init->path;
        out["init"]["sha256"] = recipe.init->sha256;
        out["init"]["strength"] = recipe.init->strength;
        if (recipe.init->fit != InitFit::crop) out["init"]["fit"] = word_of(recipe.init->fit, fit_words);
    }
    if (recipe.parent) {
        out["parent"]["step"] = recipe.parent->step;
        auto parent = nlohmann::ordered_json::parse(recipe.parent->recipe, nullptr, false);
        out["parent"]["recipe"] = parent.is_discarded() ? nlohmann::ordered_json() : std::move(parent);
    }
    if (recipe.inpaint) out["inpaint"] = inpaint_json(*recipe.inpaint);
    if (recipe.hires) out["hires"] = hires_json(*recipe.hires);
    if (recipe.vae_tiles != VaeTiles{})
        out["vae_tiles"] = {{"encode", recipe.vae_tiles.encode}, {"decode", recipe.vae_tiles.decode}};
    return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Result<Recipe> recipe_from_json(std::string_view text, Notes* notes) {
    if (text.size() > max_json_bytes)
        return fail(ErrorCode::bad_input, "recipe JSON is {} bytes long, expected at most {}", text.size(),
                    max_json_bytes);
    if (nested_too_deeply(text))
        return fail(ErrorCode::bad_input, "recipe JSON is nested deeper than {} levels", max_json_depth);
    const json root = json::parse(text, nullptr, false);
    if (root.is_discarded()) return fail(ErrorCode::bad_input, "recipe is not valid JSON (or not UTF-8)");
    SF_CHECK(check_version(root));
    Recipe recipe;
    Fields fields(root, "");
    fields.text("prompt", recipe.prompt);
    fields.text("negative_prompt", recipe.negative_prompt);
    fields.text("model", recipe.model);
    fields.text("model_hash", recipe.model_hash);
    fields.integer("steps", recipe.steps);
    fields.number("cfg_scale", recipe.cfg_scale);
    fields.text("sampler", recipe.sampler);
    fields.text("schedule", recipe.schedule);
    fields.seed("seed", recipe.seed);
    fields.word("noise_source", recipe.noise_source, noise_words);
    fields.integer("width", recipe.width);
    fields.integer("height", recipe.height);
    fields.integer("clip_skip", recipe.clip_skip);
    fields.number("eta", recipe.eta);
    fields.seed("variation_seed", recipe.variation_seed);
    fields.number("variation_strength", recipe.variation_strength);
    fields.emphasis("emphasis", recipe.emphasis);
    fields.text("prompt_template", recipe.prompt_template);
    fields.text("negative_template", recipe.negative_template);
    const json* init = fields.object("init");
    const json* parent = fields.object("parent");
    const json* inpaint = fields.object("inpaint");
    const json* hires = fields.object("hires");
    const json* tiles = fields.object("vae_tiles");
    SF_CHECK(fields.finish(notes));
    if (init != nullptr) SF_CHECK(read_init(*init, recipe.init.emplace(), notes));
    if (parent != nullptr) SF_CHECK(read_parent(*parent, recipe.parent.emplace(), notes));
    if (inpaint != nullptr) SF_CHECK(read_inpaint(*inpaint, recipe.inpaint.emplace(), notes));
    if (hires != nullptr) SF_CHECK(read_hires(*hires, recipe.hires.emplace(), notes));
    if (tiles != nullptr) SF_CHECK(read_vae_tiles(*tiles, recipe.vae_tiles, notes));
    if (auto valid = validate(recipe); !valid) {
        // A wrong value in a file is the file's fault, not a mistake on the command line.
        Error error = std::move(valid).error();
        error.code = ErrorCode::bad_input;
        error.message = "recipe: " + error.message;
        return tl::unexpected(std::move(error));
    }
    return recipe;
}

bool looks_like_recipe_json(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{' &&
           text.find("\"sfumato_recipe\"") != std::string_view::npos;
}

} // namespace sfumato
