#include "engine/hash_memory.h"

#include "base/file.h"
#include "base/log.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace sfumato {
namespace {

using Json = nlohmann::ordered_json;

constexpr int memory_version = 1;
constexpr std::uint64_t max_memory_bytes = 4 << 20;
constexpr std::size_t max_entries = 2000;

bool is_sha256(std::string_view text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(),
                                            [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

} // namespace

std::string file_stamps(std::span<const std::filesystem::path> files) {
    std::string stamps;
    for (const std::filesystem::path& file : files) {
        struct stat status {};
        if (::stat(file.c_str(), &status) != 0) return {};
        std::error_code error;
        const std::filesystem::path whole = std::filesystem::absolute(file, error);
        // Times of change cannot be set by programs, so a copied-over file of the same size and date is noticed.
        stamps += fmt::format("{}|{}|{}|{}.{:09}\n", whole.string(), status.st_size, status.st_ino,
                              status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
    }
    return stamps;
}

std::string known_hashes_to_json(const KnownHashes& hashes) {
    Json json{{"sfumato_model_hashes", memory_version}, {"hashes", Json::object()}};
    for (const auto& [stamps, sha256] : hashes)
        json["hashes"][stamps] = sha256;
    return json.dump(0, ' ', false, Json::error_handler_t::replace);
}

Result<KnownHashes> known_hashes_from_json(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return fail(ErrorCode::bad_input, "found no JSON object, expected one");
    const auto version = json.find("sfumato_model_hashes");
    if (version == json.end() || *version != memory_version)
        return fail(ErrorCode::bad_input, "field sfumato_model_hashes: found {}, expected {}",
                    version == json.end() ? "nothing" : version->dump(-1, ' ', true, Json::error_handler_t::replace),
                    memory_version);
    const auto entries = json.find("hashes");
    if (entries == json.end() || !entries->is_object())
        return fail(ErrorCode::bad_input, "field hashes: found {}, expected an object",
                    entries == json.end() ? "nothing" : entries->type_name());
    KnownHashes hashes;
    for (const auto& [stamps, value] : entries->items()) {
        if (!value.is_string() || !is_sha256(value.get_ref<const std::string&>()))
            return fail(ErrorCode::bad_input, "field hashes: found {} for {}, expected 64 hexadecimal digits",
                        value.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 80), stamps.substr(0, 80));
        hashes[stamps] = value.get<std::string>();
    }
    return hashes;
}

std::filesystem::path hash_memory_file() {
    return user_cache_dir() / "model-hashes.json";
}

KnownHashes remembered_hashes(const std::filesystem::path& memory) {
    std::error_code error;
    if (!std::filesystem::exists(memory, error)) return {};
    const Result<std::string> text = read_file(memory, max_memory_bytes);
    Result<KnownHashes> hashes = text ? known_hashes_from_json(*text) : tl::unexpected(text.error());
    if (hashes) return std::move(*hashes);
    log(LogLevel::warning, "{}: {}; model hashes are reckoned anew", memory.string(), hashes.error().text());
    return {};
}

std::optional<std::string> recall_hash(const KnownHashes& hashes, const std::string& stamps) {
    const auto found = stamps.empty() ? hashes.end() : hashes.find(stamps);
    if (found == hashes.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> recall_hash(const std::filesystem::path& memory, const std::string& stamps) {
    if (stamps.empty()) return std::nullopt; // before the file is read for nothing
    return recall_hash(remembered_hashes(memory), stamps);
}

void remember_hash(const std::filesystem::path& memory, const std::string& stamps, const std::string& sha256) {
    if (stamps.empty()) return;
    KnownHashes hashes = remembered_hashes(memory);
    if (hashes.size() >= max_entries) hashes.clear(); // it costs a reckoning each, and no order is kept
    hashes[stamps] = sha256;
    std::error_code error;
    std::filesystem::create_directories(memory.parent_path(), error); // what is wrong with it, the write tells
    const std::string text = known_hashes_to_json(hashes);
    if (const Result<> written = write_file_atomically(memory, std::as_bytes(std::span(text))); !written)
        log(LogLevel::warning, "the model's hash cannot be remembered: {}", written.error().text());
}

Result<std::string> recalled_or_reckoned(std::span<const std::filesystem::path> files,
                                         const std::function<Result<std::string>()>& reckon) {
    const std::filesystem::path memory = hash_memory_file();
    const std::string stamps = file_stamps(files);
    if (const auto known = recall_hash(memory, stamps)) return *known;
    SF_TRY(std::string hash, reckon());
    if (file_stamps(files) == stamps) remember_hash(memory, stamps, hash);
    return hash;
}

} // namespace sfumato
