// SHA-256 (FIPS 180-4) by libcrypto, which uses the processor's own instructions for it; for model hashes and
// vocabulary checks.
#pragma once

#include "base/bytes.h"

#include <memory>
#include <string>

namespace sfumato {

class Sha256 {
public:
    Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    ~Sha256();
    void update(Bytes bytes);
    /// 64 lower-case hex digits. The object is spent afterwards.
    std::string finish_hex();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// SHA-256 of all bytes, 64 lower-case hex digits.
std::string sha256_hex(Bytes bytes);

} // namespace sfumato
