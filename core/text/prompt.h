// The prompt language of AUTOMATIC1111's web UI: emphasis, BREAK, chunks of tokens, and prompts that change by step.
#pragma once

#include "base/error.h"
#include "text/bpe.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// Longest prompt that is read, in bytes, and how many brackets may be open at one place. They keep hostile input from
/// costing more than its length deserves; no prompt that a model can follow comes near them.
inline constexpr std::size_t max_prompt_bytes = std::size_t{1} << 20;
inline constexpr std::size_t max_open_brackets = 256;

/// A stretch of prompt with one weight, escapes resolved.
struct PromptPiece {
    std::string text;
    double weight = 1.0;
    bool is_break = false; ///< the word BREAK: the rest begins in a new chunk
    bool operator==(const PromptPiece&) const = default;
};

/// `(x)` times 1.1, `[x]` divided by 1.1, `(x:1.3)` times 1.3, nesting multiplies, backslash makes a bracket literal,
/// brackets left open reach to the end, neighbours of equal weight are joined. Never empty: no text gives one empty
/// piece. Errors (bad_input): a weight that is no number ("1.2.3") or not finite, text beyond the limits above.
Result<std::vector<PromptPiece>> parse_prompt_attention(std::string_view text);

/// The window of one run of the text encoder.
struct PromptChunk {
    std::vector<std::int32_t> ids;  ///< chunk_length + 2: start token, tokens, padding, end token
    std::vector<float> multipliers; ///< one per id; 1 for start, end and padding
};
struct PromptChunks {
    std::vector<PromptChunk> chunks; ///< at least one
    int token_count = 0;             ///< as A1111 counts: full chunks count chunk_length each
};

/// How tokens are laid out in chunks.
struct ChunkLayout {
    int chunk_length = 75;    ///< places of the text encoder less two
    int comma_backtrack = 20; ///< a full chunk is cut at its last comma if at most so many tokens follow it; 0: never
    std::optional<std::int32_t> pad; ///< fills unused places; the tokenizer's end token unless given
};

/// Encodes each piece on its own and lays the tokens out in chunks. Precondition: layout.chunk_length > 0.
PromptChunks tokenize_chunks(const ClipTokenizer& tokenizer, std::span<const PromptPiece> pieces,
                             const ChunkLayout& layout = {});

/// What A1111 calls its emphasis modes.
enum class EmphasisMode {
    original, ///< multiply, then scale all of z so that its mean is what it was
    no_norm,  ///< multiply only
    ignore,   ///< weights have no effect
    none,     ///< brackets, weights and BREAK are text like any other
};

/// The same from prompt text, which `none` takes as one piece. Errors: those of parse_prompt_attention.
Result<PromptChunks> tokenize_chunks(const ClipTokenizer& tokenizer, std::string_view prompt,
                                     const ChunkLayout& layout = {}, EmphasisMode mode = EmphasisMode::original);

/// Weighs text states in place. z is [tokens, width], all chunks of one prompt one after the other; multipliers
/// [tokens]. A mean of zero after multiplying cannot be restored and is left.
void apply_emphasis(std::span<float> z, std::span<const float> multipliers, std::size_t tokens, std::size_t width,
                    EmphasisMode mode = EmphasisMode::original);

/// The prompt up to and including sampling step `end_at_step` (1-based).
struct ScheduledPrompt {
    int end_at_step = 0;
    std::string text;
    bool operator==(const ScheduledPrompt&) const = default;
};

/// Expands `[from:to:when]`, `[to:when]`, `[from::when]` (when: a whole number is a step, one with a point a share of
/// all steps) and `[a|b|c]` (one each step in turn), nested as one likes. Ascending, the last entry ends at `steps`.
/// In a second pass (hires fix), which comes after `base_steps`, shares count from 1.0 to 2.0 and whole numbers on from
/// `base_steps`, as in A1111.
/// Text that does not follow this syntax is kept literally, as A1111 keeps it.
/// Errors: usage for steps below 1 or above 100000; bad_input beyond the limits above or when the expansion would
/// exceed 256 MiB.
Result<std::vector<ScheduledPrompt>> prompt_schedule(std::string_view text, int steps, int base_steps = 0);

} // namespace sfumato
