#include "store/infotext.h"

#include "sampling/samplers.h"
#include "sampling/schedules.h"
#include "store/word_characters.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>

namespace sfumato {
namespace {

/// How the built-in model is called in texts for other programs, where "builtin" alone would say little.
constexpr std::string_view builtin_label = "sfumato-builtin";

std::string sampler_label(const std::string& name) {
    const auto row = find_sampler(name);
    return row ? std::string((*row)->label) : name;
}

std::string schedule_label(const std::string& name) {
    const auto row = find_schedule(name);
    return row ? std::string((*row)->label) : name;
}

/// A1111 shows file names without the extension, and takes out the two characters that would need quoting.
std::string model_label(const std::string& model) {
    if (model == "builtin") return std::string(builtin_label);
    std::filesystem::path path(model);
    if (path.filename().empty()) path = path.parent_path();
    std::string name = path.filename().string();
    for (const std::string_view extension : {".safetensors", ".ckpt", ".gguf", ".pt", ".pth", ".bin"})
        if (name.size() > extension.size() && name.ends_with(extension)) {
            name.resize(name.size() - extension.size());
            break;
        }
    std::erase_if(name, [](char c) { return c == ',' || c == ':' || c == '\n'; });
    return name;
}

/// A1111's spelling.
constexpr std::pair<Emphasis, std::string_view> emphasis_labels[] = {{Emphasis::original, "Original"},
                                                                     {Emphasis::no_norm, "No norm"},
                                                                     {Emphasis::ignore, "Ignore"},
                                                                     {Emphasis::none, "None"}};

std::string_view emphasis_label(Emphasis emphasis) {
    return std::ranges::find(emphasis_labels, emphasis, &std::pair<Emphasis, std::string_view>::first)->second;
}

/// A1111's words for Masked content; the default has none.
constexpr std::pair<std::string_view, MaskedContent> content_labels[] = {{"original", MaskedContent::original},
                                                                         {"fill", MaskedContent::fill},
                                                                         {"latent noise", MaskedContent::noise},
                                                                         {"latent nothing", MaskedContent::nothing}};

/// A1111 has no words for outpainting: "Outpaint" is ours, "left top right bottom" in pixels.
void add_inpaint_fields(const Inpaint& inpaint, std::vector<InfotextField>& fields) {
    fields.push_back({"Mask blur", std::to_string(inpaint.blur)});
    if (inpaint.invert) fields.push_back({"Mask mode", "Inpaint not masked"});
    if (inpaint.content != MaskedContent::original)
        fields.push_back(
            {"Masked content", std::string(std::ranges::find(content_labels, inpaint.content,
                                                             &std::pair<std::string_view, MaskedContent>::second)
                                               ->first)});
    if (inpaint.area == InpaintArea::masked) {
        fields.push_back({"Inpaint area", "Only masked"});
        fields.push_back({"Masked area padding", std::to_string(inpaint.padding)});
    }
    const Margins& grow = inpaint.grow;
    if (grow.any())
        fields.push_back({"Outpaint", fmt::format("{} {} {} {}", grow.left, grow.top, grow.right, grow.bottom)});
}

/// A1111's names of upscalers.
constexpr std::pair<std::string_view, HiresUpscaler> upscaler_labels[] = {
    {"Latent", HiresUpscaler::latent},
    {"Latent (nearest)", HiresUpscaler::latent_nearest},
    {"Lanczos", HiresUpscaler::lanczos}};

void add_hires_fields(const Hires& hires, std::vector<InfotextField>& fields) {
    if (hires.width > 0)
        fields.push_back({"Hires resize", fmt::format("{}x{}", hires.width, hires.height)});
    else
        fields.push_back({"Hires upscale", fmt::format("{}", hires.scale)});
    if (hires.steps > 0) fields.push_back({"Hires steps", std::to_string(hires.steps)});
    fields.push_back(
        {"Hires upscaler", std::string(std::ranges::find(upscaler_labels, hires.upscaler,
                                                         &std::pair<std::string_view, HiresUpscaler>::second)
                                           ->first)});
}

std::vector<InfotextField> parameter_fields(const Recipe& recipe) {
    std::vector<InfotextField> fields;
    const auto add = [&](std::string_view key, std::string value) {
        fields.push_back({std::string(key), std::move(value)});
    };
    add("Steps", std::to_string(recipe.steps));
    add("Sampler", sampler_label(recipe.sampler));
    add("Schedule type", schedule_label(recipe.schedule));
    add("CFG scale", fmt::format("{}", recipe.cfg_scale));
    add("Seed", std::to_string(recipe.seed));
    if (recipe.width > 0 && recipe.height > 0) add("Size", fmt::format("{}x{}", recipe.width, recipe.height));
    add("Model hash", recipe.model_hash.substr(0, 10));
    add("Model", model_label(recipe.model));
    if (recipe.variation_strength > 0) {
        add("Variation seed", std::to_string(recipe.variation_seed));
        add("Variation seed strength", fmt::format("{}", recipe.variation_strength));
    }
    // As in A1111 that of the second pass, when there are two; with an initial image besides, the JSON has both.
    if (recipe.hires)
        add("Denoising strength", fmt::format("{}", recipe.hires->strength));
    else if (recipe.init)
        add("Denoising strength", fmt::format("{}", recipe.init->strength));
    if (recipe.clip_skip > 1) add("Clip skip", std::to_string(recipe.clip_skip));
    // A1111's own default is the Philox stream, so only the other source is named.
    if (recipe.noise_source == NoiseSource::cpu) add("RNG", "CPU");
    if (recipe.emphasis != Emphasis::original) add("Emphasis", std::string(emphasis_label(recipe.emphasis)));
    if (!recipe.prompt_template.empty()) add("Template", recipe.prompt_template);
    if (!recipe.negative_template.empty()) add("Negative Template", recipe.negative_template);
    if (recipe.eta != 1) add("Eta", fmt::format("{}", recipe.eta));
    if (recipe.hires) add_hires_fields(*recipe.hires, fields);
    if (recipe.inpaint) add_inpaint_fields(*recipe.inpaint, fields);
    return fields;
}

template <class T> std::optional<T> parse_number(std::string_view text) {
    text = strip_blanks(text);
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string shortened(std::string_view text) {
    constexpr std::size_t most = 60;
    if (text.size() <= most) return std::string(text);
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return std::string(text.substr(0, end)) + "...";
}

/// Takes fields out of an Infotext into a recipe. Prompts are added last, by the caller, so that each field can be
/// judged by validate() on its own.
class Mapping {
public:
    Mapping(const Infotext& infotext, std::vector<std::string>& notes) : infotext_(infotext), notes_(notes) {}

    Recipe run() {
        number<int>("Steps", &Recipe::steps);
        number<double>("CFG scale", &Recipe::cfg_scale);
        number<std::uint64_t>("Seed", &Recipe::seed);
        number<int>("Clip skip", &Recipe::clip_skip);
        number<double>("Eta", &Recipe::eta);
        number<std::uint64_t>("Variation seed", &Recipe::variation_seed);
        number<double>("Variation seed strength", &Recipe::variation_strength);
        emphasis();
        text("Template", &Recipe::prompt_template);
        text("Negative Template", &Recipe::negative_template);
        size();
        sampler();
        model();
        noise();
        strength();
        inpaint();
        for (const InfotextField& field : infotext_.fields)
            if (!handled_.contains(field.key))
                notes_.push_back(fmt::format("\"{}: {}\" has no counterpart here and was ignored", shortened(field.key),
                                             shortened(field.value)));
        for (const std::string& key : infotext_.dropped_keys)
            notes_.push_back(fmt::format("\"{}\" has no value and was ignored", shortened(key)));
        return recipe_;
    }

private:
    const std::string* take(std::string_view key) {
        handled_.emplace(key);
        return infotext_.find(key);
    }
    /// Keeps a change only if the recipe stays valid.
    void change(std::string_view key, std::string_view value, const std::function<void(Recipe&)>& apply) {
        Recipe changed = recipe_;
        apply(changed);
        if (const auto valid = validate(changed); valid)
            recipe_ = std::move(changed);
        else
            notes_.push_back(fmt::format("\"{}: {}\" was ignored: {}", key, shortened(value), valid.error().message));
    }
    template <class T> void number(std::string_view key, T Recipe::*member) {
        const std::string* text = take(key);
        if (text == nullptr) return;
        if (const auto value = parse_number<T>(*text))
            change(key, *text, [&](Recipe& r) { r.*member = *value; });
        else
            notes_.push_back(fmt::format("\"{}: {}\" was ignored: expected a number", key, shortened(*text)));
    }
    void size() {
        const std::string* width = take("Size-1");
        const std::string* height = take("Size-2");
        if (width == nullptr || height == nullptr) return;
        const auto w = parse_number<int>(*width), h = parse_number<int>(*height);
        if (w && h)
            change("Size", *width + "x" + *height, [&](Recipe& r) { r.width = *w, r.height = *h; });
        else
            notes_.push_back(
                fmt::format("\"Size: {}x{}\" was ignored: too large", shortened(*width), shortened(*height)));
    }
    void sampler() {
        const std::string* name = take("Sampler");
        const std::string* schedule = take("Schedule type");
        if (name == nullptr) return;
        auto found = resolve_sampler(*name, schedule != nullptr ? std::string_view(*schedule) : std::string_view());
        if (!found && schedule != nullptr) {
            // The sampler may still be known when only the schedule is not.
            if (auto without = resolve_sampler(*name)) {
                notes_.push_back(fmt::format("\"Schedule type: {}\" is unknown and was ignored", shortened(*schedule)));
                found = std::move(without);
            }
        }
        if (!found) {
            notes_.push_back(fmt::format("\"Sampler: {}\" was ignored: {}", shortened(*name), found.error().message));
            return;
        }
        recipe_.sampler = found->sampler->name;
        recipe_.schedule = found->schedule != nullptr ? found->schedule->name : found->sampler->automatic_schedule;
    }
    void model() {
        const std::string* name = take("Model");
        const std::string* hash = take("Model hash");
        if (name == nullptr) {
            notes_.emplace_back("the text names no model; the built-in one is assumed");
        } else if (*name != builtin_label) {
            change("Model", *name, [&](Recipe& r) { r.model = *name; });
            notes_.push_back(
                fmt::format("the model is known by name only (\"{}\"); choose its file", shortened(*name)));
        }
        if (hash != nullptr) change("Model hash", *hash, [&](Recipe& r) { r.model_hash = *hash; });
    }
    void emphasis() {
        const std::string* label = take("Emphasis");
        if (label == nullptr) return;
        const auto row = std::ranges::find(emphasis_labels, *label, &std::pair<Emphasis, std::string_view>::second);
        if (row != std::ranges::end(emphasis_labels))
            recipe_.emphasis = row->first;
        else
            notes_.push_back(fmt::format("\"Emphasis: {}\" is unknown, expected Original, No norm, Ignore or None",
                                         shortened(*label)));
    }
    void text(std::string_view key, std::string Recipe::*member) {
        const std::string* value = take(key);
        if (value != nullptr) change(key, *value, [&](Recipe& r) { r.*member = *value; });
    }
    void noise() {
        const std::string* source = take("RNG");
        recipe_.noise_source = NoiseSource::philox; // what A1111 means when it says nothing
        if (source == nullptr || *source == "GPU" || *source == "NV") return;
        if (*source == "CPU")
            recipe_.noise_source = NoiseSource::cpu;
        else
            notes_.push_back(fmt::format("\"RNG: {}\" is unknown, expected CPU, GPU or NV", shortened(*source)));
    }
    void strength() {
        const std::string* text = take("Denoising strength");
        if (text == nullptr) return;
        if (infotext_.find("Hires upscale") != nullptr || infotext_.find("Hires resize-1") != nullptr) {
            hires(*text);
            return;
        }
        const auto value = parse_number<double>(*text);
        if (!value) {
            notes_.push_back(
                fmt::format("\"Denoising strength: {}\" was ignored: expected a number", shortened(*text)));
            return;
        }
        change("Denoising strength", *text, [&](Recipe& r) { r.init = InitImage{{}, {}, *value}; });
        if (recipe_.init)
            notes_.emplace_back("this was made from another image, which the text does not name; choose it");
    }

    void hires(const std::string& strength) {
        const std::string* scale = take("Hires upscale");
        const std::string* width = take("Hires resize-1");
        const std::string* height = take("Hires resize-2");
        const std::string* steps = take("Hires steps");
        const std::string* upscaler = take("Hires upscaler");
        Hires found;
        if (scale != nullptr) found.scale = parse_number<double>(*scale).value_or(0); // 0 is refused below
        if (width != nullptr && height != nullptr) {
            found.width = parse_number<int>(*width).value_or(-1);
            found.height = parse_number<int>(*height).value_or(-1);
        }
        if (steps != nullptr) found.steps = parse_number<int>(*steps).value_or(0);
        found.strength = parse_number<double>(strength).value_or(0);
        bool known = upscaler == nullptr;
        for (const auto& [label, value] : upscaler_labels)
            if (upscaler != nullptr && *upscaler == label) {
                found.upscaler = value;
                known = true;
            }
        if (!known) {
            found.upscaler = HiresUpscaler::lanczos;
            notes_.push_back(
                fmt::format("\"Hires upscaler: {}\" is not known here; Lanczos takes its place", shortened(*upscaler)));
        }
        change("Hires upscale", scale != nullptr ? *scale : strength, [&](Recipe& r) { r.hires = found; });
    }
    void inpaint() {
        const std::string* blur = take("Mask blur");
        const std::string* mode = take("Mask mode");
        const std::string* content = take("Masked content");
        const std::string* area = take("Inpaint area");
        const std::string* padding = take("Masked area padding");
        const std::string* grow = take("Outpaint");
        if (!recipe_.init || blur == nullptr) return;
        Inpaint found;
        found.blur = parse_number<int>(*blur).value_or(found.blur);
        found.invert = mode != nullptr && *mode == "Inpaint not masked";
        for (const auto& [label, value] : content_labels)
            if (content != nullptr && *content == label) found.content = value;
        if (area != nullptr && *area == "Only masked") found.area = InpaintArea::masked;
        if (padding != nullptr) found.padding = parse_number<int>(*padding).value_or(found.padding);
        if (grow != nullptr) found.grow = parse_margins(*grow);
        change("Mask blur", *blur, [&](Recipe& r) { r.inpaint = found; });
        if (recipe_.inpaint) notes_.emplace_back("this was made with a mask, which the text does not hold; choose it");
    }
    static Margins parse_margins(std::string_view text) {
        Margins out;
        for (int* side : {&out.left, &out.top, &out.right, &out.bottom}) {
            text = strip_blanks(text);
            const std::string_view word = text.substr(0, text.find(' '));
            *side = parse_number<int>(word).value_or(0);
            text.remove_prefix(word.size());
        }
        return out;
    }

    const Infotext& infotext_;
    std::vector<std::string>& notes_;
    Recipe recipe_;
    std::set<std::string, std::less<>> handled_{"Version", "User"};
};

} // namespace

std::string_view program_version() {
    return SFUMATO_VERSION;
}

std::string quote_infotext_value(std::string_view value) {
    if (value.find_first_of(",:\n") == std::string_view::npos) return std::string(value);
    return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string to_infotext(const Recipe& recipe, const std::vector<InfotextField>& extra) {
    std::vector<InfotextField> fields = parameter_fields(recipe);
    fields.insert(fields.end(), extra.begin(), extra.end());
    fields.push_back({"Version", fmt::format("Sfumato {}", program_version())});
    std::string line;
    for (const InfotextField& field : fields) {
        // An empty value is an error to A1111's reader, and a key of one letter is lost.
        if (field.value.empty() || field.key.size() < 2) continue;
        line += fmt::format("{}{}: {}", line.empty() ? "" : ", ", field.key, quote_infotext_value(field.value));
    }
    std::string text = recipe.prompt;
    if (!recipe.negative_prompt.empty()) text += "\nNegative prompt: " + recipe.negative_prompt;
    text += "\n" + line;
    return std::string(strip_blanks(text));
}

Result<Recipe> recipe_from_infotext(const Infotext& infotext, std::vector<std::string>& notes) {
    Recipe recipe;
    if (infotext.fields.empty())
        notes.emplace_back("the text has no parameters; only the prompts were taken");
    else
        recipe = Mapping(infotext, notes).run();
    recipe.prompt = infotext.prompt;
    recipe.negative_prompt = infotext.negative_prompt;
    if (auto valid = validate(recipe); !valid) {
        Error error = std::move(valid).error();
        error.code = ErrorCode::bad_input;
        error.message = "parameters text: " + error.message;
        return tl::unexpected(std::move(error));
    }
    return recipe;
}

} // namespace sfumato
