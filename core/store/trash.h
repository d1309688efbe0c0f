// Moving files into the trash and back (freedesktop.org Trash specification 1.0).
#pragma once

#include "base/error.h"

#include <chrono>
#include <filesystem>

namespace sfumato {

/// Where a file would go. Both names are taken for this file: the info file exists already.
struct TrashPlace {
    std::filesystem::path file; ///< the file's new path
    std::filesystem::path info; ///< the ".trashinfo" beside it; empty in the fallback folder
};

/// Chooses and reserves a place on the file system of `path`: the user's own trash, else that of the file system
/// (".Trash-UID" at its top), else a folder ".sfumato-trash" beside the picture. Errors: not_found, permission,
/// no_space, io.
Result<TrashPlace> reserve_trash(const std::filesystem::path& path, std::chrono::system_clock::time_point time);

/// Moves the file there. Errors as above; the reservation is given up then.
Result<> move_to_trash(const std::filesystem::path& path, const TrashPlace& place);

/// Moves the file back to `original`, or beside it under a free name "NAME-2.png"; gives the path. Folders are made.
/// Errors: not_found (no longer in the trash), permission, no_space, io.
Result<std::filesystem::path> take_from_trash(const TrashPlace& place, const std::filesystem::path& original);

/// rename() that never replaces a file. Errors: already_exists and those above.
Result<> rename_refusing(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace sfumato
