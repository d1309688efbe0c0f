// The prompt language: emphasis, chunks and schedules of any bytes.
#include "text/prompt.h"
#include "text/prompt_parts.h"

#include <cmath>
#include <cstdlib>

using namespace sfumato;

namespace {

const ClipTokenizer& tokenizer() {
    static const auto tokenizer = ClipTokenizer::from_merges_text("title\na b</w>\nr e\nre d</w>\n", "built in");
    if (!tokenizer) std::abort();
    return *tokenizer;
}

void check(bool holds) {
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto pieces = parse_prompt_attention(text)) {
        check(!pieces->empty());
        for (const PromptPiece& piece : *pieces)
            check(std::isfinite(piece.weight));
        const PromptChunks chunks = tokenize_chunks(tokenizer(), *pieces, ChunkLayout{7, 3, {}});
        check(!chunks.chunks.empty());
        for (const PromptChunk& chunk : chunks.chunks)
            check(chunk.ids.size() == 9 && chunk.multipliers.size() == 9);
    }
    const int steps = size > 0 ? 1 + data[0] % 50 : 1;
    if (const auto schedule = prompt_schedule(text, steps)) {
        check(!schedule->empty() && schedule->back().end_at_step == steps);
        for (std::size_t i = 1; i < schedule->size(); ++i)
            check((*schedule)[i - 1].end_at_step < (*schedule)[i].end_at_step);
    }
    const std::string words = without_comments(text);
    check(words.find('#') == std::string::npos && words.size() <= size + 1);
    const PlainPrompt plain = take_extra_networks(words);
    check(plain.text.size() <= words.size());
    for (const ExtraNetwork& network : plain.networks)
        check(!network.kind.empty() && !network.arguments.empty());
    for (const ComposedPart& part : split_composition(plain.text))
        check(std::isfinite(part.weight) && part.text.size() <= plain.text.size());
    return 0;
}
