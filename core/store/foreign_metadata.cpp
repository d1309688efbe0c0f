#include "store/foreign_metadata.h"

#include "store/foreign_json.h"
#include "store/word_characters.h"

#include <algorithm>
#include <charconv>

namespace sfumato {
namespace {

using foreign::add_field;
using foreign::add_sampler;
using foreign::add_size;
using foreign::Json;
using foreign::member;
using foreign::parse_object;
using foreign::scalar_text;

using Notes = std::vector<std::string>;

/// Members that were not taken, as notes: nothing is dropped in silence.
void note_others(const Json& object, std::initializer_list<std::string_view> taken, Notes& notes) {
    constexpr std::size_t most = 40;
    std::size_t count = 0;
    for (const auto& [key, value] : object.items()) {
        if (std::ranges::find(taken, key) != taken.end() || value.is_null() || value.empty()) continue;
        if (value.is_boolean() && !value.get<bool>()) continue;
        if (++count > most) continue;
        notes.push_back(fmt::format("\"{}\" has no counterpart here and was ignored", key.substr(0, 60)));
    }
    if (count > most) notes.push_back(fmt::format("{} more fields were ignored", count - most));
}

/// InvokeAI 2 split prompts into weighted parts, and marked negative parts with brackets inside the text.
std::string prompt_of(const Json& value) {
    if (!value.is_array()) return scalar_text(value);
    std::string out;
    for (const Json& part : value) {
        const std::string text = part.is_object() ? scalar_text(member(part, "prompt")) : scalar_text(part);
        if (!text.empty()) out += (out.empty() ? "" : ", ") + text;
    }
    return out;
}

std::string first_of(const Json& object, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
        if (std::string text = scalar_text(member(object, key)); !text.empty()) return text;
    return {};
}

/// "(1152, 896)" or "1152x896"
void add_resolution(Infotext& out, std::string_view text) {
    std::string numbers[2];
    std::size_t index = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            numbers[index] += c;
        else if (!numbers[0].empty() && numbers[1].empty())
            index = 1;
        else if (!numbers[1].empty())
            break;
    }
    add_size(out, numbers[0], numbers[1]);
}

Result<Recipe> invokeai_2(const Json& root, Notes& notes) {
    const Json& image = member(root, "image");
    Infotext out;
    out.prompt = prompt_of(member(image, "prompt"));
    add_field(out, "Steps", first_of(image, {"steps"}));
    add_sampler(out, first_of(image, {"sampler"}), {});
    add_field(out, "CFG scale", first_of(image, {"cfg_scale"}));
    add_field(out, "Seed", first_of(image, {"seed"}));
    add_size(out, first_of(image, {"width"}), first_of(image, {"height"}));
    add_field(out, "Model", first_of(root, {"model_weights", "model"}));
    add_field(out, "RNG", "CPU");
    if (scalar_text(member(image, "type")) == "img2img")
        add_field(out, "Denoising strength", first_of(image, {"strength"}));
    return recipe_from_infotext(out, notes);
}

} // namespace

Result<Recipe> recipe_from_invokeai(std::string_view text, Notes& notes) {
    SF_TRY(const Json root, parse_object(text));
    if (member(root, "image").is_object()) return invokeai_2(root, notes);
    const Json& model = member(root, "model");
    Infotext out;
    out.prompt = prompt_of(member(root, "positive_prompt"));
    out.negative_prompt = prompt_of(member(root, "negative_prompt"));
    add_field(out, "Steps", first_of(root, {"steps"}));
    add_sampler(out, first_of(root, {"scheduler"}), {});
    add_field(out, "CFG scale", first_of(root, {"cfg_scale"}));
    add_field(out, "Seed", first_of(root, {"seed"}));
    add_size(out, first_of(root, {"width"}), first_of(root, {"height"}));
    add_field(out, "Model", model.is_object() ? first_of(model, {"name", "model_name"}) : scalar_text(model));
    add_field(out, "RNG", scalar_text(member(root, "rand_device")) == "cuda" ? "GPU" : "CPU");
    // It counts the layers that are left out, others the layer that is used.
    if (const Json& skip = member(root, "clip_skip");
        skip.is_number_integer() && skip.get<std::int64_t>() > 0 && skip.get<std::int64_t>() < 1000)
        add_field(out, "Clip skip", std::to_string(skip.get<std::int64_t>() + 1));
    add_field(out, "Denoising strength", first_of(root, {"strength"}));
    note_others(root,
                {"positive_prompt", "negative_prompt", "steps", "scheduler", "cfg_scale", "seed", "width", "height",
                 "model", "rand_device", "clip_skip", "strength", "app_version", "generation_mode"},
                notes);
    return recipe_from_infotext(out, notes);
}

Result<Recipe> recipe_from_dream(std::string_view text, Notes& notes) {
    text = strip_blanks(text);
    if (text.size() < 2 || text[0] != '"') return fail(ErrorCode::bad_input, "expected a prompt in double quotes");
    const std::size_t end = text.rfind("\" -");
    const std::string_view quoted = end == std::string_view::npos ? text.substr(1) : text.substr(1, end - 1);
    Infotext out;
    out.prompt = quoted.ends_with('"') && end == std::string_view::npos ? quoted.substr(0, quoted.size() - 1) : quoted;
    std::string width, height;
    for (std::string_view rest = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
         !rest.empty();) {
        rest = strip_blanks(rest);
        if (rest.size() < 2 || rest[0] != '-') break;
        const char option = rest[1];
        rest = strip_blanks(rest.substr(2));
        const std::size_t blank = rest.find(' ');
        const std::string value(rest.substr(0, blank));
        rest = blank == std::string_view::npos ? std::string_view() : rest.substr(blank);
        switch (option) {
        case 's': add_field(out, "Steps", value); break;
        case 'S': add_field(out, "Seed", value); break;
        case 'W': width = value; break;
        case 'H': height = value; break;
        case 'C': add_field(out, "CFG scale", value); break;
        case 'A': add_sampler(out, value, {}); break;
        case 'f': add_field(out, "Denoising strength", value); break;
        default:
            notes.push_back(
                fmt::format("\"-{} {}\" has no counterpart here and was ignored", option, value.substr(0, 60)));
        }
    }
    add_size(out, width, height);
    if (!out.fields.empty()) add_field(out, "RNG", "CPU");
    return recipe_from_infotext(out, notes);
}

Result<Recipe> recipe_from_novelai(std::string_view text, Notes& notes) {
    SF_TRY(const Json root, parse_object(text));
    Infotext out;
    out.prompt = scalar_text(member(root, "prompt"));
    out.negative_prompt = scalar_text(member(root, "uc"));
    add_field(out, "Steps", first_of(root, {"steps"}));
    std::string schedule = first_of(root, {"noise_schedule"});
    if (schedule == "native") schedule.clear();
    add_sampler(out, first_of(root, {"sampler"}), std::move(schedule));
    add_field(out, "CFG scale", first_of(root, {"scale"}));
    add_field(out, "Seed", first_of(root, {"seed"}));
    add_size(out, first_of(root, {"width"}), first_of(root, {"height"}));
    note_others(root, {"prompt", "uc", "steps", "sampler", "noise_schedule", "scale", "seed", "width", "height"},
                notes);
    return recipe_from_infotext(out, notes);
}

Result<Recipe> recipe_from_fooocus(std::string_view text, Notes& notes) {
    SF_TRY(const Json root, parse_object(text));
    Infotext out;
    out.prompt = prompt_of(member(root, "prompt"));
    out.negative_prompt = prompt_of(member(root, "negative_prompt"));
    add_field(out, "Steps", first_of(root, {"steps"}));
    add_sampler(out, first_of(root, {"sampler"}), first_of(root, {"scheduler"}));
    add_field(out, "CFG scale", first_of(root, {"guidance_scale"}));
    add_field(out, "Seed", first_of(root, {"seed"}));
    add_resolution(out, scalar_text(member(root, "resolution")));
    add_field(out, "Model", first_of(root, {"base_model"}));
    add_field(out, "Model hash", first_of(root, {"base_model_hash"}));
    add_field(out, "RNG", "CPU");
    note_others(root,
                {"prompt", "negative_prompt", "steps", "sampler", "scheduler", "guidance_scale", "seed", "resolution",
                 "base_model", "base_model_hash", "metadata_scheme", "version", "created_by", "full_prompt",
                 "full_negative_prompt"},
                notes);
    return recipe_from_infotext(out, notes);
}

Result<Recipe> recipe_from_swarmui(std::string_view text, Notes& notes) {
    SF_TRY(const Json root, parse_object(text));
    const Json& params = member(root, "sui_image_params");
    if (!params.is_object()) return fail(ErrorCode::bad_input, "\"sui_image_params\" is missing, expected an object");
    Infotext out;
    out.prompt = scalar_text(member(params, "prompt"));
    out.negative_prompt = scalar_text(member(params, "negativeprompt"));
    add_field(out, "Steps", first_of(params, {"steps"}));
    add_sampler(out, first_of(params, {"sampler"}), first_of(params, {"scheduler"}));
    add_field(out, "CFG scale", first_of(params, {"cfgscale"}));
    add_field(out, "Seed", first_of(params, {"seed"}));
    add_size(out, first_of(params, {"width"}), first_of(params, {"height"}));
    add_field(out, "Model", first_of(params, {"model"}));
    add_field(out, "RNG", "CPU"); // it computes with ComfyUI
    if (params.contains("initimage")) add_field(out, "Denoising strength", first_of(params, {"initimagecreativity"}));
    note_others(params,
                {"prompt", "negativeprompt", "steps", "sampler", "scheduler", "cfgscale", "seed", "width", "height",
                 "model", "swarm_version", "initimage", "initimagecreativity"},
                notes);
    return recipe_from_infotext(out, notes);
}

bool looks_like_swarmui(std::string_view text) {
    return strip_blanks(text).starts_with('{') && text.find("\"sui_image_params\"") < 4096;
}

bool looks_like_fooocus(std::string_view text) {
    return strip_blanks(text).starts_with('{') && text.find("\"prompt\"") != std::string_view::npos &&
           (text.find("\"base_model\"") != std::string_view::npos ||
            text.find("\"guidance_scale\"") != std::string_view::npos);
}

bool looks_like_novelai(std::string_view text) {
    return strip_blanks(text).starts_with('{') && text.find("\"uc\"") != std::string_view::npos &&
           text.find("\"sampler\"") != std::string_view::npos;
}

} // namespace sfumato
