#include "text/token_map.h"

#include "text/prompt_parts.h"

#include <algorithm>

namespace sfumato {
namespace {

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// Gives tokens their places, from front to back; comments and names of networks are blanked out before.
class Places {
public:
    explicit Places(std::string_view prompt) : text_(lower_ascii(prompt)) {}

    /// Overwrites `part` so that no token is found in it.
    void hide(std::string_view part) {
        const std::size_t at = text_.find(lower_ascii(part));
        if (at != std::string::npos) std::fill_n(text_.begin() + static_cast<std::ptrdiff_t>(at), part.size(), '\1');
    }
    void place(MappedToken& token) {
        // A token is never far from the one before; this bounds the work for those that are not found.
        constexpr std::size_t farthest = 4096;
        const std::string_view near = std::string_view(text_).substr(at_, farthest);
        const std::size_t found = token.text.empty() ? near.npos : near.find(token.text);
        token.begin = token.end = at_;
        if (found == near.npos) return;
        token.begin = at_ + found;
        token.end = at_ = token.begin + token.text.size();
    }

private:
    std::string text_;
    std::size_t at_ = 0;
};

std::string shown(const ExtraNetwork& network) {
    std::string text = "<" + network.kind;
    for (const std::string& argument : network.arguments)
        text += ":" + argument;
    return text + ">";
}

void hide_comments(std::string_view prompt, Places& places, TokenMap& map) {
    for (std::size_t at = prompt.find('#'); at != prompt.npos;) {
        const std::size_t end = std::min(prompt.find('\n', at), prompt.size());
        map.ignored.emplace_back(prompt.substr(at, end - at));
        places.hide(map.ignored.back());
        at = prompt.find('#', end);
    }
}

void add_chunks(const ClipTokenizer& tokenizer, const PromptChunks& chunks, int part, Places& places, TokenMap& map) {
    for (std::size_t c = 0; c < chunks.chunks.size(); ++c) {
        const PromptChunk& chunk = chunks.chunks[c];
        for (std::size_t i = 1; i + 1 < chunk.ids.size() && chunk.ids[i] != tokenizer.eos(); ++i) {
            MappedToken token{
                tokenizer.token_text(chunk.ids[i]), 0, 0, part, static_cast<int>(c), chunk.multipliers[i]};
            token.ends_word = token.text.ends_with(' ');
            if (token.ends_word) token.text.pop_back();
            places.place(token);
            map.tokens.push_back(std::move(token));
        }
    }
    map.chunks += static_cast<int>(chunks.chunks.size());
    map.count += chunks.token_count;
}

} // namespace

Result<TokenMap> map_tokens(const ClipTokenizer& tokenizer, std::string_view prompt, int steps, bool composed,
                            EmphasisMode mode, const ChunkLayout& layout) {
    TokenMap map;
    map.chunks = 0;
    map.chunk_length = layout.chunk_length;
    Places places(prompt);
    hide_comments(prompt, places, map);
    const PlainPrompt plain = take_extra_networks(without_comments(prompt));
    for (const ExtraNetwork& network : plain.networks) {
        map.ignored.push_back(shown(network));
        places.hide(map.ignored.back());
    }
    std::vector<ComposedPart> parts;
    if (composed)
        parts = split_composition(plain.text);
    else
        parts.push_back({plain.text});
    for (std::size_t i = 0; i < parts.size(); ++i) {
        SF_TRY(const std::vector<ScheduledPrompt> schedule, prompt_schedule(parts[i].text, steps));
        map.changes = map.changes || schedule.size() > 1;
        SF_TRY(const PromptChunks chunks, tokenize_chunks(tokenizer, schedule.front().text, layout, mode));
        add_chunks(tokenizer, chunks, static_cast<int>(i), places, map);
    }
    return map;
}

} // namespace sfumato
