// A new file beside a target, for what is moved into place when it is whole.
#pragma once

#include <filesystem>
#include <string>

namespace sfumato {

struct PartFile {
    int fd = -1;      ///< open for writing; -1: errno says why
    std::string name; ///< the target's, ".part-" and six characters
};

/// With the rights of an ordinary file, as the process' umask leaves them. The caller closes and removes or renames it.
PartFile open_part_file(const std::filesystem::path& target);

} // namespace sfumato
