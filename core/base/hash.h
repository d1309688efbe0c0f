// SHA-256 (FIPS 180-4), for model hashes and vocabulary checks.
#pragma once

#include "base/bytes.h"

#include <array>
#include <cstdint>
#include <string>

namespace sfumato {

class Sha256 {
public:
    void update(Bytes bytes);
    /// 64 lower-case hex digits. The object is spent afterwards.
    std::string finish_hex();

private:
    void block(const std::byte* data);
    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::byte, 64> pending_{};
    std::size_t pending_size_ = 0;
    std::uint64_t total_ = 0;
};

/// SHA-256 of all bytes, 64 lower-case hex digits.
std::string sha256_hex(Bytes bytes);

} // namespace sfumato
