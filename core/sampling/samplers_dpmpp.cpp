// DPM-Solver++ (Lu et al. 2022, arXiv 2211.01095) and its SDE forms. t = -log sigma; the papers' lambda.
#include "sampling/sampler_steps.h"

namespace sfumato {

using namespace sampling;

/// DPM-Solver++(2S), algorithm 1, with ancestral noise. The middle lies half way in t.
Result<> sample_dpmpp_2s_ancestral(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), x_2(x.size()), scratch;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        const double sigma = run.sigmas[i], next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        const AncestralStep split = ancestral_step(sigma, next, run.options.eta);
        if (split.down > 0) {
            const double h = std::log(sigma / split.down), middle = std::sqrt(sigma * split.down);
            sum(x_2, middle / sigma, x, -std::expm1(-h / 2), denoised);
            SF_CHECK(run.denoise(x_2, static_cast<float>(middle), denoised));
            sum(x, split.down / sigma, x, -std::expm1(-h), denoised);
        } else {
            sum(x, 0, x, 1, denoised);
        }
        if (next > 0) SF_CHECK(add_drawn(run, x, sigma, next, run.options.s_noise * split.up, scratch));
    }
    return {};
}

/// DPM-Solver++ for the SDE, two evaluations per step (k-diffusion's stochastic form of 2S with r = 1/2).
/// Noise is asked for twice per step, also when its factor is 0.
Result<> sample_dpmpp_sde(const SamplerRun& run, std::span<float> x) {
    constexpr double r = 0.5, fac = 1 / (2 * r);
    const double eta = run.options.eta, s_noise = run.options.s_noise;
    Latent denoised(x.size()), denoised_2(x.size()), x_2(x.size()), scratch;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        const double sigma = run.sigmas[i], next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        if (next <= 0) {
            sum(x, 0, x, 1, denoised);
            continue;
        }
        // Through log and exp in single precision as in k-diffusion: the Brownian tree is then asked for exactly the
        // same times, of which the sixth decimal counts.
        const float t = -std::log(run.sigmas[i]), t_next = -std::log(run.sigmas[i + 1]);
        const double start = std::exp(-t), end = std::exp(-t_next);
        const double middle = std::exp(-(t + (t_next - t) * static_cast<float>(r)));
        const AncestralStep first = ancestral_step(sigma, middle, eta);
        sum(x_2, first.down / sigma, x, 1 - first.down / sigma, denoised);
        SF_CHECK(add_drawn(run, x_2, start, middle, s_noise * first.up, scratch));
        SF_CHECK(run.denoise(x_2, static_cast<float>(middle), denoised_2));
        const AncestralStep second = ancestral_step(sigma, next, eta);
        sum(denoised, 1 - fac, denoised, fac, denoised_2);
        sum(x, second.down / sigma, x, 1 - second.down / sigma, denoised);
        SF_CHECK(add_drawn(run, x, start, end, s_noise * second.up, scratch));
    }
    return {};
}

/// DPM-Solver++(2M), algorithm 2. The first and the last step are of first order.
Result<> sample_dpmpp_2m(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), old(x.size()), extrapolated(x.size());
    const std::size_t n = step_count(run);
    const Memory memory{{&old}, {}};
    SF_TRY(std::size_t i, first_step(run, x, memory));
    for (; i < n; ++i) {
        SF_CHECK(enter_step(run, i, x, memory));
        const double sigma = run.sigmas[i], next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        const bool first_order = i == 0 || next <= 0 || (run.options.lower_order_final && i + 1 == n);
        if (first_order) {
            sum(x, next / sigma, x, 1 - next / sigma, denoised);
        } else {
            const double r = std::log(run.sigmas[i - 1] / sigma) / std::log(sigma / next);
            sum(extrapolated, 1 + 1 / (2 * r), denoised, -1 / (2 * r), old);
            sum(x, next / sigma, x, 1 - next / sigma, extrapolated);
        }
        std::swap(old, denoised);
    }
    return {};
}

/// SDE-DPM-Solver++(2M), algorithm 4, with eta, and its Heun-like variant.
Result<> sample_dpmpp_2m_sde(const SamplerRun& run, std::span<float> x) {
    const double eta = run.options.eta;
    Latent denoised(x.size()), old(x.size()), scratch;
    double h_last = 0;
    const Memory memory{{&old}, {&h_last}};
    SF_TRY(std::size_t i, first_step(run, x, memory));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x, memory));
        const double sigma = run.sigmas[i], next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        if (next <= 0) {
            sum(x, 0, x, 1, denoised);
            continue;
        }
        const double h = std::log(sigma / next), h_eta = h * (1 + eta);
        const double phi_1 = -std::expm1(-h_eta);
        sum(x, next / sigma * std::exp(-eta * h), x, phi_1, denoised);
        if (i > 0) {
            const double r = h_last / h;
            const double weight = run.options.solver == SdeSolver::heun ? 1 - phi_1 / h_eta : 0.5 * phi_1;
            add(x, weight / r, denoised);
            add(x, -weight / r, old);
        }
        if (eta > 0)
            SF_CHECK(add_drawn(run, x, sigma, next, run.options.s_noise * next * std::sqrt(-std::expm1(-2 * eta * h)),
                               scratch));
        std::swap(old, denoised);
        h_last = h;
    }
    return {};
}

/// DPM-Solver++(3M) for the SDE (k-diffusion; the multistep form of DPM-Solver++ with phi functions up to phi_3).
Result<> sample_dpmpp_3m_sde(const SamplerRun& run, std::span<float> x) {
    const double eta = run.options.eta;
    const std::size_t n = step_count(run);
    Latent denoised(x.size()), denoised_1(x.size()), denoised_2(x.size()), scratch;
    double h_1 = 0, h_2 = 0;
    const Memory memory{{&denoised_1, &denoised_2}, {&h_1, &h_2}};
    SF_TRY(std::size_t i, first_step(run, x, memory));
    for (; i < n; ++i) {
        SF_CHECK(enter_step(run, i, x, memory));
        const double sigma = run.sigmas[i], next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        if (next <= 0) {
            sum(x, 0, x, 1, denoised);
            continue;
        }
        std::size_t order = std::min<std::size_t>(i + 1, 3);
        if (run.options.lower_order_final) order = std::min(order, n - i);
        const double h = std::log(sigma / next), h_eta = h * (1 + eta);
        const double phi_1 = -std::expm1(-h_eta), phi_2 = 1 - phi_1 / h_eta, phi_3 = phi_2 / h_eta - 0.5;
        sum(x, std::exp(-h_eta), x, phi_1, denoised);
        if (order == 3) {
            const double r0 = h_1 / h, r1 = h_2 / h;
            // Divided differences: d1 = d1_0 + (d1_0 - d1_1) r0 / (r0 + r1), d2 = (d1_0 - d1_1) / (r0 + r1).
            const double of_d1_0 = phi_2 * (1 + r0 / (r0 + r1)) - phi_3 / (r0 + r1);
            const double of_d1_1 = -phi_2 * r0 / (r0 + r1) + phi_3 / (r0 + r1);
            add(x, of_d1_0 / r0, denoised);
            add(x, of_d1_1 / r1 - of_d1_0 / r0, denoised_1);
            add(x, -of_d1_1 / r1, denoised_2);
        } else if (order == 2) {
            const double weight = (run.options.second_step_midpoint ? 0.5 * phi_1 : phi_2) * h / h_1;
            add(x, weight, denoised);
            add(x, -weight, denoised_1);
        }
        if (eta > 0)
            SF_CHECK(add_drawn(run, x, sigma, next, run.options.s_noise * next * std::sqrt(-std::expm1(-2 * eta * h)),
                               scratch));
        std::swap(denoised_1, denoised_2);
        std::swap(denoised, denoised_1);
        h_2 = h_1;
        h_1 = h;
    }
    return {};
}

} // namespace sfumato
