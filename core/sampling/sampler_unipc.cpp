// UniPC (Zhao et al. 2023, arXiv 2302.04867) in data prediction, multistep, with its corrector, over sigmas.
#include "sampling/sampler_steps.h"

#include <array>

namespace sfumato {

using namespace sampling;

namespace {

constexpr int most_order = 4;

struct Estimate {
    double sigma = 0;
    Latent denoised;
};

/// Solves the p x p system rows * solution = right (Gauss with pivoting; p <= 4).
std::vector<double> solve(std::vector<std::vector<double>> rows, std::vector<double> right) {
    const std::size_t p = right.size();
    for (std::size_t k = 0; k < p; ++k) {
        std::size_t pivot = k;
        for (std::size_t r = k + 1; r < p; ++r)
            if (std::abs(rows[r][k]) > std::abs(rows[pivot][k])) pivot = r;
        std::swap(rows[k], rows[pivot]);
        std::swap(right[k], right[pivot]);
        for (std::size_t r = k + 1; r < p; ++r) {
            const double factor = rows[r][k] / rows[k][k];
            for (std::size_t c = k; c < p; ++c)
                rows[r][c] -= factor * rows[k][c];
            right[r] -= factor * right[k];
        }
    }
    for (std::size_t k = p; k-- > 0;) {
        for (std::size_t c = k + 1; c < p; ++c)
            right[k] -= rows[k][c] * right[c];
        right[k] /= rows[k][k];
    }
    return right;
}

/// One application of UniP or UniC of some order (theorem 3.1 and algorithms 1 and 2), from `past.front()` to
/// sigma_next. `past` holds estimates, newest first; `at_next` is the estimate at sigma_next for the corrector, or
/// nullptr for the predictor. x becomes the result.
void unify(std::span<float> x, double sigma_next, std::span<const Estimate> past, int order, UniPcVariant variant,
           const Latent* at_next) {
    const double sigma = past.front().sigma;
    const double h = std::log(sigma / sigma_next), hh = -h;
    const double phi_1 = std::expm1(hh);
    const double b_h = variant == UniPcVariant::bh1 ? hh : phi_1;
    std::vector<double> r; // positions of the other estimates, in units of h from the present one
    for (int k = 1; k < order; ++k)
        r.push_back(std::log(sigma / past[static_cast<std::size_t>(k)].sigma) / h);
    if (at_next != nullptr) r.push_back(1);

    sum(x, sigma_next / sigma, x, -phi_1, past.front().denoised);
    if (r.empty()) return;
    std::vector<std::vector<double>> rows;
    std::vector<double> right;
    double phi_k = phi_1 / hh - 1, factorial = 1;
    for (std::size_t k = 0; k < r.size(); ++k) {
        std::vector<double> powers;
        for (const double value : r)
            powers.push_back(std::pow(value, static_cast<double>(k)));
        rows.push_back(powers);
        factorial *= static_cast<double>(k + 1);
        right.push_back(phi_k * factorial / b_h);
        phi_k = phi_k / hh - 1 / (factorial * static_cast<double>(k + 2));
    }
    std::vector<double> rho = solve(rows, right);
    // With one unknown the paper (and every implementation) takes 1/2 instead of solving.
    if (r.size() == 1) rho = {0.5};
    for (std::size_t k = 0; k < r.size(); ++k) {
        const bool newest = at_next != nullptr && k + 1 == r.size();
        const Latent& other = newest ? *at_next : past[k + 1].denoised;
        const double weight = -b_h * rho[k] / r[k];
        add(x, weight, other);
        add(x, -weight, past.front().denoised);
    }
}

} // namespace

/// Orders: the first steps and the last ones are of lower order, as in diffusers (lower_order_final) and in the
/// authors' code. A last sigma of 0, which has no logarithm, is taken as 0.001 as ComfyUI does.
Result<> sample_uni_pc(const SamplerRun& run, std::span<float> x) {
    const int wanted = std::clamp(run.options.order > 0 ? run.options.order : 3, 1, most_order);
    const int n = static_cast<int>(step_count(run));
    Latent denoised(x.size()), before(x.begin(), x.end());
    std::array<Estimate, most_order> past; // newest first
    double order_before = 0;
    Memory memory{{&before}, {&order_before}};
    for (Estimate& estimate : past) {
        estimate.denoised.resize(x.size());
        memory.latents.push_back(&estimate.denoised);
        memory.numbers.push_back(&estimate.sigma);
    }
    SF_TRY(std::size_t at, first_step(run, x, memory));
    for (; at < step_count(run); ++at) {
        SF_CHECK(enter_step(run, at, x, memory));
        const int i = static_cast<int>(at);
        SF_CHECK(run.denoise(x, run.sigmas[at], denoised));
        if (i > 0) {
            // The corrector repeats the last step, now knowing the estimate at its end.
            std::copy(before.begin(), before.end(), x.begin());
            unify(x, run.sigmas[at], past, static_cast<int>(order_before), run.options.variant, &denoised);
        }
        SF_CHECK(report(run, at, x, denoised, run.sigmas[at]));
        std::rotate(past.rbegin(), past.rbegin() + 1, past.rend()); // the oldest makes room
        past.front() = {run.sigmas[at], denoised};
        const int order = std::min({wanted, n - i, i + 1});
        const double next = run.sigmas[at + 1] > 0 ? run.sigmas[at + 1] : std::min(0.001, run.sigmas[at] * 0.5);
        before.assign(x.begin(), x.end());
        unify(x, next, past, order, run.options.variant, nullptr);
        order_before = order;
    }
    return {};
}

} // namespace sfumato
