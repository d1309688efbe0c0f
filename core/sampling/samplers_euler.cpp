// Samplers that need nothing but the present step: Euler, Heun, DPM-Solver-2, and their ancestral forms.
#include "sampling/sampler_steps.h"

namespace sfumato {

using namespace sampling;

/// Karras et al. 2022, algorithm 2 without its second-order correction (lines 4-8).
Result<> sample_euler(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), d(x.size()), scratch;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        SF_TRY(const double sigma_hat, churn(run, i, x, scratch));
        SF_CHECK(run.denoise(x, static_cast<float>(sigma_hat), denoised));
        SF_CHECK(report(run, i, x, denoised, sigma_hat));
        slope(d, x, sigma_hat, denoised);
        add(x, run.sigmas[i + 1] - sigma_hat, d);
    }
    return {};
}

/// Euler to sigma_down, then noise back up to the next sigma.
Result<> sample_euler_ancestral(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), d(x.size()), scratch;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        const double sigma = run.sigmas[i], next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        const AncestralStep split = ancestral_step(sigma, next, run.options.eta);
        slope(d, x, sigma, denoised);
        add(x, split.down - sigma, d);
        if (next > 0) SF_CHECK(add_drawn(run, x, sigma, next, run.options.s_noise * split.up, scratch));
    }
    return {};
}

/// The same for rectified flow, where the signal is scaled by 1 - sigma and noise must not change its share.
Result<> sample_euler_ancestral_flow(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), scratch;
    const double eta = run.options.eta;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        const double sigma = run.sigmas[i], next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        const double down = next * (1 + (next / sigma - 1) * eta);
        sum(x, down / sigma, x, 1 - down / sigma, denoised);
        if (next <= 0 || eta <= 0) continue;
        const double scale = (1 - next) / (1 - down);
        for (float& value : x)
            value *= static_cast<float>(scale);
        const double renoise = std::sqrt(std::max(next * next - down * down * scale * scale, 0.0));
        SF_CHECK(add_drawn(run, x, sigma, next, run.options.s_noise * renoise, scratch));
    }
    return {};
}

/// Karras et al. 2022, algorithm 2.
Result<> sample_heun(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), d(x.size()), d_2(x.size()), x_2(x.size()), scratch;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        SF_TRY(const double sigma_hat, churn(run, i, x, scratch));
        const double next = run.sigmas[i + 1], dt = next - sigma_hat;
        SF_CHECK(run.denoise(x, static_cast<float>(sigma_hat), denoised));
        SF_CHECK(report(run, i, x, denoised, sigma_hat));
        slope(d, x, sigma_hat, denoised);
        if (next > 0) {
            sum(x_2, 1, x, dt, d);
            SF_CHECK(run.denoise(x_2, run.sigmas[i + 1], denoised));
            slope(d_2, x_2, next, denoised);
            sum(d, 0.5, d, 0.5, d_2);
        }
        add(x, dt, d);
    }
    return {};
}

/// Heun++ (Carzit, sd-webui-samplers-scheduler): slopes of up to two steps ahead, weighed by their noise levels.
Result<> sample_heunpp2(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), d(x.size()), d_2(x.size()), x_2(x.size()), scratch;
    const double last = run.sigmas.back();
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        SF_TRY(const double sigma_hat, churn(run, i, x, scratch));
        const double next = run.sigmas[i + 1], dt = next - sigma_hat;
        SF_CHECK(run.denoise(x, static_cast<float>(sigma_hat), denoised));
        SF_CHECK(report(run, i, x, denoised, sigma_hat));
        slope(d, x, sigma_hat, denoised);
        if (next != last) {
            sum(x_2, 1, x, dt, d);
            SF_CHECK(run.denoise(x_2, run.sigmas[i + 1], denoised));
            slope(d_2, x_2, next, denoised);
            const double after = run.sigmas[i + 2];
            const bool two_ahead = after != last;
            const double w = (two_ahead ? 3 : 2) * static_cast<double>(run.sigmas[0]);
            const double w2 = next / w, w3 = two_ahead ? after / w : 0;
            sum(d, 1 - w2 - w3, d, w2, d_2);
            if (two_ahead) {
                add(x_2, after - next, d_2);
                SF_CHECK(run.denoise(x_2, run.sigmas[i + 2], denoised));
                slope(d_2, x_2, after, denoised);
                add(d, w3, d_2);
            }
        }
        add(x, dt, d);
    }
    return {};
}

/// DPM-Solver-2 (Lu et al. 2022, algorithm 1) in Karras' form: a midpoint step through the geometric mean.
Result<> sample_dpm_2(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), d(x.size()), x_2(x.size()), scratch;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        SF_TRY(const double sigma_hat, churn(run, i, x, scratch));
        const double next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, static_cast<float>(sigma_hat), denoised));
        SF_CHECK(report(run, i, x, denoised, sigma_hat));
        slope(d, x, sigma_hat, denoised);
        if (next > 0) {
            const double middle = std::sqrt(sigma_hat * next);
            sum(x_2, 1, x, middle - sigma_hat, d);
            SF_CHECK(run.denoise(x_2, static_cast<float>(middle), denoised));
            slope(d, x_2, middle, denoised);
        }
        add(x, next - sigma_hat, d);
    }
    return {};
}

/// The same to sigma_down, then noise back up.
Result<> sample_dpm_2_ancestral(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), d(x.size()), x_2(x.size()), scratch;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        const double sigma = run.sigmas[i], next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        const AncestralStep split = ancestral_step(sigma, next, run.options.eta);
        slope(d, x, sigma, denoised);
        if (split.down > 0) {
            const double middle = std::sqrt(sigma * split.down);
            sum(x_2, 1, x, middle - sigma, d);
            SF_CHECK(run.denoise(x_2, static_cast<float>(middle), denoised));
            slope(d, x_2, middle, denoised);
        }
        add(x, split.down - sigma, d);
        if (split.down > 0) SF_CHECK(add_drawn(run, x, sigma, next, run.options.s_noise * split.up, scratch));
    }
    return {};
}

/// DDIM (Song et al. 2021, equation 12). In x / sqrt(alphas_cumprod), that is, in sigma, it reads: keep the share of
/// the present noise that eta leaves, add the rest anew. Written without a difference of large numbers, so that it
/// holds from any sigma, also the huge one of zero terminal SNR.
Result<> sample_ddim(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), d(x.size()), scratch;
    const double eta = run.options.eta_deterministic;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        const double sigma = run.sigmas[i], next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        const AncestralStep split = ancestral_step(sigma, next, eta);
        slope(d, x, sigma, denoised);
        sum(x, 1, denoised, split.down, d);
        if (next > 0 && eta > 0) SF_CHECK(add_drawn(run, x, sigma, next, run.options.s_noise * split.up, scratch));
    }
    return {};
}

/// Latent consistency models (Luo et al. 2023, algorithm 3): the estimate itself, noised anew.
Result<> sample_lcm(const SamplerRun& run, std::span<float> x) {
    Latent denoised(x.size()), scratch;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x));
        const double sigma = run.sigmas[i], next = run.sigmas[i + 1];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        std::copy(denoised.begin(), denoised.end(), x.begin());
        if (next > 0) SF_CHECK(add_drawn(run, x, sigma, next, next, scratch));
    }
    return {};
}

} // namespace sfumato
