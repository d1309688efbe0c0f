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
    if (recipe.init) add("Denoising strength", fmt::format("{}", recipe.init->strength));
    if (recipe.clip_skip > 1) add("Clip skip", std::to_string(recipe.clip_skip));
    // A1111's own default is the Philox stream, so only the other source is named.
    if (recipe.noise_source == NoiseSource::cpu) add("RNG", "CPU");
    if (recipe.emphasis != Emphasis::original) add("Emphasis", std::string(emphasis_label(recipe.emphasis)));
    if (!recipe.prompt_template.empty()) add("Template", recipe.prompt_template);
    if (!recipe.negative_template.empty()) add("Negative Template", recipe.negative_template);
    if (recipe.eta != 1) add("Eta", fmt::format("{}", recipe.eta));
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
            notes_.push_back(
                fmt::format("\"Denoising strength: {}\" belongs to a second pass and was ignored", shortened(*text)));
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
