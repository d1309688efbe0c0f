#include "store/trash.h"

#include "base/file.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr int max_names = 10000;

std::optional<dev_t> device_of(const fs::path& path) {
    struct stat about {};
    if (::lstat(path.c_str(), &about) != 0) return std::nullopt;
    return about.st_dev;
}

/// The highest folder on the file system of `path`.
fs::path top_folder(const fs::path& path, dev_t device) {
    fs::path top = path.parent_path();
    while (top.has_parent_path() && top.parent_path() != top && device_of(top.parent_path()) == device)
        top = top.parent_path();
    return top;
}

fs::path home_trash() {
    const char* data = std::getenv("XDG_DATA_HOME");
    if (data != nullptr && data[0] == '/') return fs::path(data) / "Trash";
    const char* home = std::getenv("HOME");
    return home != nullptr && home[0] == '/' ? fs::path(home) / ".local" / "share" / "Trash" : fs::path();
}

/// A trash folder that exists, is a folder of ours and lies on `device`.
bool usable(const fs::path& trash, dev_t device) {
    std::error_code error;
    if (trash.empty()) return false;
    fs::create_directories(trash / "files", error);
    fs::create_directories(trash / "info", error);
    struct stat about {};
    if (::lstat(trash.c_str(), &about) != 0 || !S_ISDIR(about.st_mode) || about.st_uid != ::getuid()) return false;
    return device_of(trash / "files") == device && ::access((trash / "files").c_str(), W_OK | X_OK) == 0 &&
           ::access((trash / "info").c_str(), W_OK | X_OK) == 0;
}

/// RFC 2396 escapes, as the specification asks for.
std::string escaped(const std::string& path) {
    std::string out;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= '0' && byte <= '9') ||
                           std::string_view("/-_.~!$&'()*+,;=:@").find(c) != std::string_view::npos;
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return out;
}

std::string info_text(const fs::path& path, const fs::path& top, std::chrono::system_clock::time_point time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    const fs::path shown =
        top.empty() ? path : path.lexically_relative(top); // those at the top of a file system are relative
    return fmt::format("[Trash Info]\nPath={}\nDeletionDate={:04}-{:02}-{:02}T{:02}:{:02}:{:02}\n",
                       escaped(shown.string()), local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, local.tm_hour,
                       local.tm_min, local.tm_sec);
}

/// "name.png", then "name.2.png"...
std::string numbered(const fs::path& name, int number, char mark) {
    if (number == 1) return name.string();
    return fmt::format("{}{}{}{}", name.stem().string(), mark, number, name.extension().string());
}

Result<TrashPlace> reserve_in(const fs::path& trash, const fs::path& path, const std::string& info) {
    for (int number = 1; number <= max_names; ++number) {
        const std::string name = numbered(path.filename(), number, '.');
        TrashPlace place{trash / "files" / name, trash / "info" / (name + ".trashinfo")};
        const auto written = write_file_atomically(place.info, as_bytes(info), Overwrite::refuse);
        if (!written && written.error().code == ErrorCode::already_exists) continue;
        SF_CHECK(written);
        if (!device_of(place.file)) return place; // nothing there
        ::unlink(place.info.c_str());
    }
    return fail(ErrorCode::already_exists, "{}: the trash has {} files of this name already", path.string(), max_names);
}

Result<TrashPlace> reserve_beside(const fs::path& path) {
    const fs::path folder = path.parent_path() / ".sfumato-trash";
    std::error_code error;
    fs::create_directory(folder, error);
    if (error) return fail_errno(error.value(), folder, "cannot make a folder for deleted pictures");
    for (int number = 1; number <= max_names; ++number) {
        const fs::path file = folder / numbered(path.filename(), number, '.');
        if (!device_of(file)) return TrashPlace{file, {}};
    }
    return fail(ErrorCode::already_exists, "{}: {} deleted pictures of this name are there already", folder.string(),
                max_names);
}

} // namespace

Result<TrashPlace> reserve_trash(const fs::path& path, std::chrono::system_clock::time_point time) {
    const auto device = device_of(path);
    if (!device) return fail_errno(errno, path, "cannot be deleted");
    if (const fs::path trash = home_trash(); usable(trash, *device))
        return reserve_in(trash, path, info_text(path, {}, time));
    const fs::path top = top_folder(path, *device);
    const fs::path trash = top / fmt::format(".Trash-{}", ::getuid());
    if (usable(trash, *device)) return reserve_in(trash, path, info_text(path, top, time));
    return reserve_beside(path);
}

Result<> rename_refusing(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
    if (errno != EINVAL && errno != ENOSYS) return fail_errno(errno, to, "cannot be moved here");
    // A file system without this call: link() refuses taken names, too.
    if (::link(from.c_str(), to.c_str()) != 0) return fail_errno(errno, to, "cannot be moved here");
    if (::unlink(from.c_str()) != 0) {
        const int reason = errno;
        ::unlink(to.c_str());
        return fail_errno(reason, from, "cannot be moved away");
    }
    return {};
}

Result<> move_to_trash(const fs::path& path, const TrashPlace& place) {
    auto moved = rename_refusing(path, place.file);
    if (!moved && !place.info.empty()) ::unlink(place.info.c_str());
    return moved;
}

Result<fs::path> take_from_trash(const TrashPlace& place, const fs::path& original) {
    std::error_code error;
    if (!fs::exists(fs::symlink_status(place.file, error)))
        return fail(ErrorCode::not_found, "{}: is no longer in the trash (expected {})", original.string(),
                    place.file.string());
    fs::create_directories(original.parent_path(), error);
    if (error) return fail_errno(error.value(), original.parent_path(), "cannot make this folder");
    for (int number = 1; number <= max_names; ++number) {
        fs::path target = original.parent_path() / numbered(original.filename(), number, '-');
        auto moved = rename_refusing(place.file, target);
        if (!moved && moved.error().code == ErrorCode::already_exists) continue;
        SF_CHECK(std::move(moved));
        if (!place.info.empty()) ::unlink(place.info.c_str());
        return target;
    }
    return fail(ErrorCode::already_exists, "{}: {} files of this name exist already", original.string(), max_names);
}

} // namespace sfumato
