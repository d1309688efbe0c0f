#include "base/expect.h"
#include "text/prompt.h"

#include <algorithm>

namespace sfumato {

namespace {

/// Fills chunks one token after the other.
class ChunkFiller {
public:
    ChunkFiller(const ClipTokenizer& tokenizer, const ChunkLayout& layout)
        : tokenizer_(tokenizer), length_(static_cast<std::size_t>(layout.chunk_length)),
          backtrack_(static_cast<std::size_t>(std::max(layout.comma_backtrack, 0))),
          pad_(layout.pad.value_or(tokenizer.eos())), comma_(tokenizer.find(",</w>")) {}

    void add(std::int32_t id, float weight) {
        if (id == comma_)
            comma_at_ = chunk_.ids.size();
        else if (chunk_.ids.size() == length_ && comma_at_ && chunk_.ids.size() - *comma_at_ <= backtrack_)
            move_behind_comma();
        if (chunk_.ids.size() == length_) finish_chunk(false);
        chunk_.ids.push_back(id);
        chunk_.multipliers.push_back(weight);
    }

    void finish_chunk(bool is_last) {
        result_.token_count += static_cast<int>(is_last ? chunk_.ids.size() : length_);
        chunk_.ids.insert(chunk_.ids.begin(), tokenizer_.bos());
        chunk_.ids.resize(length_ + 1, pad_);
        chunk_.ids.push_back(tokenizer_.eos());
        chunk_.multipliers.insert(chunk_.multipliers.begin(), 1.0f);
        chunk_.multipliers.resize(length_ + 2, 1.0f);
        result_.chunks.push_back(std::move(chunk_));
        chunk_ = {};
        comma_at_.reset();
    }

    PromptChunks finish() {
        if (!chunk_.ids.empty() || result_.chunks.empty()) finish_chunk(true);
        return std::move(result_);
    }

private:
    /// Ends the chunk at its last comma and takes what follows over into the next one.
    void move_behind_comma() {
        const auto keep = static_cast<std::ptrdiff_t>(*comma_at_ + 1);
        PromptChunk moved;
        moved.ids.assign(chunk_.ids.begin() + keep, chunk_.ids.end());
        moved.multipliers.assign(chunk_.multipliers.begin() + keep, chunk_.multipliers.end());
        chunk_.ids.resize(static_cast<std::size_t>(keep));
        chunk_.multipliers.resize(static_cast<std::size_t>(keep));
        finish_chunk(false);
        chunk_ = std::move(moved);
    }

    const ClipTokenizer& tokenizer_;
    std::size_t length_, backtrack_;
    std::int32_t pad_;
    std::optional<std::int32_t> comma_;
    std::optional<std::size_t> comma_at_; ///< place of the last comma in chunk_
    PromptChunk chunk_;
    PromptChunks result_;
};

double mean_of(std::span<const float> values) {
    double sum = 0;
    for (const float value : values)
        sum += static_cast<double>(value);
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

} // namespace

PromptChunks tokenize_chunks(const ClipTokenizer& tokenizer, std::span<const PromptPiece> pieces,
                             const ChunkLayout& layout) {
    expect(layout.chunk_length > 0, "tokenize_chunks: chunk length below one");
    ChunkFiller filler(tokenizer, layout);
    for (const PromptPiece& piece : pieces) {
        if (piece.is_break) {
            filler.finish_chunk(false);
            continue;
        }
        for (const std::int32_t id : tokenizer.encode(piece.text))
            filler.add(id, static_cast<float>(piece.weight));
    }
    return filler.finish();
}

Result<PromptChunks> tokenize_chunks(const ClipTokenizer& tokenizer, std::string_view prompt, const ChunkLayout& layout,
                                     EmphasisMode mode) {
    if (mode == EmphasisMode::none) {
        if (prompt.size() > max_prompt_bytes)
            return fail(ErrorCode::bad_input, "prompt: {} bytes long, expected at most {}", prompt.size(),
                        max_prompt_bytes);
        const PromptPiece whole{std::string(prompt)};
        return tokenize_chunks(tokenizer, std::span(&whole, 1), layout);
    }
    SF_TRY(const auto pieces, parse_prompt_attention(prompt));
    return tokenize_chunks(tokenizer, pieces, layout);
}

void apply_emphasis(std::span<float> z, std::span<const float> multipliers, std::size_t tokens, std::size_t width,
                    EmphasisMode mode) {
    expect(z.size() == tokens * width && multipliers.size() == tokens, "apply_emphasis: sizes disagree");
    if (mode == EmphasisMode::ignore || mode == EmphasisMode::none) return;
    const double before = mean_of(z);
    for (std::size_t t = 0; t < tokens; ++t)
        for (float& value : z.subspan(t * width, width))
            value *= multipliers[t];
    if (mode == EmphasisMode::no_norm) return;
    const double after = mean_of(z);
    if (after == 0) return;
    const auto factor = static_cast<float>(before / after);
    for (float& value : z)
        value *= factor;
}

} // namespace sfumato
