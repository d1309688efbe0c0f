// Reading and checking vocabularies.
#include "base/file.h"
#include "base/hash.h"
#include "text/bpe.h"
#include "text/byte_symbols.h"
#include "text/gunzip.h"

#include <nlohmann/json.hpp>

#include <unordered_set>

namespace sfumato {

namespace {

using Json = nlohmann::json;
using MergePairs = std::vector<std::pair<std::string_view, std::string_view>>;

constexpr std::uint64_t max_vocabulary_bytes = 64u << 20;

/// The symbols by id. Refuses anything that is not an object of distinct strings to the ids 0 .. n-1.
Result<std::vector<std::string>> symbols_of_json(std::string_view text, std::string_view name) {
    std::unordered_set<std::string> keys;
    std::string repeated;
    const auto note_keys = [&](int, Json::parse_event_t event, Json& value) {
        if (event == Json::parse_event_t::key) {
            const auto& key = value.get_ref<const std::string&>();
            if (!keys.insert(key).second) repeated = key;
        }
        return true;
    };
    const Json json = Json::parse(text, note_keys, false);
    if (json.is_discarded()) return fail(ErrorCode::bad_input, "{}: not valid JSON", name);
    if (!json.is_object())
        return fail(ErrorCode::bad_input, "{}: found a JSON {}, expected an object of symbols to ids", name,
                    json.type_name());
    if (!repeated.empty()) return fail(ErrorCode::bad_input, "{}: symbol '{}' occurs twice", name, repeated);
    std::vector<std::string> symbols(json.size());
    std::vector<bool> taken(json.size());
    for (const auto& [symbol, value] : json.items()) {
        if (!value.is_number_integer() || value < 0 || value >= json.size())
            return fail(ErrorCode::bad_input, "{}: id of '{}' is {}, expected a whole number from 0 to {}", name,
                        symbol, value.dump(-1, ' ', false, Json::error_handler_t::replace), json.size() - 1);
        const auto id = value.get<std::size_t>();
        if (taken[id])
            return fail(ErrorCode::bad_input, "{}: '{}' and '{}' have the same id {}", name, symbols[id], symbol, id);
        taken[id] = true;
        symbols[id] = symbol;
    }
    return symbols;
}

/// The pairs in file order, empty lines left out, at most `limit`.
Result<MergePairs> read_merges(std::string_view text, std::string_view name, bool has_title, std::size_t limit) {
    MergePairs merges;
    std::size_t line_number = 0;
    while (!text.empty() && merges.size() < limit) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line_number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line_number == 1 && (has_title || line.starts_with("#version"))) continue;
        if (line.empty()) continue;
        const std::size_t space = line.find(' ');
        if (space == 0 || space == line.npos || space + 1 == line.size() || line.find(' ', space + 1) != line.npos)
            return fail(ErrorCode::bad_input, "{}: line {} is '{}', expected two symbols and a space between them",
                        name, line_number, line.substr(0, 80));
        merges.emplace_back(line.substr(0, space), line.substr(space + 1));
    }
    return merges;
}

} // namespace

Result<ClipTokenizer> ClipTokenizer::from_vocab_and_merges_text(std::string_view vocab_json,
                                                                std::string_view merges_txt, std::string_view name) {
    ClipTokenizer tokenizer;
    SF_TRY(auto symbols, symbols_of_json(vocab_json, name));
    SF_TRY(const auto merges, read_merges(merges_txt, name, false, std::size_t{1} << 24));
    SF_CHECK(tokenizer.add_symbols(std::move(symbols), name));
    SF_CHECK(tokenizer.add_merges(merges, name));
    return tokenizer;
}

Result<ClipTokenizer> ClipTokenizer::from_vocab_and_merges(const std::filesystem::path& vocab_json,
                                                           const std::filesystem::path& merges_txt) {
    SF_TRY(const auto vocab, read_file(vocab_json, max_vocabulary_bytes));
    SF_TRY(const auto merges, read_file(merges_txt, max_vocabulary_bytes));
    return from_vocab_and_merges_text(vocab, merges,
                                      fmt::format("{} with {}", vocab_json.string(), merges_txt.filename().string()));
}

Result<ClipTokenizer> ClipTokenizer::from_merges_text(std::string_view text, std::string_view name,
                                                      std::size_t max_merges) {
    SF_TRY(const auto merges, read_merges(text, name, true, max_merges));
    if (merges.empty()) return fail(ErrorCode::bad_input, "{}: no merges found", name);
    std::vector<std::string> symbols;
    symbols.reserve(512 + merges.size() + 2);
    for (const std::string_view suffix : {std::string_view(), end_of_word})
        for (const std::uint8_t byte : bytes_in_vocabulary_order())
            symbols.push_back(symbol_of_byte(byte) + std::string(suffix));
    for (const auto& [left, right] : merges)
        symbols.push_back(std::string(left) + std::string(right));
    symbols.emplace_back("<|startoftext|>");
    symbols.emplace_back("<|endoftext|>");
    ClipTokenizer tokenizer;
    SF_CHECK(tokenizer.add_symbols(std::move(symbols), name));
    SF_CHECK(tokenizer.add_merges(merges, name));
    return tokenizer;
}

Result<ClipTokenizer> ClipTokenizer::from_merges_gz(const std::filesystem::path& path) {
    SF_TRY(const auto packed, read_file(path, max_vocabulary_bytes));
    const std::string hash = sha256_hex(as_bytes(packed));
    if (hash != clip_merges_gz_sha256)
        return fail(ErrorCode::bad_input, "{}: not CLIP's vocabulary: SHA-256 is {}, expected {}", path.string(), hash,
                    clip_merges_gz_sha256);
    SF_TRY(const auto text, gunzip(as_bytes(packed), max_vocabulary_bytes, path.string()));
    return from_merges_text(text, path.string());
}

} // namespace sfumato
