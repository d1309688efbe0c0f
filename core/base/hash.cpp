#include "base/hash.h"

#include "base/expect.h"

#include <array>
#include <openssl/evp.h>

namespace sfumato {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() {
        expect(context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1,
               "libcrypto offers no SHA-256");
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(Bytes bytes) {
    expect(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1, "SHA-256: update after the end");
}

std::string Sha256::finish_hex() {
    std::array<unsigned char, 32> digest{};
    unsigned size = 0;
    expect(EVP_DigestFinal_ex(state_->context, digest.data(), &size) == 1 && size == digest.size(),
           "SHA-256: finished twice");
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const unsigned char byte : digest) {
        out += digits[byte >> 4];
        out += digits[byte & 0xF];
    }
    return out;
}

std::string sha256_hex(Bytes bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finish_hex();
}

} // namespace sfumato
