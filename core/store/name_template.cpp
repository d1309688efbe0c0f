#include "store/name_template.h"

#include "recipe/utf8.h"
#include "store/gallery_entry.h"
#include "store/word_characters.h"

#include <algorithm>
#include <ctime>

namespace sfumato {
namespace {

constexpr std::size_t max_template_bytes = 400;
constexpr std::size_t max_value_bytes = 60;
constexpr std::size_t max_part_bytes = 200;

constexpr TemplateField fields[] = {
    {"date", "2026-01-31", true},
    {"time", "23-59-59", true},
    {"date_time", "20260131-235959", true},
    {"year", "2026", true},
    {"month", "01", true},
    {"day", "31", true},
    {"seed", "the seed"},
    {"model", "the model's name"},
    {"hash", "the first ten digits of the model's hash"},
    {"sampler", "the sampler's name"},
    {"schedule", "the schedule's name"},
    {"steps", "the number of steps"},
    {"cfg", "the guidance"},
    {"width", "pixels"},
    {"height", "pixels"},
    {"size", "512x768"},
    {"prompt", "the beginning of the prompt, at most 48 bytes"},
    {"prompt_words", "the first six words of the prompt"},
};

std::string first_words(std::string_view prompt) {
    std::string words = file_name_words(prompt, 4 * max_value_bytes);
    std::size_t at = 0;
    for (int i = 0; i < 6 && at != std::string::npos; ++i)
        at = words.find('-', at == 0 ? 0 : at + 1);
    return words.substr(0, at);
}

/// The model's own size, before it is known.
std::string side(int pixels) {
    return pixels == 0 ? "auto" : std::to_string(pixels);
}

std::string value_of(std::string_view field, const Recipe& recipe, const std::tm& t) {
    if (field == "date") return fmt::format("{:04}-{:02}-{:02}", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
    if (field == "time") return fmt::format("{:02}-{:02}-{:02}", t.tm_hour, t.tm_min, t.tm_sec);
    if (field == "date_time")
        return fmt::format("{:04}{:02}{:02}-{:02}{:02}{:02}", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour,
                           t.tm_min, t.tm_sec);
    if (field == "year") return fmt::format("{:04}", t.tm_year + 1900);
    if (field == "month") return fmt::format("{:02}", t.tm_mon + 1);
    if (field == "day") return fmt::format("{:02}", t.tm_mday);
    if (field == "seed") return std::to_string(recipe.seed);
    if (field == "model") return file_name_words(short_model_name(recipe.model), max_value_bytes);
    if (field == "hash") return file_name_words(recipe.model_hash.substr(0, 10), max_value_bytes);
    if (field == "sampler") return file_name_words(recipe.sampler, max_value_bytes);
    if (field == "schedule") return file_name_words(recipe.schedule, max_value_bytes);
    if (field == "steps") return std::to_string(recipe.steps);
    if (field == "cfg") return fmt::format("{}", recipe.cfg_scale);
    if (field == "width") return side(recipe.width);
    if (field == "height") return side(recipe.height);
    if (field == "size") return side(recipe.width) + "x" + side(recipe.height);
    if (field == "prompt") return file_name_words(recipe.prompt, 48);
    std::string words = first_words(recipe.prompt);
    return file_name_words(words, max_value_bytes);
}

/// Without blanks, '-' and '.' at the ends, which hide files or end in nothing; at most max_part_bytes of whole
/// characters.
std::string tidy_part(std::string part) {
    if (part.size() > max_part_bytes) {
        std::size_t end = max_part_bytes;
        while (end > 0 && (static_cast<unsigned char>(part[end]) & 0xC0) == 0x80)
            --end;
        part.resize(end);
    }
    constexpr std::string_view loose = " .-";
    const auto begin = part.find_first_not_of(loose);
    if (begin == std::string::npos) return "picture";
    return part.substr(begin, part.find_last_not_of(loose) - begin + 1);
}

} // namespace

std::span<const TemplateField> template_fields() {
    return fields;
}

std::string file_name_words(std::string_view text, std::size_t max_bytes) {
    std::string out;
    bool gap = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const auto point = next_code_point(text, at);
        if (!point) ++at;
        if (!point || !is_word_character(*point)) {
            gap = true;
            continue;
        }
        const std::size_t needed = (at - start) + (gap && !out.empty() ? 1 : 0);
        if (out.size() + needed > max_bytes) break;
        if (gap && !out.empty()) out += '-';
        gap = false;
        if (*point >= 'A' && *point <= 'Z')
            out += static_cast<char>(*point - 'A' + 'a');
        else
            out += text.substr(start, at - start);
    }
    return out;
}

Result<> check_name_template(std::string_view text) {
    if (text.empty() || text.size() > max_template_bytes)
        return fail(ErrorCode::usage, "the name template is {} bytes, expected 1 to {}", text.size(),
                    max_template_bytes);
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (find_invalid_utf8(text) || std::ranges::any_of(text, control))
        return fail(ErrorCode::usage, "the name template has control characters or is not UTF-8");
    if (const auto at = text.find_first_of("\\:*?\"<>|"); at != std::string_view::npos)
        return fail(ErrorCode::usage,
                    "the name template \"{}\" has the character {}, which other systems refuse in names", text,
                    text[at]);
    if (text.starts_with('/') || text.ends_with('/') || text.find("//") != std::string_view::npos)
        return fail(ErrorCode::usage, "the name template \"{}\" has an empty part, expected names between single \"/\"",
                    text);
    if (text.find("..") != std::string_view::npos)
        return fail(ErrorCode::usage, "the name template \"{}\" has \"..\"; names stay in the output folder", text);
    for (std::size_t at = 0; (at = text.find_first_of("[]", at)) != std::string_view::npos;) {
        const std::size_t end = text.find_first_of("[]/", at + 1);
        if (text[at] == ']' || end == std::string_view::npos || text[end] != ']')
            return fail(ErrorCode::usage, "the name template \"{}\": the bracket at character {} has no partner", text,
                        at + 1);
        const std::string_view name = text.substr(at + 1, end - at - 1);
        if (std::ranges::find(fields, name, [](const TemplateField& f) { return std::string_view(f.name); }) ==
            std::end(fields)) {
            std::string known;
            for (const TemplateField& field : fields)
                known += (known.empty() ? "" : ", ") + std::string(field.name);
            return fail(ErrorCode::usage, "the name template has the unknown field [{}]; expected one of {}", name,
                        known);
        }
        at = end + 1;
    }
    return {};
}

std::filesystem::path expand_name_template(std::string_view text, const Recipe& recipe,
                                           std::chrono::system_clock::time_point time, int attempt) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    std::vector<std::string> parts(1);
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '/') {
            parts.emplace_back();
        } else if (text[at] == '[') {
            const std::size_t end = text.find(']', at);
            parts.back() += value_of(text.substr(at + 1, end - at - 1), recipe, local);
            at = end;
        } else {
            parts.back() += text[at];
        }
    }
    std::filesystem::path path;
    for (std::string& part : parts)
        path /= tidy_part(std::move(part));
    if (attempt > 1) path += fmt::format("-{}", attempt);
    return path;
}

} // namespace sfumato
