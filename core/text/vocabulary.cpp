#include "text/vocabulary.h"

#include "base/file.h"

#include <cstdlib>
#include <optional>

namespace sfumato {

namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}
bool is_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

/// The vocabulary in a folder itself or a file; nothing if it holds none.
std::optional<Result<ClipTokenizer>> vocabulary_at(const fs::path& path) {
    if (is_file(path)) {
        if (path.filename() == "vocab.json" || path.filename() == "merges.txt")
            return ClipTokenizer::from_vocab_and_merges(path.parent_path() / "vocab.json",
                                                        path.parent_path() / "merges.txt");
        return ClipTokenizer::from_merges_gz(path);
    }
    const fs::path vocab = path / "vocab.json", merges = path / "merges.txt", packed = path / clip_merges_gz_name;
    if (is_file(vocab) && is_file(merges)) return ClipTokenizer::from_vocab_and_merges(vocab, merges);
    if (is_file(packed)) return ClipTokenizer::from_merges_gz(packed);
    return std::nullopt;
}

} // namespace

Result<ClipTokenizer> open_clip_tokenizer(const fs::path& path) {
    for (const fs::path& place : {path, path / "tokenizer"})
        if (auto found = vocabulary_at(place)) return std::move(*found);
    return fail(ErrorCode::not_found,
                "{}: no CLIP vocabulary there; expected vocab.json with merges.txt, or {} (SHA-256 {})", path.string(),
                clip_merges_gz_name, clip_merges_gz_sha256);
}

std::vector<fs::path> clip_vocabulary_places(const fs::path& checkpoint_path, const fs::path& configured_path) {
    std::vector<fs::path> places;
    if (!checkpoint_path.empty()) {
        fs::path folder = is_folder(checkpoint_path) ? checkpoint_path : checkpoint_path.parent_path();
        if (folder.empty()) folder = ".";
        places.push_back(folder);
        places.push_back(folder / "tokenizer");
    }
    if (!configured_path.empty()) {
        places.push_back(configured_path);
        if (!is_file(configured_path)) places.push_back(configured_path / "tokenizer");
    }
    if (const char* variable = std::getenv("SFUMATO_TOKENIZERS"); variable != nullptr && *variable != '\0') {
        places.push_back(fs::path(variable) / "clip");
        places.emplace_back(variable);
    }
    places.push_back(user_data_dir() / "tokenizers" / "clip");
    return places;
}

Result<ClipTokenizer> find_clip_tokenizer(const fs::path& checkpoint_path, const fs::path& configured_path) {
    std::string listed;
    for (const fs::path& place : clip_vocabulary_places(checkpoint_path, configured_path)) {
        if (auto found = vocabulary_at(place))
            return with_context(std::move(*found), "while loading the CLIP vocabulary");
        listed += (listed.empty() ? "" : ", ") + place.string();
    }
    return fail(
        ErrorCode::not_found,
        "{}: the CLIP vocabulary is missing (a single-file checkpoint carries none). Needed: {} with SHA-256 {}, or "
        "the model's vocab.json together with merges.txt. Put it into one of these folders: {}; or name a folder "
        "in the environment variable SFUMATO_TOKENIZERS",
        checkpoint_path.string(), clip_merges_gz_name, clip_merges_gz_sha256, listed);
}

} // namespace sfumato
