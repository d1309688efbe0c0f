// The vocabulary of a model without its weights: what a prompt's tokens are.
#pragma once

#include "text/token_map.h"

#include <filesystem>

namespace sfumato {

class PromptTokens {
public:
    /// Opens the model's headers and vocabulary as Session does. Errors: those of open_model and of the vocabulary.
    static Result<PromptTokens> open(const std::filesystem::path& model, const std::filesystem::path& vocabulary);
    /// See map_tokens(), with the encoder's length.
    Result<TokenMap> map(std::string_view prompt, int steps, bool composed,
                         EmphasisMode mode = EmphasisMode::original) const;

private:
    PromptTokens(ClipTokenizer tokenizer, int positions) : tokenizer_(std::move(tokenizer)), positions_(positions) {}
    ClipTokenizer tokenizer_;
    int positions_;
};

} // namespace sfumato
