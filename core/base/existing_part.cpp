#include "base/existing_part.h"

#include <system_error>

namespace sfumato {

namespace fs = std::filesystem;

fs::path existing_part(fs::path path) {
    std::error_code error;
    while (!path.empty() && !fs::exists(path, error) && path.has_parent_path() && path.parent_path() != path)
        path = path.parent_path();
    return path.empty() || !fs::exists(path, error) ? fs::path(".") : path;
}

} // namespace sfumato
