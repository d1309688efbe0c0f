// Token maps of prompts for a window: no device, no weights, one thread at a time.
#pragma once

#include "generate/prompt_tokens.h"
#include "recipe/recipe.h"

#include <filesystem>
#include <memory>
#include <string>

namespace sfumato {

class TokenMaps {
public:
    TokenMaps(std::filesystem::path builtin_model, std::filesystem::path vocabulary)
        : builtin_(std::move(builtin_model)), vocabulary_(std::move(vocabulary)) {}
    struct Pair {
        TokenMap prompt;
        TokenMap negative;
    };
    /// Of both prompts, with the vocabulary of the recipe's model, which stays open until another one is asked for.
    /// Errors: those of finding the model and its vocabulary, and of the prompts.
    Result<Pair> map(const Recipe& recipe);

private:
    std::filesystem::path builtin_, vocabulary_;
    std::string model_;
    std::unique_ptr<PromptTokens> tokens_;
};

} // namespace sfumato
