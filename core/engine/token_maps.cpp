#include "engine/token_maps.h"

#include "engine/models.h"

namespace sfumato {
namespace {

EmphasisMode mode_of(Emphasis emphasis) {
    return emphasis == Emphasis::none ? EmphasisMode::none : EmphasisMode::original;
}

} // namespace

Result<TokenMaps::Pair> TokenMaps::map(const Recipe& recipe) {
    if (!tokens_ || model_ != recipe.model) {
        tokens_.reset();
        SF_TRY(const std::filesystem::path path, resolve_model(recipe.model, builtin_));
        SF_TRY(PromptTokens opened, PromptTokens::open(path, vocabulary_));
        tokens_ = std::make_unique<PromptTokens>(std::move(opened));
        model_ = recipe.model;
    }
    Pair pair;
    SF_TRY(pair.prompt, tokens_->map(recipe.prompt, recipe.steps, true, mode_of(recipe.emphasis)));
    SF_TRY(pair.negative, tokens_->map(recipe.negative_prompt, recipe.steps, false, mode_of(recipe.emphasis)));
    return pair;
}

} // namespace sfumato
