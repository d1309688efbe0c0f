// How many bytes the process has unpacked with zlib: what bombs cost, on machines of any speed.
#pragma once

#include <cstdint>

namespace sfumato::test {

/// Since the program's start, by whatever library; may be asked on any thread.
std::uint64_t inflated_bytes();

} // namespace sfumato::test
