// Reads the language of dynamic prompts in one pass; every bracket is looked at a bounded number of times.
#include "recipe/dynamic_tree.h"
#include "recipe/trimmed.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sfumato {
namespace {

using dynamic::Node;
using dynamic::Option;
using dynamic::Sequence;
using namespace dynamic_limits;

constexpr std::size_t npos = std::string_view::npos;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name(char c) {
    return is_name_start(c) || is_digit(c) || c == '-';
}

/// Where a '[' closes inside the option that it stands in: a '|' between is alternation and parts no options.
std::vector<std::size_t> square_brackets(std::string_view text) {
    std::vector<std::size_t> close(text.size(), npos), open;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\') {
            ++i;
        } else if (c == '[' || c == '{') {
            open.push_back(i);
        } else if (c == ']' && !open.empty() && text[open.back()] == '[') {
            close[open.back()] = i;
            open.pop_back();
        } else if (c == '}') {
            while (!open.empty() && text[open.back()] == '[')
                open.pop_back();
            if (!open.empty()) open.pop_back();
        }
    }
    return close;
}

/// What ends the text that is being read.
enum class Stop { end, option, value, wrapper, argument };

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text), square_close_(square_brackets(text)) {}

    Result<Sequence> parse() { return sequence(Stop::end); }

private:
    bool starts(std::string_view word) const { return text_.substr(at_).starts_with(word); }

    /// Error at `at`, told as line and column.
    template <class... Args>
    tl::unexpected<Error> wrong(std::size_t at, fmt::format_string<Args...> format, Args&&... args) const {
        const std::string_view before = text_.substr(0, at);
        const auto line = 1 + std::ranges::count(before, '\n');
        const std::size_t start = before.rfind('\n');
        std::size_t column = 1;
        for (const char c : before.substr(start == npos ? 0 : start + 1))
            column += (static_cast<unsigned char>(c) & 0xC0) != 0x80; // characters, not bytes
        return fail(ErrorCode::bad_input, "dynamic prompt, line {}, column {}: {}", line, column,
                    fmt::format(format, std::forward<Args>(args)...));
    }

    bool stops(Stop stop) const {
        switch (stop) {
        case Stop::end: return false;
        case Stop::option: return text_[at_] == '}' || (text_[at_] == '|' && at_ >= literal_until_);
        case Stop::value: return text_[at_] == '}';
        case Stop::wrapper: return text_[at_] == '}' || starts("$$");
        case Stop::argument: return text_[at_] == ',' || text_[at_] == ')';
        }
        return false;
    }

    static void append(Sequence& to, std::string_view text) {
        if (text.empty()) return;
        if (!to.nodes.empty() && to.nodes.back().kind == Node::Kind::literal)
            to.nodes.back().text += text;
        else
            to.nodes.emplace_back().text = text;
    }

    Result<Sequence> sequence(Stop stop) {
        Sequence out;
        while (at_ < text_.size() && !stops(stop)) {
            const std::size_t before = at_;
            SF_CHECK(part(out));
            if (at_ == before) { // nothing that the language knows
                if (text_[at_] == '[' && square_close_[at_] != npos)
                    literal_until_ = std::max(literal_until_, square_close_[at_]);
                append(out, text_.substr(at_++, 1));
            }
        }
        return out;
    }

    /// Reads one part of the language, or nothing.
    Result<> part(Sequence& out) {
        const char c = text_[at_];
        if (c == '\\' && at_ + 1 < text_.size()) {
            // Brackets of emphasis keep their backslash for the prompt's own language.
            const bool ours = std::string_view("{}|$%#_").find(text_[at_ + 1]) != npos;
            append(out, text_.substr(at_ + (ours ? 1 : 0), ours ? 1 : 2));
            at_ += 2;
        } else if (c == '#') {
            at_ = std::min(text_.find('\n', at_), text_.size());
        } else if (c == '{') {
            return nested([&] { return variant(out); });
        } else if (starts("${")) {
            return nested([&] { return variable(out); });
        } else if (starts("%{")) {
            return nested([&] { return wrap(out); });
        } else if (starts("__")) {
            return nested([&] { return wildcard(out); });
        }
        return {};
    }

    template <class F> Result<> nested(const F& read) {
        if (++depth_ > max_nesting) return wrong(at_, "nested deeper than {} levels", max_nesting);
        auto result = read();
        --depth_;
        return result;
    }

    std::optional<PromptSampler> sampler() {
        std::optional<PromptSampler> found;
        if (starts("~"))
            found = PromptSampler::random;
        else if (starts("@"))
            found = PromptSampler::cyclical;
        else if (starts("!"))
            found = PromptSampler::combinatorial;
        if (found) ++at_;
        return found;
    }

    std::optional<std::size_t> number() {
        std::size_t value = 0;
        const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
        if (error != std::errc()) return std::nullopt;
        at_ = static_cast<std::size_t>(end - text_.data());
        return value;
    }

    /// "2$$", "1-2$$ and $$", "-2$$", "1-$$" behind the bracket; `at_` unmoved when there is none.
    Result<> quantity(Node& node) {
        const std::size_t start = at_;
        while (at_ < text_.size() && is_blank(text_[at_]))
            ++at_;
        const auto low = number();
        std::optional<std::size_t> high = low;
        const bool range = starts("-");
        if (range) {
            ++at_;
            high = number();
        }
        if ((!low && !range) || !starts("$$")) {
            at_ = start;
            return {};
        }
        at_ += 2;
        node.least = low.value_or(1);
        node.most = high.value_or(npos);
        if (node.least > node.most)
            return wrong(start, "{} to {} values: the first number must not be the larger", node.least, node.most);
        // A separator stands before another "$$", and holds nothing of the language.
        const std::size_t end = text_.find_first_of("{}|\\", at_), next = text_.find("$$", at_);
        if (next != npos && next < end) {
            node.separator = text_.substr(at_, next - at_);
            at_ = next + 2;
        }
        return {};
    }

    /// "0.5::" before an option.
    Result<double> weight() {
        const std::size_t start = at_;
        while (at_ < text_.size() && is_blank(text_[at_]))
            ++at_;
        const std::size_t first = at_;
        while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.'))
            ++at_;
        if (at_ == first || !starts("::")) {
            at_ = start;
            return 1.0;
        }
        double value = 0;
        const auto [end, error] = std::from_chars(text_.data() + first, text_.data() + at_, value);
        if (error != std::errc() || end != text_.data() + at_ || !std::isfinite(value) || value > 1e12)
            return wrong(first, "\"{}\" is no weight, expected a number from 0 to 1e12",
                         text_.substr(first, std::min<std::size_t>(at_ - first, 40)));
        at_ += 2;
        return value;
    }

    Result<> variant(Sequence& out) {
        const std::size_t start = at_++;
        Node node;
        node.kind = Node::Kind::variant;
        node.sampler = sampler();
        SF_CHECK(quantity(node));
        const std::size_t outer = literal_until_;
        literal_until_ = 0;
        while (true) {
            Option option;
            SF_TRY(option.weight, weight());
            SF_TRY(option.value, sequence(Stop::option));
            node.options.push_back(std::move(option));
            if (at_ >= text_.size()) return wrong(start, "the {{ that opens here is never closed");
            if (text_[at_++] == '}') break;
        }
        literal_until_ = outer;
        out.nodes.push_back(std::move(node));
        return {};
    }

    std::string name() {
        const std::size_t start = at_;
        if (at_ < text_.size() && is_name_start(text_[at_]))
            while (at_ < text_.size() && is_name(text_[at_]))
                ++at_;
        return std::string(text_.substr(start, at_ - start));
    }

    Result<> variable(Sequence& out) {
        const std::size_t start = at_;
        at_ += 2;
        Node node;
        node.text = name();
        if (node.text.empty()) return wrong(start, "a variable's name is expected behind ${{");
        node.keep = starts("?=");
        if (node.keep) ++at_;
        node.kind = starts("=") ? Node::Kind::set : Node::Kind::get;
        if (starts("=") || starts(":")) {
            ++at_;
            node.immediate = node.kind == Node::Kind::set && starts("!");
            if (node.immediate) ++at_;
            SF_TRY(Sequence value, sequence(Stop::value));
            node.parts.push_back(std::move(value));
        }
        if (at_ >= text_.size() || text_[at_] != '}')
            return wrong(start, "the variable {} is not closed with }}", node.text);
        ++at_;
        out.nodes.push_back(std::move(node));
        return {};
    }

    Result<> wrap(Sequence& out) {
        const std::size_t start = at_;
        at_ += 2;
        Node node;
        node.kind = Node::Kind::wrap;
        SF_TRY(Sequence wrapper, sequence(Stop::wrapper));
        if (!starts("$$")) return wrong(start, "a wrap is written %{{before ... behind$$inside}}");
        at_ += 2;
        SF_TRY(Sequence inner, sequence(Stop::value));
        if (at_ >= text_.size()) return wrong(start, "the wrap that opens here is never closed");
        ++at_;
        node.parts.push_back(std::move(wrapper));
        node.parts.push_back(std::move(inner));
        out.nodes.push_back(std::move(node));
        return {};
    }

    /// Underscores that enclose no name are text.
    Result<> wildcard(Sequence& out) {
        const std::size_t start = at_;
        at_ += 2;
        Node node;
        node.kind = Node::Kind::wildcard;
        node.sampler = sampler();
        const std::size_t first = at_;
        constexpr std::size_t longest = 1024;
        while (at_ < text_.size() && at_ - first < longest && !starts("__") &&
               std::string_view("(){}|$#\n\\,:;<>").find(text_[at_]) == npos)
            ++at_;
        node.text = text_.substr(first, at_ - first);
        const bool named = !node.text.empty() && !is_blank(node.text.front()) && !is_blank(node.text.back());
        if (named && starts("(")) {
            SF_CHECK(arguments(node));
        }
        if (!named || !starts("__")) {
            if (!node.arguments.empty()) return wrong(start, "__{}(...) must end in __", node.text);
            at_ = start;
            append(out, text_.substr(start, 2));
            at_ += 2;
            return {};
        }
        at_ += 2;
        out.nodes.push_back(std::move(node));
        return {};
    }

    /// "(a=x, b=y)"; `at_` unmoved when it is none, so that "__(x)" stays text.
    Result<> arguments(Node& node) {
        const std::size_t start = at_++;
        while (true) {
            while (at_ < text_.size() && is_blank(text_[at_]))
                ++at_;
            std::string key = name();
            if (key.empty() || !starts("=")) {
                node.arguments.clear();
                at_ = start;
                return {};
            }
            ++at_;
            SF_TRY(Sequence value, sequence(Stop::argument));
            node.arguments.push_back({std::move(key), std::move(value)});
            if (at_ >= text_.size()) return wrong(start, "the values that __{} is given are never closed", node.text);
            if (text_[at_++] == ')') return {};
        }
    }

    std::string_view text_;
    std::vector<std::size_t> square_close_;
    std::size_t at_ = 0;
    std::size_t literal_until_ = 0; ///< a '|' before this place is alternation
    int depth_ = 0;
};

} // namespace

Result<DynamicPrompt> DynamicPrompt::parse(std::string_view text) {
    if (text.size() > max_template_bytes)
        return fail(ErrorCode::bad_input, "the dynamic prompt is {} bytes long, expected at most {}", text.size(),
                    max_template_bytes);
    SF_TRY(Sequence root, Parser(text).parse());
    DynamicPrompt out;
    out.text_ = text;
    out.root_ = std::make_shared<const Sequence>(std::move(root));
    return out;
}

bool DynamicPrompt::is_dynamic() const {
    return std::ranges::any_of(root_->nodes, [](const Node& node) { return node.kind != Node::Kind::literal; });
}

Result<std::vector<std::string>> prompt_matrix(std::string_view text) {
    constexpr std::size_t most = 16;
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at != npos;) {
        const std::size_t bar = text.find('|', at);
        parts.push_back(trimmed(text.substr(at, bar == npos ? npos : bar - at)));
        at = bar == npos ? npos : bar + 1;
    }
    if (parts.size() > most + 1)
        return fail(ErrorCode::usage, "the prompt matrix has {} parts that go on and off, expected at most {}",
                    parts.size() - 1, most);
    for (std::string_view& part : parts)
        while (part.size() > 1 && part.back() == ',')
            part = trimmed(part.substr(0, part.size() - 1));
    std::vector<std::string> prompts;
    for (std::size_t set = 0; set < (std::size_t{1} << (parts.size() - 1)); ++set) {
        std::string prompt(parts[0]);
        for (std::size_t i = 1; i < parts.size(); ++i)
            if (((set >> (i - 1)) & 1) != 0) {
                if (!prompt.empty()) prompt += ", ";
                prompt += parts[i];
            }
        prompts.push_back(std::move(prompt));
    }
    return prompts;
}

} // namespace sfumato
