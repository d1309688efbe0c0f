// Counts and makes the prompts that a template stands for.
#include "recipe/dynamic_tree.h"

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <unordered_map>

namespace sfumato {
namespace {

using dynamic::Node;
using dynamic::Sequence;
using namespace dynamic_limits;

std::uint64_t sum_of(std::uint64_t a, std::uint64_t b) {
    return a > too_many - b ? too_many : a + b;
}
std::uint64_t product_of(std::uint64_t a, std::uint64_t b) {
    if (a == 0 || b == 0) return 0;
    return a > too_many / b ? too_many : a * b;
}

/// Ways to put `least` to `most` of the values in a row, value i in counts[i] ways: the sum of k! times the elementary
/// symmetric polynomial of degree k.
std::uint64_t arrangements(const std::vector<std::uint64_t>& counts, std::size_t least, std::size_t most) {
    most = std::min(most, counts.size());
    least = std::min(least, most);
    constexpr std::size_t largest_factorial = 20; // 21! does not fit
    if (most > largest_factorial) return too_many;
    std::vector<std::uint64_t> polynomial(most + 1, 0);
    polynomial[0] = 1;
    for (const std::uint64_t count : counts)
        for (std::size_t k = most; k >= 1; --k)
            polynomial[k] = sum_of(polynomial[k], product_of(polynomial[k - 1], count));
    std::uint64_t total = 0, factorial = 1;
    for (std::size_t k = 0; k <= most; ++k) {
        if (k > 0) factorial *= k;
        if (k >= least) total = sum_of(total, product_of(polynomial[k], factorial));
    }
    return total;
}

/// A variable in scope. Scopes end with the text that they stand in, so they live on the stack.
struct Binding {
    std::string_view name;
    const Sequence* value = nullptr; ///< evaluated anew at each use
    std::string text;                ///< when `value` is null
    const Binding* outer = nullptr;
    std::uint64_t id = 0; ///< differs from all other bindings of a run
};

const Binding* find_binding(const Binding* scope, std::string_view name) {
    while (scope != nullptr && scope->name != name)
        scope = scope->outer;
    return scope;
}

/// One value that a variant or wildcard offers.
struct Offer {
    double weight = 1;
    const Sequence* value = nullptr; ///< null: `text` as it is
    const std::string* text = nullptr;
    const WildcardList* list = nullptr; ///< where it comes from
};

/// What counting and expanding share: parsed values of wildcards, and the guards against endless work.
class Walk {
public:
    explicit Walk(WildcardLibrary& wildcards) : wildcards_(wildcards) {}

    Result<> step() {
        if (++work_ > max_work)
            return fail(ErrorCode::usage, "the dynamic prompt is too large: more than {} parts to look at", max_work);
        return {};
    }

    /// The values of a wildcard node.
    Result<std::vector<Offer>> offers_of(const Node& wildcard) {
        SF_TRY(const auto lists, wildcards_.find(wildcard.text));
        std::vector<Offer> offers;
        for (const WildcardList* list : lists)
            for (const std::string& value : list->values) {
                SF_TRY(const Sequence* sequence, parsed(*list, value));
                offers.push_back({1, sequence, &value, list});
            }
        return offers;
    }
    /// The options of a variant; those of a wildcard that is its only option, where several values are chosen.
    Result<std::vector<Offer>> options_of(const Node& variant, const Node*& inner) {
        const bool several = variant.most > 1 || variant.least > 1;
        if (several && variant.options.size() == 1 && variant.options[0].value.nodes.size() == 1 &&
            variant.options[0].value.nodes[0].kind == Node::Kind::wildcard) {
            inner = &variant.options[0].value.nodes[0];
            return offers_of(*inner);
        }
        std::vector<Offer> offers;
        for (const auto& option : variant.options)
            offers.push_back({option.weight, &option.value, nullptr, nullptr});
        return offers;
    }

    /// Marks what is being evaluated; an error if it is in work already.
    Result<> enter(const WildcardList& list) {
        if (std::ranges::find(lists_, &list) != lists_.end()) {
            std::string path;
            for (auto at = std::ranges::find(lists_, &list); at != lists_.end(); ++at)
                path += fmt::format("__{}__ -> ", (*at)->name);
            return fail(ErrorCode::bad_input, "wildcards refer to themselves: {}__{}__{}", path, list.name,
                        list.file.empty() ? std::string() : fmt::format(" (in {})", list.file.string()));
        }
        if (lists_.size() >= static_cast<std::size_t>(max_nesting))
            return fail(ErrorCode::bad_input, "wildcards are nested deeper than {} levels, at __{}__", max_nesting,
                        list.name);
        lists_.push_back(&list);
        return {};
    }
    void leave_list() { lists_.pop_back(); }

    Result<> enter(std::string_view variable) {
        if (std::ranges::find(variables_, variable) != variables_.end())
            return fail(ErrorCode::bad_input, "the variable {} refers to itself", variable);
        variables_.push_back(variable);
        return {};
    }
    void leave_variable() { variables_.pop_back(); }

    /// The limit on work is one for each prompt.
    void begin_prompt() { work_ = 0; }
    std::uint64_t next_id() { return ++last_id_; }

private:
    /// Null for a value that is plain text.
    Result<const Sequence*> parsed(const WildcardList& list, const std::string& value) {
        if (value.find_first_of("{$%_\\") == std::string::npos) return static_cast<const Sequence*>(nullptr);
        const auto known = parsed_.find(&value);
        if (known != parsed_.end()) return &known->second.root();
        SF_TRY(DynamicPrompt prompt,
               with_context(DynamicPrompt::parse(value), "in the wildcard __{}__, {}, value \"{}\"", list.name,
                            list.file.empty() ? "from memory" : list.file.string(), value.substr(0, 60)));
        return &parsed_.emplace(&value, std::move(prompt)).first->second.root();
    }

    WildcardLibrary& wildcards_;
    std::unordered_map<const std::string*, DynamicPrompt> parsed_;
    std::vector<const WildcardList*> lists_;
    std::vector<std::string_view> variables_;
    std::uint64_t work_ = 0, last_id_ = 0;
};

tl::unexpected<Error> unset(std::string_view name) {
    return fail(ErrorCode::not_found,
                "the variable {0} is used but not set; ${{{0}=value}} before it sets it, ${{{0}:value}} gives it a "
                "default",
                name);
}

/// Bindings made one after the other in one text.
class Scope {
public:
    Scope(Walk& walk, const Binding* outer) : walk_(walk), top_(outer) {}
    void bind(std::string_view name, const Sequence* value, std::string text = {}) {
        bindings_.push_back({name, value, std::move(text), top_, walk_.next_id()});
        top_ = &bindings_.back();
    }
    const Binding* top() const { return top_; }

private:
    Walk& walk_;
    const Binding* top_;
    std::deque<Binding> bindings_; // addresses stay
};

class Counter {
public:
    Counter(Walk& walk, PromptSampler sampler) : walk_(walk), sampler_(sampler) {}

    Result<std::uint64_t> sequence(const Sequence& sequence, const Binding* outer) {
        Scope scope(walk_, outer);
        std::uint64_t count = 1;
        for (const Node& node : sequence.nodes) {
            SF_CHECK(walk_.step());
            SF_TRY(const std::uint64_t one, node_count(node, scope));
            count = product_of(count, one);
        }
        return count;
    }

private:
    Result<std::uint64_t> node_count(const Node& node, Scope& scope) {
        switch (node.kind) {
        case Node::Kind::literal: return 1;
        case Node::Kind::variant: return choice(node, scope.top());
        case Node::Kind::wildcard: return choice(node, scope.top());
        case Node::Kind::set: return assignment(node, scope);
        case Node::Kind::get: return use(node, scope.top());
        case Node::Kind::wrap: break;
        }
        SF_TRY(const std::uint64_t wrapper, sequence(node.parts[0], scope.top()));
        SF_TRY(const std::uint64_t inner, sequence(node.parts[1], scope.top()));
        return product_of(wrapper, inner);
    }

    Result<std::uint64_t> assignment(const Node& node, Scope& scope) {
        if (node.keep && find_binding(scope.top(), node.text) != nullptr) return 1;
        std::uint64_t count = 1;
        if (node.immediate) {
            SF_TRY(count, sequence(node.parts[0], scope.top()));
        }
        scope.bind(node.text, node.immediate ? nullptr : &node.parts[0]);
        return count;
    }

    Result<std::uint64_t> use(const Node& node, const Binding* scope) {
        const Binding* binding = find_binding(scope, node.text);
        if (binding == nullptr && node.parts.empty()) return unset(node.text);
        if (binding != nullptr && binding->value == nullptr) return 1;
        SF_CHECK(walk_.enter(node.text));
        Result<std::uint64_t> count = sequence(binding != nullptr ? *binding->value : node.parts[0], scope);
        walk_.leave_variable();
        return count;
    }

    Result<std::uint64_t> choice(const Node& node, const Binding* outer) {
        const PromptSampler before = sampler_;
        sampler_ = node.sampler.value_or(sampler_);
        Result<std::uint64_t> count = node.kind == Node::Kind::variant ? variant(node, outer) : wildcard(node, outer);
        // Others than the combinatorial sampler make one of it; what is inside was looked at for its errors.
        if (count && sampler_ != PromptSampler::combinatorial) count = std::min<std::uint64_t>(*count, 1);
        sampler_ = before;
        return count;
    }

    Result<std::vector<std::uint64_t>> offer_counts(const std::vector<Offer>& offers, const Binding* scope) {
        std::vector<std::uint64_t> counts;
        counts.reserve(offers.size());
        for (const Offer& offer : offers) {
            SF_CHECK(walk_.step());
            if (offer.value == nullptr) {
                counts.push_back(1);
                continue;
            }
            if (offer.list != nullptr) SF_CHECK(walk_.enter(*offer.list));
            SF_TRY(const std::uint64_t one, sequence(*offer.value, scope));
            if (offer.list != nullptr) walk_.leave_list();
            counts.push_back(one);
        }
        return counts;
    }

    Result<std::uint64_t> variant(const Node& node, const Binding* outer) {
        const Node* inner = nullptr;
        SF_TRY(const std::vector<Offer> offers, walk_.options_of(node, inner));
        Scope scope(walk_, outer);
        if (inner != nullptr)
            for (const auto& [name, value] : inner->arguments)
                scope.bind(name, &value);
        SF_TRY(const std::vector<std::uint64_t> counts, offer_counts(offers, scope.top()));
        return arrangements(counts, node.least, node.most);
    }

    Result<std::uint64_t> wildcard(const Node& node, const Binding* outer) {
        // Values of one wildcard often name another one: it is counted once in the same surroundings.
        const auto key = std::make_tuple(&node.text, outer != nullptr ? outer->id : 0, sampler_);
        const std::string* const name = std::get<0>(key);
        const auto known = known_.find({*name, std::get<1>(key), sampler_});
        if (known != known_.end() && node.arguments.empty()) return known->second;
        SF_TRY(const std::vector<Offer> offers, walk_.offers_of(node));
        Scope scope(walk_, outer);
        for (const auto& [argument, value] : node.arguments)
            scope.bind(argument, &value);
        SF_TRY(const std::vector<std::uint64_t> counts, offer_counts(offers, scope.top()));
        std::uint64_t count = 0;
        for (const std::uint64_t one : counts)
            count = sum_of(count, one);
        if (node.arguments.empty()) known_[{*name, std::get<1>(key), sampler_}] = count;
        return count;
    }

    Walk& walk_;
    PromptSampler sampler_;
    std::map<std::tuple<std::string, std::uint64_t, PromptSampler>, std::uint64_t> known_;
};

/// Makes the choices of one prompt after the other.
class Chooser {
public:
    explicit Chooser(std::uint64_t seed) : seed_(seed) {}

    void begin(std::uint64_t prompt) {
        random_.seed(seed_ + prompt * 0x9E3779B97F4A7C15ull); // apart for each prompt, whatever was drawn before
        at_ = 0;
    }
    /// The next combination; false when there is none.
    bool advance() {
        digits_.resize(at_);
        while (!digits_.empty() && digits_.back().value + 1 >= digits_.back().base)
            digits_.pop_back();
        if (digits_.empty()) return false;
        ++digits_.back().value;
        return true;
    }

    std::size_t number(std::size_t choices, PromptSampler sampler, const void* place) {
        if (choices <= 1) return 0;
        switch (sampler) {
        case PromptSampler::random: return static_cast<std::size_t>(unit() * static_cast<double>(choices));
        case PromptSampler::cyclical: return turns_[place]++ % choices;
        case PromptSampler::combinatorial: break;
        }
        if (at_ == digits_.size()) digits_.push_back({choices, 0});
        Digit& digit = digits_[at_++];
        if (digit.base != choices) { // another sampler changed what stands here
            digit = {choices, std::min(digit.value, choices - 1)};
            digits_.resize(at_);
        }
        return digit.value;
    }

    /// One of those offers that are left.
    std::size_t offer(const std::vector<Offer>& offers, const std::vector<std::size_t>& left, PromptSampler sampler,
                      const void* place) {
        double total = 0;
        for (const std::size_t i : left)
            total += offers[i].weight;
        if (sampler != PromptSampler::random || total <= 0) return number(left.size(), sampler, place);
        double at = unit() * total;
        for (std::size_t i = 0; i + 1 < left.size(); ++i) {
            at -= offers[left[i]].weight;
            if (at < 0) return i;
        }
        std::size_t last = left.size() - 1;
        while (last > 0 && offers[left[last]].weight == 0)
            --last;
        return last;
    }

private:
    struct Digit {
        std::size_t base = 1, value = 0;
    };
    double unit() { return static_cast<double>(random_() >> 11) * 0x1p-53; }

    std::uint64_t seed_;
    std::mt19937_64 random_;
    std::vector<Digit> digits_;
    std::size_t at_ = 0;
    std::map<const void*, std::size_t> turns_;
};

class Maker {
public:
    Maker(Walk& walk, Chooser& chooser, PromptSampler sampler) : walk_(walk), chooser_(chooser), sampler_(sampler) {}

    Result<> sequence(const Sequence& sequence, const Binding* outer, std::string& out) {
        Scope scope(walk_, outer);
        for (const Node& node : sequence.nodes) {
            SF_CHECK(walk_.step());
            SF_CHECK(add(node, scope, out));
            if (out.size() > dynamic_limits::max_prompt_bytes)
                return fail(ErrorCode::usage, "the dynamic prompt gives a prompt of more than {} bytes",
                            dynamic_limits::max_prompt_bytes);
        }
        return {};
    }

private:
    Result<> add(const Node& node, Scope& scope, std::string& out) {
        switch (node.kind) {
        case Node::Kind::literal: out += node.text; return {};
        case Node::Kind::variant:
        case Node::Kind::wildcard: return choice(node, scope.top(), out);
        case Node::Kind::set: return assignment(node, scope);
        case Node::Kind::get: return use(node, scope.top(), out);
        case Node::Kind::wrap: break;
        }
        std::string wrapper, inner;
        SF_CHECK(sequence(node.parts[0], scope.top(), wrapper));
        SF_CHECK(sequence(node.parts[1], scope.top(), inner));
        const std::size_t dots = wrapper.find("...");
        out += dots == std::string::npos ? wrapper + inner : wrapper.replace(dots, 3, inner);
        return {};
    }

    Result<> assignment(const Node& node, Scope& scope) {
        if (node.keep && find_binding(scope.top(), node.text) != nullptr) return {};
        std::string text;
        if (node.immediate) SF_CHECK(sequence(node.parts[0], scope.top(), text));
        scope.bind(node.text, node.immediate ? nullptr : &node.parts[0], std::move(text));
        return {};
    }

    Result<> use(const Node& node, const Binding* scope, std::string& out) {
        const Binding* binding = find_binding(scope, node.text);
        if (binding == nullptr && node.parts.empty()) return unset(node.text);
        if (binding != nullptr && binding->value == nullptr) {
            out += binding->text;
            return {};
        }
        SF_CHECK(walk_.enter(node.text));
        Result<> made = sequence(binding != nullptr ? *binding->value : node.parts[0], scope, out);
        walk_.leave_variable();
        return made;
    }

    Result<> choice(const Node& node, const Binding* outer, std::string& out) {
        const PromptSampler before = sampler_;
        sampler_ = node.sampler.value_or(sampler_);
        const Node* named = node.kind == Node::Kind::wildcard ? &node : nullptr;
        SF_TRY(const std::vector<Offer> offers,
               node.kind == Node::Kind::wildcard ? walk_.offers_of(node) : walk_.options_of(node, named));
        Scope scope(walk_, outer);
        if (named != nullptr)
            for (const auto& [name, value] : named->arguments)
                scope.bind(name, &value);
        SF_CHECK(values(node, offers, scope.top(), out));
        sampler_ = before;
        return {};
    }

    Result<> values(const Node& node, const std::vector<Offer>& offers, const Binding* scope, std::string& out) {
        const std::size_t most = std::min(node.most, offers.size()), least = std::min(node.least, most);
        const std::size_t count = least + chooser_.number(most - least + 1, sampler_, &node.most);
        std::vector<std::size_t> left(offers.size());
        for (std::size_t i = 0; i < left.size(); ++i)
            left[i] = i;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t chosen = chooser_.offer(offers, left, sampler_, &node);
            const Offer& offer = offers[left[chosen]];
            left.erase(left.begin() + static_cast<std::ptrdiff_t>(chosen));
            if (i > 0) out += node.separator;
            SF_CHECK(value(offer, scope, out));
        }
        return {};
    }

    Result<> value(const Offer& offer, const Binding* scope, std::string& out) {
        if (offer.value == nullptr) {
            out += *offer.text;
            return {};
        }
        if (offer.list != nullptr) SF_CHECK(walk_.enter(*offer.list));
        SF_CHECK(sequence(*offer.value, scope, out));
        if (offer.list != nullptr) walk_.leave_list();
        return {};
    }

    Walk& walk_;
    Chooser& chooser_;
    PromptSampler sampler_;
};

/// Blanks that the parts of a template leave behind.
std::string tidy(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t';
        if (blank && (out.empty() || out.back() == ' ' || out.back() == '\n')) continue;
        if (c == '\n' || c == '\r')
            while (!out.empty() && out.back() == ' ')
                out.pop_back();
        if ((c == '\n' || c == '\r') && (out.empty() || out.back() == '\n')) continue;
        out += c == '\t' ? ' ' : c == '\r' ? '\n' : c;
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == '\n'))
        out.pop_back();
    return out;
}

} // namespace

Result<std::uint64_t> combinatorial_count(const DynamicPrompt& prompt, WildcardLibrary& wildcards) {
    Walk walk(wildcards);
    return Counter(walk, PromptSampler::combinatorial).sequence(prompt.root(), nullptr);
}

Result<std::vector<std::string>> expand(const DynamicPrompt& prompt, WildcardLibrary& wildcards,
                                        const ExpandOptions& options) {
    SF_TRY(const std::uint64_t combinations, combinatorial_count(prompt, wildcards));
    const bool all = options.sampler == PromptSampler::combinatorial;
    const std::uint64_t count = all ? std::min(options.count, combinations) : options.count;
    if (count > max_prompts)
        return fail(ErrorCode::usage, "{} prompts are asked for, at most {} are made at once", count, max_prompts);
    Walk walk(wildcards);
    Chooser chooser(options.seed);
    std::vector<std::string> prompts;
    std::size_t total = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        chooser.begin(i);
        walk.begin_prompt();
        std::string text;
        SF_CHECK(Maker(walk, chooser, options.sampler).sequence(prompt.root(), nullptr, text));
        prompts.push_back(prompt.is_dynamic() ? tidy(text) : prompt.text());
        total += prompts.back().size();
        if (total > max_total_bytes)
            return fail(ErrorCode::usage, "the {} prompts would take more than {} MiB", count, max_total_bytes >> 20);
        if (!chooser.advance() && all) break;
    }
    return prompts;
}

} // namespace sfumato
