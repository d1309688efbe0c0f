#include "generate/prompt_tokens.h"

#include "text/vocabulary.h"
#include "weights/model_files.h"

namespace sfumato {

Result<PromptTokens> PromptTokens::open(const std::filesystem::path& model, const std::filesystem::path& vocabulary) {
    SF_TRY(const ModelFiles files, open_model(model, {}));
    SF_TRY(ClipTokenizer tokenizer, files.tokenizer_folder ? open_clip_tokenizer(*files.tokenizer_folder)
                                                           : find_clip_tokenizer(model, vocabulary));
    return PromptTokens(std::move(tokenizer), files.text_config.positions);
}

Result<TokenMap> PromptTokens::map(std::string_view prompt, int steps, bool composed, EmphasisMode mode) const {
    return map_tokens(tokenizer_, prompt, steps, composed, mode, ChunkLayout{.chunk_length = positions_ - 2});
}

} // namespace sfumato
