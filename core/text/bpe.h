// CLIP's byte-level byte-pair encoding: prompt text to token ids.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sfumato {

/// SHA-256 and usual name of the one vocabulary that OpenAI published for CLIP (49408 tokens).
inline constexpr std::string_view clip_merges_gz_sha256 =
    "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a";
inline constexpr std::string_view clip_merges_gz_name = "bpe_simple_vocab_16e6.txt.gz";
/// How many lines of that file are merges in use; the rest of it is not part of the vocabulary.
inline constexpr std::size_t clip_merge_count = 48894;

/// The tokenizer of CLIP text encoders (Radford et al. 2021, section 2.4; byte-level BPE of GPT-2, lower-cased, with an
/// end-of-word mark). Text is cleaned as Hugging Face's CLIPTokenizer without ftfy does: control characters dropped,
/// white space unified, ideographs set apart, NFC, lower case. Invalid UTF-8 counts as U+FFFD, which cleaning drops.
/// Immutable after construction, so that one object may serve several threads.
class ClipTokenizer {
public:
    /// Hugging Face's pair of files. Vocabularies of any size are accepted; every id in [0, size) must occur once,
    /// every merge must join two symbols of the vocabulary into a third, and the start and end tokens must be there.
    /// Errors: those of reading files; bad_input naming file, line or entry.
    static Result<ClipTokenizer> from_vocab_and_merges(const std::filesystem::path& vocab_json,
                                                       const std::filesystem::path& merges_txt);
    /// OpenAI's bpe_simple_vocab_16e6.txt.gz; a file with another SHA-256 is refused (bad_input).
    static Result<ClipTokenizer> from_merges_gz(const std::filesystem::path& path);

    /// The same from memory; `name` stands for the source in messages.
    static Result<ClipTokenizer> from_vocab_and_merges_text(std::string_view vocab_json, std::string_view merges_txt,
                                                            std::string_view name);
    /// An uncompressed merges list whose first line is a title: the vocabulary is the 256 byte symbols, the same with
    /// the end-of-word mark, one symbol per merge (at most `max_merges`), start token, end token.
    static Result<ClipTokenizer> from_merges_text(std::string_view text, std::string_view name,
                                                  std::size_t max_merges = clip_merge_count);

    /// Token ids without start and end tokens. Linear in the text but for a logarithm in its longest word.
    /// Precondition: fewer than 2^28 bytes.
    std::vector<std::int32_t> encode(std::string_view utf8) const;
    std::int32_t bos() const { return bos_; }
    std::int32_t eos() const { return eos_; }
    std::size_t size() const { return symbols_.size(); }
    /// Id of a vocabulary symbol as the vocabulary spells it ("cat</w>"), if it is there.
    std::optional<std::int32_t> find(std::string_view symbol) const;
    /// The bytes a token stands for, a space in place of the end-of-word mark. Empty for an id outside the vocabulary.
    std::string token_text(std::int32_t id) const;
    /// token_text of all ids but start and end tokens, without the space at the end.
    std::string decode(std::span<const std::int32_t> ids) const;

private:
    struct Merge {
        std::int32_t rank = 0;
        std::int32_t result = 0;
    };
    ClipTokenizer() = default;
    Result<> add_symbols(std::vector<std::string> symbols, std::string_view name);
    Result<> add_merges(const std::vector<std::pair<std::string_view, std::string_view>>& merges,
                        std::string_view name);
    void append_word(std::string_view bytes, std::vector<std::int32_t>& ids) const;

    std::vector<std::string> symbols_; ///< by id
    std::unordered_map<std::string, std::int32_t> ids_;
    std::unordered_map<std::uint64_t, Merge> merges_; ///< by left id << 32 | right id
    std::array<std::int32_t, 256> byte_ids_{};        ///< id of each byte's symbol, -1 when the vocabulary lacks it
    std::array<std::int32_t, 256> last_byte_ids_{};   ///< the same with the end-of-word mark
    std::int32_t bos_ = 0;
    std::int32_t eos_ = 0;
};

} // namespace sfumato
