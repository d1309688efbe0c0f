#include "text/prompt.h"
#include "text/unicode.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

namespace sfumato {

namespace {

constexpr std::size_t max_expansion_bytes = std::size_t{256} << 20;
constexpr int max_steps = 100000;

struct Node;
using Sequence = std::vector<Node>; // one after the other

/// A part of the prompt that may change by step.
struct Node {
    enum class Kind { literal, scheduled, alternate, group } kind = Kind::literal;
    std::string text;               // literal
    std::vector<Sequence> children; // scheduled: before, after; alternate: the choices; group: its parts
    int when = 0;                   // scheduled: the last step of `before`
};

void append_literal(Sequence& sequence, std::string_view text) {
    if (!sequence.empty() && sequence.back().kind == Node::Kind::literal)
        sequence.back().text += text;
    else
        sequence.push_back({Node::Kind::literal, std::string(text), {}, 0});
}

void append_sequence(Sequence& to, Sequence&& from) {
    for (Node& node : from) {
        if (node.kind == Node::Kind::literal)
            append_literal(to, node.text);
        else
            to.push_back(std::move(node));
    }
}

/// A bracket that is open: its parts so far and the separators between them.
struct Frame {
    char open = 0;
    std::vector<Sequence> parts{1};
    std::string separators; // ':' and '|' in order of appearance
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty()) {
        std::size_t next = 0;
        if (!unicode::is_space(unicode::next_code_point(text, next))) break;
        text.remove_prefix(next);
    }
    while (!text.empty()) {
        std::size_t before = text.size();
        if (!unicode::is_space(unicode::previous_code_point(text, before))) break;
        text = text.substr(0, before);
    }
    return text;
}

/// "3", "-1", ".5", "1e2" between optional spaces: the last step of what stands before; nothing if it is no number.
/// A point makes it a share of all steps, even in "1.0".
/// In a second pass, after `base` steps, shares count from 1 and numbers of steps from `base` (A1111).
std::optional<int> when_of(const Sequence& part, int steps, int base) {
    if (part.size() != 1 || part[0].kind != Node::Kind::literal) return std::nullopt;
    std::string_view text = trimmed(part[0].text);
    const bool has_point = text.find('.') != text.npos;
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    // from_chars would take "inf", "nan" and a second sign.
    if (text.empty() || (text[0] != '.' && (text[0] < '0' || text[0] > '9'))) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || error == std::errc::invalid_argument) return std::nullopt;
    if (error == std::errc::result_out_of_range)
        value = text.find("e-") != text.npos || text.find("E-") != text.npos ? 0.0 : static_cast<double>(steps);
    if (negative) value = -value;
    if (has_point)
        value = (base > 0 ? value - 1 : value) * steps;
    else
        value -= base;
    return static_cast<int>(std::clamp(std::trunc(value), -1.0, static_cast<double>(steps)));
}

/// Makes a node of a bracket that closes now, or nothing, leaving the frame as it was, if it follows no rule.
std::optional<Node> closed(Frame& frame, int steps, int base) {
    const auto is_all = [&](char c) { return frame.separators.find_first_not_of(c) == std::string::npos; };
    Node node;
    if (frame.open == '(' ? frame.separators.empty() || frame.separators == ":" : frame.separators.empty()) {
        // Emphasis stays in the text; it is read later by parse_prompt_attention.
        node.kind = Node::Kind::group;
        Sequence all;
        append_literal(all, std::string_view(&frame.open, 1));
        for (std::size_t i = 0; i < frame.parts.size(); ++i) {
            if (i > 0) append_literal(all, ":");
            append_sequence(all, std::move(frame.parts[i]));
        }
        append_literal(all, frame.open == '(' ? ")" : "]");
        node.children.push_back(std::move(all));
        return node;
    }
    if (frame.open == '(') return std::nullopt;
    if (is_all('|')) {
        node.kind = Node::Kind::alternate;
        node.children = std::move(frame.parts);
        return node;
    }
    if (!is_all(':') || frame.separators.size() > 2) return std::nullopt;
    const auto when = when_of(frame.parts.back(), steps, base);
    if (!when) return std::nullopt;
    node.kind = Node::Kind::scheduled;
    node.when = *when;
    frame.parts.pop_back();
    if (frame.parts.size() == 1) frame.parts.insert(frame.parts.begin(), Sequence{});
    node.children = std::move(frame.parts);
    return node;
}

/// Reads a prompt in one pass. Brackets that fit no rule, and all around them, become literal text; so each bracket is
/// looked at once, however deep and broken the nesting.
class ScheduleParser {
public:
    ScheduleParser(std::string_view text, int steps, int base) : text_(text), steps_(steps), base_(base) {}

    /// The prompt as a sequence, or nothing if it breaks the grammar as a whole and stands literally.
    Result<std::optional<Sequence>> parse() {
        for (std::size_t at = 0; at < text_.size() && valid_;) {
            const char c = text_[at];
            if (c == '\\') {
                at = read_escape(at);
            } else if (c == '(' || c == '[') {
                if (frames_.size() >= max_open_brackets)
                    return fail(ErrorCode::bad_input, "prompt: more than {} brackets are open at byte {}",
                                max_open_brackets, at);
                frames_.push_back({c});
                ++at;
            } else if (c == ')' || c == ']') {
                close(c);
                ++at;
            } else if (c == ':' || c == '|') {
                separate(c);
                ++at;
            } else {
                const std::size_t end = std::min(text_.find_first_of("\\()[]:|", at), text_.size());
                append_literal(target(), text_.substr(at, end - at));
                at = end;
            }
        }
        abandon_frames();
        if (!valid_) return std::optional<Sequence>();
        return std::optional<Sequence>(std::move(top_));
    }

private:
    Sequence& target() { return frames_.empty() ? top_ : frames_.back().parts.back(); }

    std::size_t read_escape(std::size_t at) {
        // A backslash escapes any character but a line feed, and must have one to escape.
        std::size_t end = at + 1;
        if (end >= text_.size() || text_[end] == '\n') {
            valid_ = false;
            return end;
        }
        unicode::next_code_point(text_, end);
        append_literal(target(), text_.substr(at, end - at));
        return end;
    }

    void separate(char c) {
        if (!frames_.empty()) {
            frames_.back().separators.push_back(c);
            frames_.back().parts.emplace_back();
        } else if (c == ':') {
            append_literal(top_, ":");
        } else {
            valid_ = false; // outside brackets the grammar has no place for '|'
        }
    }

    void close(char c) {
        const char open = c == ')' ? '(' : '[';
        if (!frames_.empty() && frames_.back().open == open) {
            if (auto node = closed(frames_.back(), steps_, base_)) {
                frames_.pop_back();
                if (node->kind == Node::Kind::group)
                    append_sequence(target(), std::move(node->children[0]));
                else
                    target().push_back(std::move(*node));
                return;
            }
        }
        abandon_frames();
        append_literal(top_, std::string_view(&c, 1));
    }

    /// What stands inside a bracket must be well-formed, so one that fails takes all around it along.
    void abandon_frames() {
        for (Frame& frame : frames_) {
            if (frame.separators.find('|') != std::string::npos) valid_ = false;
            append_literal(top_, std::string_view(&frame.open, 1));
            for (std::size_t i = 0; i < frame.parts.size(); ++i) {
                if (i > 0) append_literal(top_, ":");
                append_sequence(top_, std::move(frame.parts[i]));
            }
        }
        frames_.clear();
    }

    std::string_view text_;
    int steps_;
    int base_;
    bool valid_ = true;
    std::vector<Frame> frames_;
    Sequence top_;
};

/// The steps after which the text changes. Nesting is at most max_open_brackets deep, which bounds the recursion.
void collect_steps(const Sequence& sequence, int steps, std::set<int>& ends) {
    for (const Node& node : sequence) {
        if (node.kind == Node::Kind::scheduled && node.when >= 1) ends.insert(node.when);
        if (node.kind == Node::Kind::alternate && static_cast<int>(ends.size()) < steps)
            for (int step = 1; step <= steps; ++step)
                ends.insert(step);
        for (const Sequence& child : node.children)
            collect_steps(child, steps, ends);
    }
}

void append_at_step(const Sequence& sequence, int step, std::string& text) {
    for (const Node& node : sequence) {
        text += node.text;
        if (node.kind == Node::Kind::scheduled)
            append_at_step(node.children[step <= node.when ? 0 : 1], step, text);
        else if (node.kind == Node::Kind::alternate)
            append_at_step(node.children[static_cast<std::size_t>(step - 1) % node.children.size()], step, text);
    }
}

} // namespace

Result<std::vector<ScheduledPrompt>> prompt_schedule(std::string_view text, int steps, int base_steps) {
    if (steps < 1 || steps > max_steps)
        return fail(ErrorCode::usage, "prompt schedule: {} steps, expected 1 to {}", steps, max_steps);
    if (text.size() > max_prompt_bytes)
        return fail(ErrorCode::bad_input, "prompt: {} bytes long, expected at most {}", text.size(), max_prompt_bytes);
    SF_TRY(const auto sequence, ScheduleParser(text, steps, base_steps).parse());
    std::vector<ScheduledPrompt> schedule;
    if (!sequence) {
        schedule.push_back({steps, std::string(text)});
        return schedule;
    }
    std::set<int> ends{steps};
    collect_steps(*sequence, steps, ends);
    std::size_t total = 0;
    for (const int end : ends) {
        ScheduledPrompt& entry = schedule.emplace_back(ScheduledPrompt{end, {}});
        append_at_step(*sequence, end, entry.text);
        total += entry.text.size();
        if (total > max_expansion_bytes)
            return fail(ErrorCode::bad_input, "prompt: changing it over {} steps gives more than {} bytes of text",
                        steps, max_expansion_bytes);
    }
    return schedule;
}

} // namespace sfumato
