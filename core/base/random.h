// Seeded random numbers that equal those of the programs whose pictures are to be repeated:
// torch's CPU generator, the Philox generator behind A1111's "NV" noise, and numpy's SeedSequence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sfumato {

/// MT19937 (Matsumoto and Nishimura, 1998) with init_genrand seeding.
class Mt19937 {
public:
    explicit Mt19937(std::uint32_t seed);
    std::uint32_t next();

private:
    void twist();
    std::array<std::uint32_t, 624> state_;
    std::size_t at_ = 624;
};

/// torch.Generator on the CPU: `manual_seed(seed)` in the constructor. Only the low 32 bits of the seed count, as in
/// torch. Draws continue one stream, so the order and sizes of calls matter.
class TorchGenerator {
public:
    explicit TorchGenerator(std::uint64_t seed) : engine_(static_cast<std::uint32_t>(seed)) {}
    std::uint32_t random32() { return engine_.next(); }
    /// Two outputs, the first one in the high half.
    std::uint64_t random64();
    /// torch.rand, fp32: 24-bit uniforms in [0, 1).
    void rand(std::span<float> out);
    /// torch.randn of a contiguous fp32 tensor with out.size() elements. From 16 elements on torch fills blocks of 16
    /// (and draws the last 16 anew when the size is no multiple of 16); below, it draws one by one.
    void randn(std::span<float> out);
    /// The same for an fp64 tensor.
    void randn(std::span<double> out);

private:
    double uniform53();
    double scalar_normal();
    Mt19937 engine_;
    std::optional<double> cached_normal_; ///< second value of the last pair of the scalar path
};

/// Philox4x32-10 (Salmon et al., 2011) as A1111 uses it for "NV" noise. Each call of randn is one draw: the counter
/// is (number of the draw, 0, index of the element, 0).
class PhiloxGenerator {
public:
    explicit PhiloxGenerator(std::uint64_t seed) : seed_(seed) {}
    void randn(std::span<float> out);

private:
    std::uint64_t seed_;
    std::uint32_t draw_ = 0;
};

/// The first `count` 32-bit words of numpy.random.SeedSequence(entropy, spawn_key, pool_size).generate_state.
std::vector<std::uint32_t> seed_sequence(std::uint64_t entropy, std::span<const std::uint64_t> spawn_key,
                                         std::size_t pool_size, std::size_t count);

} // namespace sfumato
