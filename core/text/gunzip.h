// gzip files in memory.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sfumato {

/// Unpacks one gzip member. Errors (bad_input): damaged, cut off, or larger than `limit` bytes when unpacked.
Result<std::string> gunzip(Bytes packed, std::uint64_t limit, std::string_view name);

} // namespace sfumato
