#include "base/random.h"

#include "base/expect.h"

#include <cmath>
#include <numbers>

namespace sfumato {
namespace {

/// Turns 16 uniforms into 16 normals in place, as torch's normal_fill does (Box-Muller on pairs eight apart).
/// The transcendental functions run in double: torch's vectorised ones are within an ulp of the true value, and a
/// correctly rounded result is the same on every machine.
template <class T> void box_muller_16(T* block) {
    for (int j = 0; j < 8; ++j) {
        const T u1 = T(1) - block[j];
        const T u2 = block[j + 8];
        const T radius = static_cast<T>(std::sqrt(-2.0 * std::log(static_cast<double>(u1))));
        const T theta = T(2) * static_cast<T>(std::numbers::pi) * u2;
        block[j] = radius * static_cast<T>(std::cos(static_cast<double>(theta)));
        block[j + 8] = radius * static_cast<T>(std::sin(static_cast<double>(theta)));
    }
}

template <class T, class Uniform> void fill_blocks(std::span<T> out, Uniform uniform) {
    for (T& value : out)
        value = uniform();
    for (std::size_t at = 0; at + 16 <= out.size(); at += 16)
        box_muller_16(out.data() + at);
    if (out.size() % 16 != 0) {
        T* last = out.data() + out.size() - 16;
        for (int j = 0; j < 16; ++j)
            last[j] = uniform();
        box_muller_16(last);
    }
}

constexpr std::size_t block_regime = 16;

} // namespace

Mt19937::Mt19937(std::uint32_t seed) {
    state_[0] = seed;
    for (std::uint32_t i = 1; i < state_.size(); ++i)
        state_[i] = 1812433253u * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
}

void Mt19937::twist() {
    constexpr std::size_t n = 624, m = 397;
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t y = (state_[i] & 0x80000000u) | (state_[(i + 1) % n] & 0x7fffffffu);
        state_[i] = state_[(i + m) % n] ^ (y >> 1) ^ ((y & 1u) != 0 ? 0x9908b0dfu : 0u);
    }
    at_ = 0;
}

std::uint32_t Mt19937::next() {
    if (at_ == state_.size()) twist();
    std::uint32_t y = state_[at_++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
}

std::uint64_t TorchGenerator::random64() {
    const std::uint64_t high = random32();
    return (high << 32) | random32();
}

double TorchGenerator::uniform53() {
    constexpr std::uint64_t mask = (1ull << 53) - 1;
    return static_cast<double>(random64() & mask) * 0x1p-53;
}

double TorchGenerator::scalar_normal() {
    if (cached_normal_) {
        const double value = *cached_normal_;
        cached_normal_.reset();
        return value;
    }
    const double u1 = uniform53();
    const double u2 = uniform53();
    const double radius = std::sqrt(-2.0 * std::log1p(-u2));
    const double theta = 2.0 * std::numbers::pi * u1;
    cached_normal_ = radius * std::sin(theta);
    return radius * std::cos(theta);
}

void TorchGenerator::rand(std::span<float> out) {
    for (float& value : out)
        value = static_cast<float>(random32() & 0xFFFFFFu) * 0x1p-24f;
}

void TorchGenerator::randn(std::span<float> out) {
    if (out.size() < block_regime) {
        for (float& value : out)
            value = static_cast<float>(scalar_normal());
        return;
    }
    fill_blocks(out, [this] { return static_cast<float>(random32() & 0xFFFFFFu) * 0x1p-24f; });
}

void TorchGenerator::randn(std::span<double> out) {
    if (out.size() < block_regime) {
        for (double& value : out)
            value = scalar_normal();
        return;
    }
    fill_blocks(out, [this] { return uniform53(); });
}

void PhiloxGenerator::randn(std::span<float> out) {
    // A1111 keeps these constants in single precision and computes with them in double.
    constexpr double to_unit = 2.3283064e-10f;
    constexpr double to_angle = static_cast<float>(2.3283064e-10 * 6.2831855);
    for (std::size_t index = 0; index < out.size(); ++index) {
        std::uint32_t c0 = draw_, c1 = 0, c2 = static_cast<std::uint32_t>(index), c3 = 0;
        std::uint32_t k0 = static_cast<std::uint32_t>(seed_), k1 = static_cast<std::uint32_t>(seed_ >> 32);
        for (int round = 0; round < 10; ++round) {
            const std::uint64_t p0 = 0xD2511F53ull * c0, p1 = 0xCD9E8D57ull * c2;
            c0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ k0;
            c2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ k1;
            c1 = static_cast<std::uint32_t>(p1);
            c3 = static_cast<std::uint32_t>(p0);
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        const double u = c0 * to_unit + to_unit / 2;
        const double v = c1 * to_angle + to_angle / 2;
        out[index] = static_cast<float>(std::sqrt(-2.0 * std::log(u)) * std::sin(v));
    }
    ++draw_;
}

namespace {

void append_words(std::vector<std::uint32_t>& words, std::uint64_t value) {
    words.push_back(static_cast<std::uint32_t>(value));
    if (value >> 32 != 0) words.push_back(static_cast<std::uint32_t>(value >> 32));
}

/// The hash of numpy's SeedSequence (after O'Neill's seed_seq): its multiplier moves on with every use.
struct RunningHash {
    std::uint32_t constant;
    std::uint32_t multiplier;
    std::uint32_t operator()(std::uint32_t value) {
        value ^= constant;
        constant *= multiplier;
        value *= constant;
        return value ^ (value >> 16);
    }
};

std::uint32_t mix(std::uint32_t x, std::uint32_t y) {
    const std::uint32_t mixed = 0xca01f9ddu * x - 0x4973f715u * y;
    return mixed ^ (mixed >> 16);
}

} // namespace

std::vector<std::uint32_t> seed_sequence(std::uint64_t entropy, std::span<const std::uint64_t> spawn_key,
                                         std::size_t pool_size, std::size_t count) {
    expect(pool_size >= 4, "seed_sequence: numpy wants a pool of at least 4 words");
    std::vector<std::uint32_t> words;
    append_words(words, entropy);
    if (!spawn_key.empty() && words.size() < pool_size) words.resize(pool_size, 0);
    for (const std::uint64_t part : spawn_key)
        append_words(words, part);

    std::vector<std::uint32_t> pool(pool_size);
    RunningHash hash{0x43b0d7e5u, 0x931e8875u};
    for (std::size_t i = 0; i < pool_size; ++i)
        pool[i] = hash(i < words.size() ? words[i] : 0);
    for (std::size_t from = 0; from < pool_size; ++from)
        for (std::size_t to = 0; to < pool_size; ++to)
            if (from != to) pool[to] = mix(pool[to], hash(pool[from]));
    for (std::size_t from = pool_size; from < words.size(); ++from)
        for (std::uint32_t& word : pool)
            word = mix(word, hash(words[from]));

    std::vector<std::uint32_t> out(count);
    RunningHash last{0x8b51f9ddu, 0x58f38dedu};
    for (std::size_t i = 0; i < count; ++i)
        out[i] = last(pool[i % pool_size]);
    return out;
}

} // namespace sfumato
