// Looking through folders: what is new, what has changed, what was moved, what is missing.
#pragma once

#include "base/cancel.h"
#include "store/catalogue.h"

#include <functional>

namespace sfumato {

struct ScanProgress {
    std::size_t seen = 0; ///< picture files met
    std::size_t read = 0; ///< of these, opened because they are new or have changed
    std::string folder;   ///< where the scan is
};

struct ScanReport {
    std::size_t seen = 0;
    std::size_t added = 0;
    std::size_t changed = 0;
    std::size_t moved = 0;             ///< found at another path; their marks went along
    std::size_t returned = 0;          ///< were missing and are back
    std::size_t missing = 0;           ///< newly missing; they stay in the index
    std::vector<std::string> problems; ///< files and folders that could not be read; at most max_problems
    std::size_t more_problems = 0;
    /// Looked through, the root first, then the latest changed; for a watcher. At most max_folders.
    std::vector<std::filesystem::path> folders;
    bool cancelled = false; ///< what was found so far is in the index; nothing was marked missing
    static constexpr std::size_t max_problems = 100;
    static constexpr std::size_t max_folders = 10'000;
};

/// Brings the index up to date with `folder` and everything below it; hidden folders and links to folders are left
/// out. Files whose size and time are known are not opened; the others are read up to their pixels. A new file with the
/// fingerprint of an entry whose file has gone is that entry, moved. When the folder itself cannot be read, its
/// pictures are missing, too (an unplugged disk); what lies in a folder without permission stays as it is.
/// Errors: permission (the index is read-only) and those of the database.
Result<ScanReport> scan_folder(Catalogue& catalogue, const std::filesystem::path& folder, const CancelToken& cancel,
                               const std::function<void(const ScanProgress&)>& on_progress = {});

/// The same for single files, as a file watcher names them: those that exist are read, the others are missing.
Result<ScanReport> scan_files(Catalogue& catalogue, std::span<const std::filesystem::path> files);

/// Absolute and without "." and "..": how folders and files are kept in the index.
std::filesystem::path catalogue_path(const std::filesystem::path& path);

} // namespace sfumato
