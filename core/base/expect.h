// Bugs abort, in every build: a wrong assumption must not turn into a wrong picture.
#pragma once

#include <source_location>
#include <string_view>

namespace sfumato {

[[noreturn]] void expect_failed(std::string_view what, std::source_location where);

/// Aborts with `what` when `condition` is false. For programming errors only; the world's errors are Result.
inline void expect(bool condition, std::string_view what,
                   std::source_location where = std::source_location::current()) {
    if (!condition) [[unlikely]]
        expect_failed(what, where);
}

} // namespace sfumato
