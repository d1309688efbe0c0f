// Vocabularies of byte-pair encodings: vocab.json and merges.txt, a merges list alone, gzip data; then a text to
// encode.
#include "text/bpe.h"
#include "text/gunzip.h"

#include <algorithm>
#include <cstdlib>

using namespace sfumato;

namespace {

/// A vocabulary that was accepted must encode anything into its own ids and decode it again.
void use(const ClipTokenizer& tokenizer, std::string_view text) {
    const auto ids = tokenizer.encode(text.substr(0, 4096));
    for (const std::int32_t id : ids)
        if (id < 0 || static_cast<std::size_t>(id) >= tokenizer.size()) std::abort();
    (void)tokenizer.decode(ids);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // The parts of an input are set apart by zero bytes: vocabulary, merges, text.
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::string_view vocab = input.substr(0, input.find('\0'));
    const std::string_view rest = input.substr(std::min(vocab.size() + 1, input.size()));
    const std::string_view merges = rest.substr(0, rest.find('\0'));
    const std::string_view text = rest.substr(std::min(merges.size() + 1, rest.size()));
    if (const auto tokenizer = ClipTokenizer::from_vocab_and_merges_text(vocab, merges, "input")) {
        use(*tokenizer, text);
        use(*tokenizer, input);
    }
    if (const auto tokenizer = ClipTokenizer::from_merges_text(input, "input", 1000)) use(*tokenizer, input);
    (void)gunzip(as_bytes(input), 1 << 20, "input");
    return 0;
}
