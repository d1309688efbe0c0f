#include "text/bpe.h"

#include "base/expect.h"
#include "text/byte_symbols.h"
#include "text/unicode.h"

#include <functional>
#include <queue>
#include <tuple>

namespace sfumato {

namespace {

constexpr std::string_view start_token = "<|startoftext|>";
constexpr std::string_view end_token = "<|endoftext|>";
constexpr std::int32_t missing = -1;

std::uint64_t pair_key(std::int32_t left, std::int32_t right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

/// Whether `text` at `at` spells the lower-case ASCII `literal`. The long s folds to s, which the reference's
/// case-insensitive pattern accepts and lower-casing leaves alone.
bool spells(const std::u32string& text, std::size_t at, std::string_view literal) {
    if (text.size() - at < literal.size()) return false;
    for (std::size_t i = 0; i < literal.size(); ++i) {
        const char32_t c = text[at + i];
        if (c != static_cast<char32_t>(literal[i]) && !(literal[i] == 's' && c == U'\u017F')) return false;
    }
    return true;
}

enum class CharacterClass {
    letter,
    number,
    other,
    none, ///< in none of the reference's classes, so that its pattern passes over it
};

CharacterClass class_of(char32_t c) {
    if (unicode::is_letter(c)) return CharacterClass::letter;
    if (unicode::is_number(c)) return CharacterClass::number;
    // The pattern ignores case: what equals a letter then is not "other", and yet no letter.
    return unicode::only_folds_to_letter(c) ? CharacterClass::none : CharacterClass::other;
}

/// Length of the piece that begins at `at`: a special token, an English contraction, a run of letters, one number
/// character, or a run of anything else; the alternatives are tried in this order. 0 for a character that is passed
/// over.
std::size_t piece_length(const std::u32string& word, std::size_t at) {
    static constexpr std::string_view literals[] = {start_token, end_token, "'s",  "'t", "'re",
                                                    "'ve",       "'m",      "'ll", "'d"};
    for (const std::string_view literal : literals)
        if (spells(word, at, literal)) return literal.size();
    const CharacterClass first = class_of(word[at]);
    if (first == CharacterClass::none) return 0;
    if (first == CharacterClass::number) return 1;
    std::size_t end = at + 1;
    while (end < word.size() && class_of(word[end]) == first)
        ++end;
    return end - at;
}

} // namespace

std::vector<std::int32_t> ClipTokenizer::encode(std::string_view utf8) const {
    expect(utf8.size() < (std::size_t{1} << 28), "ClipTokenizer::encode: text of 2^28 bytes or more");
    std::vector<std::int32_t> ids;
    // Prompts repeat words; the results are kept for this call only, so that no lock is needed and nothing grows.
    std::unordered_map<std::string, std::pair<std::size_t, std::size_t>> known;
    for (const std::u32string& word : unicode::clean_words(utf8)) {
        for (std::size_t at = 0; at < word.size();) {
            const std::size_t length = piece_length(word, at);
            if (length == 0) {
                ++at;
                continue;
            }
            std::string piece;
            for (std::size_t i = 0; i < length; ++i)
                unicode::append_utf8(piece, word[at + i]);
            at += length;
            if (piece == start_token || piece == end_token) {
                ids.push_back(piece == start_token ? bos_ : eos_);
                continue;
            }
            const auto [entry, is_new] = known.try_emplace(piece, ids.size(), 0);
            auto& [begin, count] = entry->second;
            if (is_new) {
                append_word(piece, ids);
                count = ids.size() - begin;
            } else {
                for (std::size_t i = 0; i < count; ++i)
                    ids.push_back(ids[begin + i]);
            }
        }
    }
    return ids;
}

void ClipTokenizer::append_word(std::string_view bytes, std::vector<std::int32_t>& ids) const {
    struct Symbol {
        std::int32_t id, previous, next; // neighbours by index, -1 at the ends; id is `missing` once merged away
    };
    const auto count = static_cast<std::int32_t>(bytes.size());
    std::vector<Symbol> symbols(bytes.size());
    for (std::int32_t i = 0; i < count; ++i) {
        const auto byte = static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(i)]);
        symbols[static_cast<std::size_t>(i)] = {i + 1 < count ? byte_ids_[byte] : last_byte_ids_[byte], i - 1,
                                                i + 1 < count ? i + 1 : -1};
    }
    auto at = [&](std::int32_t i) -> Symbol& { return symbols[static_cast<std::size_t>(i)]; };
    using Candidate = std::tuple<std::int32_t, std::int32_t, std::uint64_t>; // rank, index of left symbol, pair
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
    auto consider = [&](std::int32_t left) {
        if (left < 0 || at(left).next < 0) return;
        const std::uint64_t key = pair_key(at(left).id, at(at(left).next).id);
        if (const auto merge = merges_.find(key); merge != merges_.end())
            candidates.emplace(merge->second.rank, left, key);
    };
    for (std::int32_t i = 0; i < count; ++i)
        consider(i);
    std::vector<std::int32_t> changed;
    while (!candidates.empty()) {
        // All occurrences of the best pair are joined, from left to right, before the pairs this makes are looked at.
        const std::int32_t rank = std::get<0>(candidates.top());
        changed.clear();
        while (!candidates.empty() && std::get<0>(candidates.top()) == rank) {
            const auto [unused, left, key] = candidates.top();
            candidates.pop();
            const std::int32_t right = at(left).next;
            if (at(left).id == missing || right < 0 || pair_key(at(left).id, at(right).id) != key) continue;
            at(left).id = merges_.find(key)->second.result;
            at(left).next = at(right).next;
            if (at(left).next >= 0) at(at(left).next).previous = left;
            at(right) = {missing, -1, -1};
            changed.push_back(left);
        }
        for (const std::int32_t left : changed) {
            consider(at(left).previous);
            consider(left);
        }
    }
    // The first symbol is never merged away, so the chain starts there. Bytes without a symbol become the unknown
    // token, which is CLIP's end token.
    for (std::int32_t i = 0; i >= 0 && i < count; i = at(i).next)
        ids.push_back(at(i).id == missing ? eos_ : at(i).id);
}

std::optional<std::int32_t> ClipTokenizer::find(std::string_view symbol) const {
    const auto found = ids_.find(std::string(symbol));
    if (found == ids_.end()) return std::nullopt;
    return found->second;
}

std::string ClipTokenizer::token_text(std::int32_t id) const {
    if (id < 0 || static_cast<std::size_t>(id) >= symbols_.size()) return {};
    if (id == bos_ || id == eos_) return symbols_[static_cast<std::size_t>(id)];
    return bytes_of_symbol(symbols_[static_cast<std::size_t>(id)]);
}

std::string ClipTokenizer::decode(std::span<const std::int32_t> ids) const {
    std::string text;
    for (const std::int32_t id : ids)
        if (id != bos_ && id != eos_) text += token_text(id);
    if (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

Result<> ClipTokenizer::add_symbols(std::vector<std::string> symbols, std::string_view name) {
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        const auto [entry, is_new] = ids_.try_emplace(symbols[i], static_cast<std::int32_t>(i));
        if (!is_new)
            return fail(ErrorCode::bad_input, "{}: symbol '{}' has two ids, {} and {}", name, symbols[i], entry->second,
                        i);
    }
    symbols_ = std::move(symbols);
    const auto bos = find(start_token), eos = find(end_token);
    if (!bos || !eos)
        return fail(ErrorCode::bad_input, "{}: the vocabulary lacks '{}'", name, bos ? end_token : start_token);
    bos_ = *bos;
    eos_ = *eos;
    for (std::size_t byte = 0; byte < 256; ++byte) {
        const std::string symbol = symbol_of_byte(static_cast<std::uint8_t>(byte));
        byte_ids_[byte] = find(symbol).value_or(missing);
        last_byte_ids_[byte] = find(symbol + std::string(end_of_word)).value_or(missing);
    }
    return {};
}

Result<> ClipTokenizer::add_merges(const std::vector<std::pair<std::string_view, std::string_view>>& merges,
                                   std::string_view name) {
    merges_.reserve(merges.size());
    for (std::size_t rank = 0; rank < merges.size(); ++rank) {
        const auto& [left, right] = merges[rank];
        const std::string joined = std::string(left) + std::string(right);
        const auto left_id = find(left), right_id = find(right), joined_id = find(joined);
        if (!left_id || !right_id || !joined_id)
            return fail(ErrorCode::bad_input, "{}: merge {} ('{} {}') needs '{}', which is not in the vocabulary", name,
                        rank + 1, left, right,
                        !left_id    ? left
                        : !right_id ? right
                                    : std::string_view(joined));
        const auto [entry, is_new] =
            merges_.try_emplace(pair_key(*left_id, *right_id), Merge{static_cast<std::int32_t>(rank), *joined_id});
        if (!is_new)
            return fail(ErrorCode::bad_input, "{}: merge {} ('{} {}') repeats merge {}", name, rank + 1, left, right,
                        entry->second.rank + 1);
    }
    return {};
}

} // namespace sfumato
