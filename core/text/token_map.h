// What a text encoder makes of a prompt, for people to look at: tokens, where they come from, borders of chunks.
#pragma once

#include "base/error.h"
#include "text/prompt.h"

#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

struct MappedToken {
    std::string text;               ///< as the vocabulary has it, without the blank that ends a word
    std::size_t begin = 0, end = 0; ///< bytes of the prompt; equal where the place is not known
    int part = 0;                   ///< of AND composition
    int chunk = 0;                  ///< within the part
    float weight = 1;               ///< as written; what it does depends on the emphasis mode
    bool ends_word = false;
    bool operator==(const MappedToken&) const = default;
};

struct TokenMap {
    std::vector<MappedToken> tokens;
    int chunks = 1;                   ///< of all parts together
    int chunk_length = 0;             ///< tokens that one chunk holds
    int count = 0;                    ///< as A1111 counts: full chunks count chunk_length each
    bool changes = false;             ///< the prompt changes by step; these are the tokens of its first step
    std::vector<std::string> ignored; ///< what the encoder does not see: "<lora:x:1>", "# comment"
};

/// Maps a prompt as it is encoded: comments and extra networks taken out, split at AND where `composed` (negative
/// prompts are not), the text of the first of `steps` steps. Places are found by looking for each token behind the one
/// before it. Errors: those of parse_prompt_attention and prompt_schedule.
Result<TokenMap> map_tokens(const ClipTokenizer& tokenizer, std::string_view prompt, int steps, bool composed,
                            EmphasisMode mode = EmphasisMode::original, const ChunkLayout& layout = {});

} // namespace sfumato
