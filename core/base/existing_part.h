// Where something could be made that is not there yet.
#pragma once

#include <filesystem>

namespace sfumato {

/// The nearest part of a path, on the way up, that exists; "." where no part of a relative one does.
std::filesystem::path existing_part(std::filesystem::path path);

} // namespace sfumato
