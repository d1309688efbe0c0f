// The time of day as it is kept in files.
#pragma once

#include <chrono>
#include <cstdint>

namespace sfumato {

/// Seconds since 1970 (UTC).
inline std::int64_t unix_seconds() {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace sfumato
