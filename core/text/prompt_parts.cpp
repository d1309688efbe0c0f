#include "text/prompt_parts.h"

#include "text/unicode.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace sfumato {

namespace {

constexpr std::string_view and_word = "AND";

bool word_before(std::string_view text, std::size_t at) {
    return at > 0 && unicode::is_word(unicode::previous_code_point(text, at));
}

bool word_at(std::string_view text, std::size_t at) {
    return at < text.size() && unicode::is_word(unicode::next_code_point(text, at));
}

/// Where the next AND stands on its own, or npos.
std::size_t find_and(std::string_view text, std::size_t from) {
    for (std::size_t at = text.find(and_word, from); at != text.npos; at = text.find(and_word, at + 1))
        if (!word_before(text, at) && !word_at(text, at + and_word.size())) return at;
    return text.npos;
}

/// End of the text without the blanks that end it.
std::size_t end_without_blanks(std::string_view text) {
    std::size_t end = text.size();
    while (end > 0) {
        std::size_t before = end;
        if (!unicode::is_space(unicode::previous_code_point(text, before))) break;
        end = before;
    }
    return end;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Where the number starts that ends at `end`: digits, a point and digits, a sign before them. `end` when there is
/// none.
std::size_t start_of_number(std::string_view text, std::size_t end) {
    std::size_t at = end;
    while (at > 0 && is_digit(text[at - 1]))
        --at;
    if (at == end) return end; // "1." is no weight in this place
    if (at > 0 && text[at - 1] == '.') {
        --at;
        while (at > 0 && is_digit(text[at - 1]))
            --at;
    }
    if (at > 0 && (text[at - 1] == '+' || text[at - 1] == '-')) --at;
    return at;
}

/// A1111's `^(.*?)(\s*:\s*([-+]?(\d+|\d*\.\d+)?))?\s*$`, read from the end.
ComposedPart part_of(std::string_view text) {
    const std::size_t end = end_without_blanks(text);
    ComposedPart part{std::string(text.substr(0, end)), 1.0, false};
    std::size_t number = start_of_number(text, end);
    const std::size_t before = end_without_blanks(text.substr(0, number));
    if (before == 0 || text[before - 1] != ':') return part;
    part.text = text.substr(0, end_without_blanks(text.substr(0, before - 1)));
    if (number == end) return part; // a colon alone
    if (text[number] == '+') ++number;
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data() + number, text.data() + end, value);
    if (error == std::errc() && stop == text.data() + end && std::isfinite(static_cast<float>(value))) {
        part.weight = value;
        part.weight_given = true;
    }
    return part;
}

struct Tag {
    ExtraNetwork network;
    std::size_t end = 0;
};

/// The tag that begins with the '<' at `at`, if one does.
std::optional<Tag> tag_at(std::string_view text, std::size_t at, std::size_t last_close) {
    std::size_t colon = at + 1;
    while (word_at(text, colon))
        unicode::next_code_point(text, colon);
    if (colon == at + 1 || colon >= text.size() || text[colon] != ':') return std::nullopt;
    if (last_close == text.npos || last_close <= colon + 1) return std::nullopt;
    const std::size_t close = text.find('>', colon + 1);
    if (close == colon + 1) return std::nullopt;
    Tag tag{{std::string(text.substr(at + 1, colon - at - 1)), {}}, close + 1};
    std::string_view rest = text.substr(colon + 1, close - colon - 1);
    for (std::size_t next = rest.find(':'); next != rest.npos; next = rest.find(':')) {
        tag.network.arguments.emplace_back(rest.substr(0, next));
        rest.remove_prefix(next + 1);
    }
    tag.network.arguments.emplace_back(rest);
    return tag;
}

} // namespace

std::string without_comments(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t hash = text.find('#', at);
        if (hash == text.npos) {
            out += text.substr(at);
            break;
        }
        // A line that is all comment goes with the line break before it.
        std::size_t end = hash;
        if (end > at && text[end - 1] == '\n') --end;
        out += text.substr(at, end - at);
        out += '\n';
        const std::size_t line_end = text.find('\n', hash);
        at = line_end == text.npos ? text.size() : line_end + 1;
    }
    return out;
}

PlainPrompt take_extra_networks(std::string_view text) {
    PlainPrompt plain;
    const std::size_t last_close = text.rfind('>');
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t open = std::min(text.find('<', at), text.size());
        plain.text += text.substr(at, open - at);
        if (open == text.size()) break;
        if (auto tag = tag_at(text, open, last_close)) {
            plain.networks.push_back(std::move(tag->network));
            at = tag->end;
        } else {
            plain.text += '<';
            at = open + 1;
        }
    }
    return plain;
}

std::vector<ComposedPart> split_composition(std::string_view text) {
    std::vector<ComposedPart> parts;
    for (std::size_t at = 0;;) {
        const std::size_t next = find_and(text, at);
        parts.push_back(part_of(text.substr(at, next == text.npos ? next : next - at)));
        if (next == text.npos) return parts;
        at = next + and_word.size();
    }
}

} // namespace sfumato
