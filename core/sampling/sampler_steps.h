// What the samplers of this folder share: sums of latents, the ancestral split, churn, reporting a step, going on from
// a kept state.
#pragma once

#include "sampling/samplers.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace sfumato::sampling {

using Latent = std::vector<float>;

/// out = a x + b y; `out` may be x or y.
inline void sum(std::span<float> out, double a, std::span<const float> x, double b, std::span<const float> y) {
    const float fa = static_cast<float>(a), fb = static_cast<float>(b);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = fa * x[i] + fb * y[i];
}

/// x += a y.
inline void add(std::span<float> x, double a, std::span<const float> y) {
    const float fa = static_cast<float>(a);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] += fa * y[i];
}

/// d = (x - denoised) / sigma: Karras et al. 2022, algorithm 1, line 4. `d` may be `denoised`.
inline void slope(std::span<float> d, std::span<const float> x, double sigma, std::span<const float> denoised) {
    const float divisor = static_cast<float>(sigma);
    for (std::size_t i = 0; i < d.size(); ++i)
        d[i] = (x[i] - denoised[i]) / divisor;
}

struct AncestralStep {
    double down; ///< where the deterministic step goes
    double up;   ///< noise that brings it back to `to`
};

/// Splits a step so that the share eta of the noise is new: down^2 + up^2 = to^2.
/// (Song et al. 2021, "DDIM", equation 16, written in sigma.)
inline AncestralStep ancestral_step(double from, double to, double eta) {
    if (eta == 0) return {to, 0};
    const double up = std::min(to, eta * std::sqrt(to * to * (from * from - to * to) / (from * from)));
    return {std::sqrt(std::max(to * to - up * up, 0.0)), up};
}

/// Draws noise for the step and adds it: x += factor * noise.
inline Result<> add_drawn(const SamplerRun& run, std::span<float> x, double sigma, double sigma_next, double factor,
                          Latent& scratch) {
    scratch.resize(x.size());
    SF_CHECK((*run.noise)(static_cast<float>(sigma), static_cast<float>(sigma_next), scratch));
    add(x, factor, scratch);
    return {};
}

/// Karras et al. 2022, algorithm 2, lines 4-6: raises the noise of x before step i. Returns the new sigma. With
/// s_churn > 0 a draw is taken in every step, used or not, as k-diffusion does.
inline Result<double> churn(const SamplerRun& run, std::size_t i, std::span<float> x, Latent& scratch) {
    const SamplerOptions& o = run.options;
    const double sigma = run.sigmas[i];
    if (o.s_churn <= 0) return sigma;
    scratch.resize(x.size());
    SF_CHECK((*run.noise)(run.sigmas[i], run.sigmas[i], scratch));
    const bool in_range = o.s_tmin <= sigma && sigma <= o.s_tmax;
    const double gamma =
        in_range ? std::min(o.s_churn / static_cast<double>(run.sigmas.size() - 1), std::sqrt(2.0) - 1) : 0.0;
    const double sigma_hat = sigma * (gamma + 1);
    if (gamma > 0) add(x, o.s_noise * std::sqrt(sigma_hat * sigma_hat - sigma * sigma), scratch);
    return sigma_hat;
}

inline Result<> report(const SamplerRun& run, std::size_t step, std::span<const float> x,
                       std::span<const float> denoised, double sigma) {
    if (!run.on_step) return {};
    return run.on_step({static_cast<int>(step), x, denoised, static_cast<float>(sigma)});
}

inline std::size_t step_count(const SamplerRun& run) {
    return run.sigmas.size() - 1;
}

/// What a sampler carries from one step to the next besides x: named once, so that it can be kept and put back. Each
/// latent is as large as x at every step.
struct Memory {
    std::vector<Latent*> latents;
    std::vector<double*> numbers;
};

/// Error for a kept latent of another size.
tl::unexpected<Error> wrong_size(std::size_t found, std::size_t expected);

/// The first step to do: 0, or the one at which run.resume stands, with x, memory and noise as they were there.
Result<std::size_t> first_step(const SamplerRun& run, std::span<float> x, const Memory& memory, std::size_t most_steps);
inline Result<std::size_t> first_step(const SamplerRun& run, std::span<float> x, const Memory& memory = {}) {
    return first_step(run, x, memory, step_count(run));
}

/// At the head of step i: hands out the state where the caller wants it.
Result<> enter_step(const SamplerRun& run, std::size_t i, std::span<const float> x, const Memory& memory = {});

} // namespace sfumato::sampling
