#include "recipe/utf8.h"
#include "store/infotext.h"
#include "store/word_characters.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace sfumato {
namespace {

/// A text as code points, for the character classes, with the byte offset of each.
struct Letters {
    std::u32string points;
    std::vector<std::size_t> offsets; ///< one more than points
    std::string_view text;

    explicit Letters(std::string_view source) : text(source) {
        for (std::size_t at = 0; at < text.size();) {
            offsets.push_back(at);
            const auto point = next_code_point(text, at);
            // A byte that is no UTF-8 is a letter of no class.
            points.push_back(point.value_or(0xFFFD));
            if (!point) ++at;
        }
        offsets.push_back(text.size());
    }
    std::string part(std::size_t first, std::size_t last) const {
        return std::string(text.substr(offsets[first], offsets[last] - offsets[first]));
    }
};

bool is_key_character(char32_t c) {
    return is_word_character(c) || c == ' ' || c == '-' || c == '/';
}

/// End (after the closing quote) of a quoted string of at least one character at `at`; nullopt when there is none.
std::optional<std::size_t> end_of_quoted(const std::u32string& points, std::size_t at) {
    if (at >= points.size() || points[at] != '"') return std::nullopt;
    for (std::size_t i = at + 1; i < points.size(); ++i) {
        if (points[i] == '\\') {
            ++i;
        } else if (points[i] == '"') {
            if (i == at + 1) return std::nullopt;
            return i + 1;
        }
    }
    return std::nullopt;
}

/// All non-overlapping matches, left to right, of the pattern that A1111 uses:
///     \s* KEY : \s* VALUE (,|end)     KEY = \w[\w \-/]+     VALUE = "(\\.|[^\\"])+" or [^,]*
/// No colon can be part of a key, so each run of key characters has one possible end and the scan needs no
/// backtracking.
std::vector<InfotextField> find_pairs(std::string_view line) {
    const Letters letters(line);
    const std::u32string& points = letters.points;
    std::vector<InfotextField> pairs;
    std::size_t at = 0;
    while (at < points.size()) {
        const auto run = static_cast<std::size_t>(
            std::find_if(points.begin() + static_cast<std::ptrdiff_t>(at), points.end(), is_key_character) -
            points.begin());
        const auto colon = static_cast<std::size_t>(
            std::find_if_not(points.begin() + static_cast<std::ptrdiff_t>(run), points.end(), is_key_character) -
            points.begin());
        const auto key = static_cast<std::size_t>(std::find_if(points.begin() + static_cast<std::ptrdiff_t>(run),
                                                               points.begin() + static_cast<std::ptrdiff_t>(colon),
                                                               is_word_character) -
                                                  points.begin());
        if (colon >= points.size()) break;
        at = colon + 1;
        if (points[colon] != ':' || colon - key < 2) continue;
        std::size_t value = colon + 1;
        while (value < points.size() && is_blank_character(points[value]))
            ++value;
        auto end = end_of_quoted(points, value);
        if (end && *end < points.size() && points[*end] != ',') end.reset();
        if (!end) end = std::min(points.find(U',', value), points.size());
        pairs.push_back({letters.part(key, colon), letters.part(value, *end)});
        at = *end + 1;
    }
    return pairs;
}

/// JSON strings lose their quotes; what is no valid JSON stays as it is.
std::string unquote(const std::string& value) {
    if (value.size() < 2 || value.front() != '"' || value.back() != '"') return value;
    const auto parsed = nlohmann::json::parse(value, nullptr, false);
    return parsed.is_string() ? parsed.get<std::string>() : value;
}

/// The two numbers of "512x768".
std::optional<std::pair<std::string, std::string>> split_size(const std::string& value) {
    const auto cross = value.find('x');
    const auto is_number = [](std::string_view part) {
        return !part.empty() && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (cross == std::string::npos || !is_number(std::string_view(value).substr(0, cross)) ||
        !is_number(std::string_view(value).substr(cross + 1)))
        return std::nullopt;
    return std::pair{value.substr(0, cross), value.substr(cross + 1)};
}

/// Collects fields; a key that comes twice keeps its place and takes the later value.
class FieldList {
public:
    explicit FieldList(std::vector<InfotextField>& fields) : fields_(fields) {}
    void set(std::string key, std::string value) {
        const auto [place, is_new] = places_.emplace(key, fields_.size());
        if (is_new)
            fields_.push_back({std::move(key), std::move(value)});
        else
            fields_[place->second].value = std::move(value);
    }

private:
    std::vector<InfotextField>& fields_;
    std::map<std::string, std::size_t> places_;
};

void add_line(std::string& text, std::string_view line) {
    if (!text.empty()) text += '\n';
    text += line;
}

} // namespace

const std::string* Infotext::find(std::string_view key) const {
    const auto at = std::ranges::find(fields, key, &InfotextField::key);
    return at == fields.end() ? nullptr : &at->value;
}

Infotext parse_infotext(std::string_view text) {
    Infotext out;
    text = strip_blanks(text);
    const auto last_break = text.rfind('\n');
    const auto last_line = last_break == std::string_view::npos ? text : text.substr(last_break + 1);
    std::vector<InfotextField> pairs = find_pairs(last_line);
    constexpr std::size_t least_pairs = 3; // fewer: a prompt that happens to have a colon in it
    if (pairs.size() < least_pairs)
        pairs.clear();
    else
        text = last_break == std::string_view::npos ? std::string_view() : text.substr(0, last_break);

    constexpr std::string_view negative_mark = "Negative prompt:";
    bool negative = false;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        std::string_view line = strip_blanks(text.substr(at, end - at));
        if (line.starts_with(negative_mark)) {
            negative = true;
            line = strip_blanks(line.substr(negative_mark.size()));
        }
        add_line(negative ? out.negative_prompt : out.prompt, line);
        at = end + 1;
    }
    FieldList fields(out.fields);
    for (InfotextField& pair : pairs) {
        if (pair.value.empty()) {
            out.dropped_keys.push_back(std::move(pair.key));
            continue;
        }
        std::string value = unquote(pair.value);
        if (auto size = split_size(value)) {
            fields.set(pair.key + "-1", std::move(size->first));
            fields.set(pair.key + "-2", std::move(size->second));
        } else {
            fields.set(std::move(pair.key), std::move(value));
        }
    }
    return out;
}

} // namespace sfumato
