#include "base/part_file.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace sfumato {

// Not mkstemp(): its files are for the owner alone, and to give them the usual rights one has to know the umask, which
// can only be read by changing it, for a moment and for every thread of the process.
PartFile open_part_file(const std::filesystem::path& target) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    constexpr int attempts = 100; // 62^6 names: a second one is hardly ever needed
    PartFile part;
    for (int i = 0; i < attempts; ++i) {
        std::array<unsigned char, 6> random{};
        if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) break;
        part.name = target.string() + ".part-";
        for (const unsigned char byte : random)
            part.name += letters[byte % letters.size()];
        part.fd = ::open(part.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (part.fd >= 0 || errno != EEXIST) break;
    }
    return part;
}

} // namespace sfumato
