// Templates that stand for many prompts: the language of the "dynamic prompts" extension. See docs/batches.md.
#pragma once

#include "base/error.h"
#include "recipe/wildcards.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// How values are chosen where the template does not say so ("{~...}" random, "{@...}" cyclical, "{!...}"
/// combinatorial).
enum class PromptSampler { random, cyclical, combinatorial };

namespace dynamic_limits {
inline constexpr std::size_t max_template_bytes = 1u << 20;
inline constexpr int max_nesting = 64;                     ///< brackets in a template, and wildcards in wildcards
inline constexpr std::size_t max_prompt_bytes = 1u << 20;  ///< of one expansion
inline constexpr std::size_t max_total_bytes = 256u << 20; ///< of all expansions together
inline constexpr std::size_t max_prompts = 1'000'000;      ///< that are made at once
inline constexpr std::uint64_t max_work = 4'000'000; ///< parts of templates that are looked at for one count or prompt
} // namespace dynamic_limits

/// A count that may be too large to tell.
inline constexpr std::uint64_t too_many = std::numeric_limits<std::uint64_t>::max();

namespace dynamic {
struct Sequence;
}

/// A parsed template. Immutable; copies share.
class DynamicPrompt {
public:
    /// Errors: bad_input, naming line and column.
    static Result<DynamicPrompt> parse(std::string_view text);
    /// Whether anything in it can vary or names a wildcard or variable; if not, the text stands for itself.
    bool is_dynamic() const;
    const std::string& text() const { return text_; }
    /// Precondition: parsed.
    const dynamic::Sequence& root() const { return *root_; }

private:
    std::string text_;
    std::shared_ptr<const dynamic::Sequence> root_;
};

/// How many prompts the combinatorial sampler makes of it; too_many when they exceed 2^64 - 2. What the template gives
/// to other samplers counts once. Errors: not_found (a wildcard, a variable), bad_input (wildcards that refer to
/// themselves, a wildcard's value that cannot be read), naming file and path; usage when the template needs more than
/// max_work.
Result<std::uint64_t> combinatorial_count(const DynamicPrompt& prompt, WildcardLibrary& wildcards);

struct ExpandOptions {
    PromptSampler sampler = PromptSampler::random;
    std::uint64_t seed = 0;  ///< equal seeds, equal prompts
    std::uint64_t count = 1; ///< prompts to make; of combinatorial ones at most so many, from the first
};

/// The prompts. With the random sampler prompt i depends on seed and i alone. Blanks around a prompt and runs of them
/// inside go; a template that is not dynamic stays as it is. Errors: those of combinatorial_count, and usage when
/// limits are exceeded.
Result<std::vector<std::string>> expand(const DynamicPrompt& prompt, WildcardLibrary& wildcards,
                                        const ExpandOptions& options);

/// A1111's "prompt matrix": what stands before the first '|' always, each part behind one on and off in turn; the part
/// that changes first is the first. Without any '|' the prompt alone. Error: usage for more than 16 parts.
Result<std::vector<std::string>> prompt_matrix(std::string_view text);

} // namespace sfumato
