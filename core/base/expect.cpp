#include "base/expect.h"

#include <cstdio>
#include <cstdlib>

namespace sfumato {

void expect_failed(std::string_view what, std::source_location where) {
    std::fprintf(stderr, "fatal: %.*s (%s:%u)\n", static_cast<int>(what.size()), what.data(), where.file_name(),
                 static_cast<unsigned>(where.line()));
    std::abort();
}

} // namespace sfumato
