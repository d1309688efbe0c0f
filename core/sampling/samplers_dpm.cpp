// DPM-Solver (Lu et al. 2022, arXiv 2206.00927): DPM-Solver-fast and the adaptive DPM-Solver-23. t = -log sigma.
#include "sampling/sampler_steps.h"

namespace sfumato {

using namespace sampling;

namespace {

/// The noise estimate eps = (x - denoised) / sigma at time t.
Result<> estimate_noise(const SamplerRun& run, std::span<const float> x, double t, Latent& eps) {
    eps.resize(x.size());
    const double sigma = std::exp(-t);
    SF_CHECK(run.denoise(x, static_cast<float>(sigma), eps));
    slope(eps, x, sigma, eps);
    return {};
}

/// out = x - sigma(to) (e^h - 1) eps: equation 3.7 of the paper, its first-order step.
void step_1(std::span<const float> x, double t, double to, const Latent& eps, std::span<float> out) {
    sum(out, 1, x, -std::exp(-to) * std::expm1(to - t), eps);
}

/// Algorithm 1 with any r_1: `eps` at t and `eps_r1` at t + r_1 h.
void step_2(std::span<const float> x, double t, double to, double r_1, const Latent& eps, const Latent& eps_r1,
            std::span<float> out) {
    const double sigma = std::exp(-to), grown = std::expm1(to - t), weight = sigma / (2 * r_1) * grown;
    sum(out, 1, x, -sigma * grown + weight, eps);
    add(out, -weight, eps_r1);
}

/// Evaluates eps at t + r_1 h after a first-order step there.
Result<> middle_of_2(const SamplerRun& run, std::span<const float> x, double t, double to, double r_1,
                     const Latent& eps, Latent& eps_r1) {
    const double s_1 = t + r_1 * (to - t);
    Latent u(x.size());
    step_1(x, t, s_1, eps, u);
    return estimate_noise(run, u, s_1, eps_r1);
}

/// Algorithm 2, r_1 = 1/3 and r_2 = 2/3, given eps at t and at t + h / 3.
Result<> step_3(const SamplerRun& run, std::span<const float> x, double t, double to, const Latent& eps,
                const Latent& eps_r1, std::span<float> out) {
    constexpr double r_1 = 1.0 / 3, r_2 = 2.0 / 3;
    const double h = to - t, s_2 = t + r_2 * h;
    const double grown_2 = std::expm1(r_2 * h);
    Latent u(x.size()), eps_r2;
    const double weight_2 = std::exp(-s_2) * (r_2 / r_1) * (grown_2 / (r_2 * h) - 1);
    sum(u, 1, x, -std::exp(-s_2) * grown_2 + weight_2, eps);
    add(u, -weight_2, eps_r1);
    SF_CHECK(estimate_noise(run, u, s_2, eps_r2));
    const double grown = std::expm1(h), weight = std::exp(-to) / r_2 * (grown / h - 1);
    sum(out, 1, x, -std::exp(-to) * grown + weight, eps);
    add(out, -weight, eps_r2);
    return {};
}

struct TimeRange {
    double start, end;
};

TimeRange time_range(const SamplerRun& run) {
    const auto last = std::find_if(run.sigmas.rbegin(), run.sigmas.rend(), [](float sigma) { return sigma > 0; });
    return {-std::log(static_cast<double>(run.sigmas.front())), -std::log(static_cast<double>(*last))};
}

/// Where a step with noise goes, and the noise that follows.
struct NoisyStep {
    double to, up;
};

NoisyStep noisy_step(double t, double to, double end, double eta) {
    if (eta == 0) return {to, 0};
    const double sigma_next = std::exp(-to);
    const AncestralStep split = ancestral_step(std::exp(-t), sigma_next, eta);
    const double down = std::min(end, -std::log(split.down));
    return {down, std::sqrt(std::max(sigma_next * sigma_next - std::exp(-2 * down), 0.0))};
}

Result<> report_noise(const SamplerRun& run, std::size_t i, std::span<const float> x, double t, const Latent& eps) {
    if (!run.on_step) return {};
    Latent denoised(x.size());
    sum(denoised, 1, x, -std::exp(-t), eps);
    return report(run, i, x, denoised, std::exp(-t));
}

} // namespace

/// DPM-Solver-fast (appendix D.3 of the paper): third-order steps, the rest of the calls in lower ones.
Result<> sample_dpm_fast(const SamplerRun& run, std::span<float> x) {
    const auto [start, end] = time_range(run);
    if (!(start < end)) return sample_euler(run, x); // a single noise level: nothing to solve over
    const std::size_t calls = step_count(run), m = calls / 3 + 1;
    Latent eps, eps_r1, out(x.size()), scratch;
    SF_TRY(std::size_t i, first_step(run, x));
    for (; i < m; ++i) {
        SF_CHECK(enter_step(run, i, x));
        std::size_t order = 3;
        if (i + 1 == m) order = calls % 3 == 0 ? 1 : calls % 3;
        if (calls % 3 == 0 && i + 2 == m) order = 2;
        const double t = start + (end - start) * static_cast<double>(i) / static_cast<double>(m);
        const double to = start + (end - start) * static_cast<double>(i + 1) / static_cast<double>(m);
        const NoisyStep step = noisy_step(t, to, end, run.options.eta_deterministic);
        SF_CHECK(estimate_noise(run, x, t, eps));
        SF_CHECK(report_noise(run, i, x, t, eps));
        if (order == 1) {
            step_1(x, t, step.to, eps, out);
        } else {
            const double r_1 = order == 2 ? 0.5 : 1.0 / 3;
            SF_CHECK(middle_of_2(run, x, t, step.to, r_1, eps, eps_r1));
            if (order == 2)
                step_2(x, t, step.to, r_1, eps, eps_r1, out);
            else
                SF_CHECK(step_3(run, x, t, step.to, eps, eps_r1, out));
        }
        std::copy(out.begin(), out.end(), x.begin());
        if (step.up > 0)
            SF_CHECK(add_drawn(run, x, std::exp(-t), std::exp(-to), run.options.s_noise * step.up, scratch));
    }
    return {};
}

namespace {

/// The PID control of k-diffusion's adaptive solver: how much longer the next step may be.
class StepSize {
public:
    StepSize(const SamplerOptions& o, double order)
        : h(std::abs(o.h_init)), b1_((o.pcoeff + o.icoeff + o.dcoeff) / order), b2_(-(o.pcoeff + 2 * o.dcoeff) / order),
          b3_(o.dcoeff / order), safety_(o.accept_safety) {}
    /// Whether a step with this error (1 = at the tolerance) is taken; changes h.
    bool accept(double error) {
        const double inverse = 1 / (error + 1e-8);
        if (errors_[0] == 0) errors_[1] = errors_[2] = inverse; // the first one
        errors_[0] = inverse;
        const double factor = std::pow(errors_[0], b1_) * std::pow(errors_[1], b2_) * std::pow(errors_[2], b3_);
        const double limited = 1 + std::atan(factor - 1);
        const bool accepted = limited >= safety_;
        if (accepted) {
            errors_[2] = errors_[1];
            errors_[1] = errors_[0];
        }
        h *= limited;
        return accepted;
    }
    /// All that accept() changes.
    std::vector<double*> memory() { return {&h, &errors_[0], &errors_[1], &errors_[2]}; }
    double h;

private:
    double b1_, b2_, b3_, safety_;
    double errors_[3]{};
};

/// The root mean square of (low - high) over the tolerance: appendix C of the paper.
double scaled_error(std::span<const float> low, std::span<const float> high, std::span<const float> before,
                    const SamplerOptions& o) {
    double square = 0;
    for (std::size_t i = 0; i < low.size(); ++i) {
        const double size = std::max(std::abs(low[i]), std::abs(before[i]));
        const double part = (static_cast<double>(low[i]) - high[i]) / std::max(o.atol, o.rtol * size);
        square += part * part;
    }
    return std::sqrt(square / static_cast<double>(low.size()));
}

} // namespace

/// DPM-Solver-23 with adaptive steps (appendix C of the paper).
Result<> sample_dpm_adaptive(const SamplerRun& run, std::span<float> x) {
    const auto [start, end] = time_range(run);
    if (!(start < end)) return sample_euler(run, x);
    const SamplerOptions& o = run.options;
    StepSize size(o, o.eta_deterministic != 0 ? 1.5 : 3);
    Latent eps, eps_r1, low(x.size()), high(x.size()), before(x.begin(), x.end()), scratch;
    constexpr std::size_t most_tries = 10000; // a network that never settles must not run for ever
    double s = start;
    Memory memory{{&before}, size.memory()};
    memory.numbers.push_back(&s);
    SF_TRY(std::size_t tries, first_step(run, x, memory, most_tries));
    for (; s < end - 1e-5; ++tries) {
        SF_CHECK(enter_step(run, tries, x, memory));
        if (tries == most_tries || !std::isfinite(size.h))
            return fail(ErrorCode::not_finite, "dpm_adaptive: no step size is small enough at sigma {}", std::exp(-s));
        const double t = std::min(end, s + size.h);
        const NoisyStep step = noisy_step(s, t, end, o.eta_deterministic);
        SF_CHECK(estimate_noise(run, x, s, eps));
        SF_CHECK(report_noise(run, tries, x, s, eps));
        SF_CHECK(middle_of_2(run, x, s, step.to, 1.0 / 3, eps, eps_r1));
        step_2(x, s, step.to, 1.0 / 3, eps, eps_r1, low);
        SF_CHECK(step_3(run, x, s, step.to, eps, eps_r1, high));
        if (!size.accept(scaled_error(low, high, before, o))) continue;
        std::swap(before, low);
        std::copy(high.begin(), high.end(), x.begin());
        if (step.up > 0) SF_CHECK(add_drawn(run, x, std::exp(-s), std::exp(-t), o.s_noise * step.up, scratch));
        s = t;
    }
    return {};
}

} // namespace sfumato
