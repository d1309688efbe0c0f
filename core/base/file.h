// Files: memory mapping, whole reads, atomic writes. Errors name the path and what the system said.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <filesystem>
#include <functional>
#include <string>

namespace sfumato {

/// A read-only private mapping of a whole regular file. Moves, does not copy.
class MappedFile {
public:
    /// Errors: not_found, permission, bad_input (a folder or device), io.
    static Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();
    Bytes bytes() const { return {data_, size_}; }
    /// Gives the pages that were read so far back to the system; bytes() stays valid and is read anew when used.
    void drop_pages() const;
    const std::filesystem::path& path() const { return path_; }

private:
    MappedFile() = default;
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
    std::filesystem::path path_;
};

/// The whole file as text. Refuses files larger than `limit` bytes.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit = 1ull << 30);

/// What to do when the target exists already.
enum class Overwrite { refuse, replace };

/// Writes beside the target, flushes to disk and renames into place: afterwards the target holds all of `bytes`
/// or is untouched. With Overwrite::refuse an existing target (also one made meanwhile) is error already_exists.
Result<> write_file_atomically(const std::filesystem::path& path, Bytes bytes,
                               Overwrite overwrite = Overwrite::replace);

/// Error for an errno value: maps ENOENT, EACCES, ENOSPC... to codes; the message is "PATH: what: system text".
tl::unexpected<Error> fail_errno(int error_number, const std::filesystem::path& path, std::string_view what);

/// $XDG_DATA_HOME/sfumato, $XDG_CACHE_HOME/sfumato, $XDG_CONFIG_HOME/sfumato with their usual fallbacks below $HOME.
std::filesystem::path user_data_dir();
std::filesystem::path user_cache_dir();
std::filesystem::path user_config_dir();

} // namespace sfumato
