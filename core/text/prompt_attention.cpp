#include "text/prompt.h"
#include "text/unicode.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sfumato {

namespace {

constexpr double round_bracket_factor = 1.1;
constexpr double square_bracket_factor = 1 / 1.1;
constexpr double break_weight = -1.0;
constexpr std::string_view break_word = "BREAK";
constexpr std::string_view syntax_characters = "\\()[]:";

void skip_spaces(std::string_view text, std::size_t& at) {
    while (at < text.size()) {
        std::size_t next = at;
        if (!unicode::is_space(unicode::next_code_point(text, next))) return;
        at = next;
    }
}

struct WeightSpan {
    std::string number; ///< in ASCII digits
    std::size_t end;    ///< behind the closing bracket
};

/// ":1.2)" from the colon on: sign, digits of any script and points between optional spaces, then a closing bracket.
std::optional<WeightSpan> weight_at(std::string_view text, std::size_t at) {
    ++at;
    skip_spaces(text, at);
    WeightSpan span;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) span.number.push_back(text[at++]);
    const std::size_t sign = span.number.size();
    while (at < text.size()) {
        std::size_t next = at;
        const char32_t c = unicode::next_code_point(text, next);
        const int digit = unicode::digit_value(c);
        if (c != U'.' && digit < 0) break;
        span.number.push_back(c == U'.' ? '.' : static_cast<char>('0' + digit));
        at = next;
    }
    if (span.number.size() == sign) return std::nullopt;
    skip_spaces(text, at);
    if (at >= text.size() || text[at] != ')') return std::nullopt;
    span.end = at + 1;
    return span;
}

Result<double> weight_value(std::string_view number) {
    const std::string_view shown = number.substr(0, 40);
    if (number.starts_with('+')) number.remove_prefix(1);
    double value = 0;
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), value, std::chars_format::fixed);
    // Very long fractions underflow to "out of range" although zero would do; a weight like that is a mistake anyway.
    if (error != std::errc() || end != number.data() + number.size())
        return fail(ErrorCode::bad_input, "prompt: the weight in '(...:{})' is not a number", shown);
    return value;
}

/// Whether a whole word BREAK begins at `at` of `run`.
bool is_break_at(std::string_view run, std::size_t at) {
    if (at > 0) {
        std::size_t before = at;
        if (unicode::is_word(unicode::previous_code_point(run, before))) return false;
    }
    std::size_t after = at + break_word.size();
    return after >= run.size() || !unicode::is_word(unicode::next_code_point(run, after));
}

/// Appends a run without syntax characters, cut at the word BREAK, which takes the white space around it along.
void append_run(std::string_view run, std::vector<PromptPiece>& pieces) {
    std::size_t begin = 0;
    for (std::size_t at = run.find(break_word); at != run.npos; at = run.find(break_word, at)) {
        if (!is_break_at(run, at)) {
            at += break_word.size();
            continue;
        }
        std::size_t end = at;
        while (end > begin) {
            std::size_t before = end;
            if (!unicode::is_space(unicode::previous_code_point(run, before))) break;
            end = before;
        }
        pieces.push_back({std::string(run.substr(begin, end - begin)), 1.0});
        pieces.push_back({std::string(break_word), break_weight});
        at += break_word.size();
        skip_spaces(run, at);
        begin = at;
    }
    pieces.push_back({std::string(run.substr(begin)), 1.0});
}

/// The pieces read so far and where brackets were opened among them.
struct AttentionParser {
    std::vector<PromptPiece> pieces;
    std::vector<std::size_t> round_brackets, square_brackets; // index of the first piece inside

    void multiply_from(std::size_t first, double factor) {
        for (std::size_t i = first; i < pieces.size(); ++i)
            pieces[i].weight *= factor;
    }
    void close(std::vector<std::size_t>& brackets, double factor) {
        multiply_from(brackets.back(), factor);
        brackets.pop_back();
    }
    Result<> open(std::vector<std::size_t>& brackets, std::size_t at) {
        if (round_brackets.size() + square_brackets.size() >= max_open_brackets)
            return fail(ErrorCode::bad_input, "prompt: more than {} brackets are open at byte {}", max_open_brackets,
                        at);
        brackets.push_back(pieces.size());
        return {};
    }
    Result<std::size_t> read_token(std::string_view text, std::size_t at);
};

/// Reads one token at `at` and returns where the next one begins.
Result<std::size_t> AttentionParser::read_token(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c == '\\') {
        const bool escapes =
            at + 1 < text.size() && std::string_view("()[]\\").find(text[at + 1]) != std::string_view::npos;
        pieces.push_back({escapes ? std::string(1, text[at + 1]) : std::string(), 1.0});
        return at + (escapes ? 2 : 1);
    }
    if (c == '(' || c == '[') {
        SF_CHECK(open(c == '(' ? round_brackets : square_brackets, at));
        return at + 1;
    }
    if (c == ')' && !round_brackets.empty()) {
        close(round_brackets, round_bracket_factor);
        return at + 1;
    }
    if (c == ']' && !square_brackets.empty()) {
        close(square_brackets, square_bracket_factor);
        return at + 1;
    }
    std::size_t end = at + 1;
    if (c == ':') {
        if (const auto weight = weight_at(text, at)) {
            if (!round_brackets.empty()) {
                SF_TRY(const double value, weight_value(weight->number));
                close(round_brackets, value);
                return weight->end;
            }
            end = weight->end;
        }
    } else if (c != ')' && c != ']') {
        end = std::min(text.find_first_of(syntax_characters, at), text.size());
    }
    append_run(text.substr(at, end - at), pieces);
    return end;
}

/// Joins neighbours of equal weight and marks the breaks.
std::vector<PromptPiece> joined(std::vector<PromptPiece> pieces) {
    std::vector<PromptPiece> result;
    for (PromptPiece& piece : pieces) {
        if (!result.empty() && result.back().weight == piece.weight)
            result.back().text += piece.text;
        else
            result.push_back(std::move(piece));
    }
    for (PromptPiece& piece : result)
        piece.is_break = piece.text == break_word && piece.weight == break_weight;
    return result;
}

} // namespace

Result<std::vector<PromptPiece>> parse_prompt_attention(std::string_view text) {
    if (text.size() > max_prompt_bytes)
        return fail(ErrorCode::bad_input, "prompt: {} bytes long, expected at most {}", text.size(), max_prompt_bytes);
    AttentionParser parser;
    for (std::size_t at = 0; at < text.size();) {
        SF_TRY(const std::size_t next, parser.read_token(text, at));
        at = next;
    }
    for (const std::size_t first : parser.round_brackets)
        parser.multiply_from(first, round_bracket_factor);
    for (const std::size_t first : parser.square_brackets)
        parser.multiply_from(first, square_bracket_factor);
    if (parser.pieces.empty()) parser.pieces.push_back({});
    for (const PromptPiece& piece : parser.pieces)
        if (!std::isfinite(static_cast<float>(piece.weight)))
            return fail(ErrorCode::bad_input, "prompt: nested weights multiply to {}, which is too large",
                        piece.weight);
    return joined(std::move(parser.pieces));
}

} // namespace sfumato
