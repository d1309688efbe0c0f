// Hashes of model files that were reckoned before: a file that has not changed since need not be read through again.
#pragma once

#include "base/error.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sfumato {

/// What identifies the present content of files without reading them: path, size, time of change, inode of each.
/// Empty when one of them cannot be looked at.
std::string file_stamps(std::span<const std::filesystem::path> files);

/// stamps -> SHA-256 (64 lower-case hex digits).
using KnownHashes = std::map<std::string, std::string>;

/// As kept on disk. Error: bad_input, naming field, found and expected.
std::string known_hashes_to_json(const KnownHashes& hashes);
Result<KnownHashes> known_hashes_from_json(std::string_view text);

/// $XDG_CACHE_HOME/sfumato/model-hashes.json: the memory of the program.
std::filesystem::path hash_memory_file();
/// All that is remembered in `memory`. A broken file is ignored with a line in the log.
KnownHashes remembered_hashes(const std::filesystem::path& memory);
/// The hash remembered in `memory` for these stamps.
std::optional<std::string> recall_hash(const std::filesystem::path& memory, const std::string& stamps);
std::optional<std::string> recall_hash(const KnownHashes& hashes, const std::string& stamps);
/// Adds to what is remembered, at most some thousand entries. Failing to write costs only time: it is logged.
void remember_hash(const std::filesystem::path& memory, const std::string& stamps, const std::string& sha256);

/// The hash that the program remembers for `files`, else what `reckon` gives. That is remembered, but not of files that
/// changed meanwhile. Errors: those of `reckon`.
Result<std::string> recalled_or_reckoned(std::span<const std::filesystem::path> files,
                                         const std::function<Result<std::string>()>& reckon);

} // namespace sfumato
