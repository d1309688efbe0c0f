#include "base/file.h"

#include "base/part_file.h"

#include <fcntl.h>
#include <fmt/std.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace sfumato {
namespace {

/// Closes a descriptor at the end of a scope.
struct Descriptor {
    int fd = -1;
    explicit Descriptor(int value) : fd(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close_now(); }
    int close_now() {
        const int result = fd >= 0 ? ::close(fd) : 0;
        fd = -1;
        return result;
    }
};

Result<> write_all(int fd, Bytes bytes, const std::filesystem::path& path) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail_errno(errno, path, "cannot write");
        done += static_cast<std::size_t>(n);
    }
    return {};
}

std::filesystem::path xdg_dir(const char* variable, const char* fallback) {
    // The XDG specification says that relative paths in these variables are invalid and to be ignored.
    if (const char* value = std::getenv(variable); value != nullptr && value[0] == '/')
        return std::filesystem::path(value) / "sfumato";
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr ? home : "/") / fallback / "sfumato";
}

} // namespace

tl::unexpected<Error> fail_errno(int error_number, const std::filesystem::path& path, std::string_view what) {
    ErrorCode code = ErrorCode::io;
    switch (error_number) {
    case ENOENT:
    case ENOTDIR: code = ErrorCode::not_found; break;
    case EACCES:
    case EPERM:
    case EROFS: code = ErrorCode::permission; break;
    case ENOSPC:
    case EDQUOT: code = ErrorCode::no_space; break;
    case ENOMEM: code = ErrorCode::out_of_memory; break;
    case EEXIST: code = ErrorCode::already_exists; break;
    default: break;
    }
    return fail(code, "{}: {}: {}", path.string(), what, std::strerror(error_number));
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)), path_(std::move(other.path_)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(path_, other.path_);
    return *this;
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

void MappedFile::drop_pages() const {
    if (data_ != nullptr)
        ::madvise(const_cast<std::byte*>(data_), size_, MADV_DONTNEED); // a hint: failing does no harm
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    // O_NONBLOCK: opening a FIFO must not hang; only regular files pass the check below.
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.fd < 0) return fail_errno(errno, path, "cannot open");
    struct stat info {};
    if (::fstat(file.fd, &info) != 0) return fail_errno(errno, path, "cannot read its size");
    if (S_ISDIR(info.st_mode)) return fail(ErrorCode::bad_input, "{}: is a folder, expected a file", path.string());
    if (!S_ISREG(info.st_mode)) return fail(ErrorCode::bad_input, "{}: is not a regular file", path.string());
    MappedFile out;
    out.path_ = path;
    out.size_ = static_cast<std::size_t>(info.st_size);
    if (out.size_ == 0) return out;
    void* address = ::mmap(nullptr, out.size_, PROT_READ, MAP_PRIVATE, file.fd, 0);
    if (address == MAP_FAILED) return fail_errno(errno, path, "cannot map into memory");
    out.data_ = static_cast<const std::byte*>(address);
    return out;
}

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit) {
    SF_TRY(MappedFile file, MappedFile::open(path));
    if (file.bytes().size() > limit)
        return fail(ErrorCode::bad_input, "{}: is {} bytes, expected at most {}", path.string(), file.bytes().size(),
                    limit);
    return std::string(as_text(file.bytes()));
}

Result<> write_file_atomically(const std::filesystem::path& path, Bytes bytes, Overwrite overwrite) {
    const PartFile part = open_part_file(path);
    Descriptor file(part.fd);
    if (file.fd < 0) return fail_errno(errno, path, "cannot create a file beside it");
    auto give_up = [&](Result<> error) {
        ::unlink(part.name.c_str());
        return error;
    };
    if (auto written = write_all(file.fd, bytes, path); !written) return give_up(written);
    if (::fsync(file.fd) != 0) return give_up(fail_errno(errno, path, "cannot flush to disk"));
    if (file.close_now() != 0) return give_up(fail_errno(errno, path, "cannot finish writing"));
    if (overwrite == Overwrite::refuse) {
        // link() fails when the target exists, which rename() does not.
        if (::link(part.name.c_str(), path.c_str()) == 0) {
            ::unlink(part.name.c_str());
        } else if (errno == EEXIST) {
            return give_up(fail(ErrorCode::already_exists, "{}: exists already", path.string()));
        } else if (std::filesystem::exists(path)) { // file systems without hard links
            return give_up(fail(ErrorCode::already_exists, "{}: exists already", path.string()));
        } else if (::rename(part.name.c_str(), path.c_str()) != 0) {
            return give_up(fail_errno(errno, path, "cannot move into place"));
        }
    } else if (::rename(part.name.c_str(), path.c_str()) != 0) {
        return give_up(fail_errno(errno, path, "cannot move into place"));
    }
    Descriptor folder(
        ::open(path.parent_path().empty() ? "." : path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.fd >= 0) (void)::fsync(folder.fd); // makes the new name survive a power loss
    return {};
}

std::filesystem::path user_data_dir() {
    return xdg_dir("XDG_DATA_HOME", ".local/share");
}
std::filesystem::path user_cache_dir() {
    return xdg_dir("XDG_CACHE_HOME", ".cache");
}
std::filesystem::path user_config_dir() {
    return xdg_dir("XDG_CONFIG_HOME", ".config");
}

} // namespace sfumato
