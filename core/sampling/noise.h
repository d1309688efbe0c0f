// Where samplers get their noise from.
#pragma once

#include "base/error.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace sfumato {

/// One draw of unit normal noise per call; the sequence of draws goes on.
using Randn = std::function<void(std::span<float> out)>;

/// torch's CPU generator with this seed (ComfyUI; A1111 with "RNG: CPU").
Randn torch_randn(std::uint64_t seed);
/// Philox, A1111's "NV": close to what torch draws on an NVIDIA GPU.
Randn philox_randn(std::uint64_t seed);

/// Noise for the step from sigma to sigma_next: unit variance, all images of the batch at once. Samplers ask in the
/// order of k-diffusion, so that equal seeds give equal pictures.
class NoiseSampler {
public:
    virtual ~NoiseSampler() = default;
    virtual Result<> operator()(float sigma, float sigma_next, std::span<float> out) = 0;
    /// Draws taken so far, where their order matters; 0 where noise depends on nothing but the sigmas.
    virtual std::uint64_t drawn() const { return 0; }
    /// Goes on as if `draws` draws of `size` values each had been taken. Only before the first draw.
    virtual Result<> skip(std::uint64_t /*draws*/, std::size_t /*size*/) { return {}; }
};

/// A new independent draw at every call. With several sources, each draws its own equal part of `out`: one per image,
/// as A1111 does; one source draws the whole batch at once, as ComfyUI does.
class PerStepNoise : public NoiseSampler {
public:
    explicit PerStepNoise(std::vector<Randn> sources);
    Result<> operator()(float sigma, float sigma_next, std::span<float> out) override;
    std::uint64_t drawn() const override { return drawn_; }
    /// Takes the draws and forgets them: some milliseconds each, and nothing of a generator need be kept in a file.
    Result<> skip(std::uint64_t draws, std::size_t size) override;

private:
    std::vector<Randn> sources_;
    std::uint64_t drawn_ = 0;
};

/// Increments of one Brownian motion over sigma, so that runs with other steps see the same noise (k-diffusion's
/// BrownianTreeNoiseSampler on torchsde's BrownianTree; the noise of the SDE samplers). A midpoint tree whose every
/// split draws from its own seed: nothing is stored, and the order of queries does not matter.
class BrownianTreeNoise : public NoiseSampler {
public:
    /// The motion runs from sigma_min to sigma_max (in sampling: the smallest positive and the largest sigma). One
    /// seed per image, or one for the whole batch.
    BrownianTreeNoise(float sigma_min, float sigma_max, std::vector<std::uint64_t> seeds);
    /// (W(sigma_next) - W(sigma)) / sqrt(|sigma_next - sigma|); all zero when the two are equal. Sigmas outside the
    /// range are held at its ends.
    Result<> operator()(float sigma, float sigma_next, std::span<float> out) override;
    /// W(b) - W(a) for a <= b, not normalised.
    void increment(double a, double b, std::span<float> out) const;

private:
    double low_;
    double high_;
    std::vector<std::uint64_t> seeds_;
};

/// Noise that was drawn before, for comparing with recorded runs: `draws` holds whole draws one after the other.
class SuppliedNoise : public NoiseSampler {
public:
    explicit SuppliedNoise(std::span<const float> draws) : draws_(draws) {}
    /// Error: internal when no draw is left.
    Result<> operator()(float sigma, float sigma_next, std::span<float> out) override;
    std::uint64_t drawn() const override { return used_; }
    Result<> skip(std::uint64_t draws, std::size_t size) override;
    std::size_t used() const { return used_; }

private:
    std::span<const float> draws_;
    std::size_t at_ = 0;
    std::size_t used_ = 0;
};

/// A1111's variation seeds: the noise between `seed_noise` and `variation_noise` at `strength` in [0, 1], by spherical
/// interpolation per channel and column (A1111 measures angles along the rows of [channels, height, width]).
/// All spans hold channels * height * width values; `out` must be neither input.
void variation_noise(float strength, std::span<const float> seed_noise, std::span<const float> variation_noise,
                     std::size_t channels, std::size_t height, std::size_t width, std::span<float> out);

} // namespace sfumato
