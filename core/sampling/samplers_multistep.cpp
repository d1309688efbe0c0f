// Linear multistep samplers: Adams-Bashforth in several guises, DEIS, UniPC.
#include "base/expect.h"
#include "sampling/sampler_steps.h"

#include <array>

namespace sfumato {

using namespace sampling;

namespace {

/// Coefficients on the slopes of this step (0) and of the steps before it (1, 2, ...).
using Coefficients = std::vector<double>;

/// The value at `at` of the polynomial that is 1 at nodes[j] and 0 at the other nodes.
double lagrange(std::span<const double> nodes, std::size_t j, double at) {
    double product = 1;
    for (std::size_t k = 0; k < nodes.size(); ++k)
        if (k != j) product *= (at - nodes[k]) / (nodes[j] - nodes[k]);
    return product;
}

/// Sigmas of the step i and the order - 1 steps before it.
std::vector<double> nodes_before(const SamplerRun& run, std::size_t i, std::size_t order) {
    std::vector<double> nodes;
    for (std::size_t k = 0; k < order; ++k)
        nodes.push_back(run.sigmas[i - k]);
    return nodes;
}

/// The loop that all of them share: x += sum of coefficients(i, order) times slopes.
template <class F>
Result<> run_multistep(const SamplerRun& run, std::span<float> x, std::size_t max_order, F coefficients) {
    Latent denoised(x.size());
    std::vector<Latent> slopes(max_order, Latent(x.size())); // newest first
    Memory memory;
    for (Latent& kept : slopes)
        memory.latents.push_back(&kept);
    SF_TRY(std::size_t i, first_step(run, x, memory));
    for (; i < step_count(run); ++i) {
        SF_CHECK(enter_step(run, i, x, memory));
        const double sigma = run.sigmas[i];
        SF_CHECK(run.denoise(x, run.sigmas[i], denoised));
        SF_CHECK(report(run, i, x, denoised, sigma));
        std::rotate(slopes.rbegin(), slopes.rbegin() + 1, slopes.rend()); // the oldest makes room
        slope(slopes.front(), x, sigma, denoised);
        const Coefficients c = coefficients(i, std::min(i + 1, max_order));
        for (std::size_t k = 0; k < c.size(); ++k)
            add(x, c[k], slopes[k]);
    }
    return {};
}

std::size_t order_of(const SamplerRun& run, int own) {
    const int order = run.options.order > 0 ? run.options.order : own;
    return static_cast<std::size_t>(std::clamp(order, 1, 4));
}

/// The coefficients of iPNDM with unequal steps as published with diff-sampler (zju-pi). Orders 3 and 4 are not quite
/// the Adams-Bashforth ones (those are in lms): pictures of other programs have these.
Coefficients ipndm_v_coefficients(std::span<const float> sigmas, std::size_t i, std::size_t order) {
    const double h = static_cast<double>(sigmas[i + 1]) - sigmas[i];
    if (order == 1) return {h};
    const double h_1 = static_cast<double>(sigmas[i]) - sigmas[i - 1], q = h / h_1;
    if (order == 2) return {h * (1 + q / 2), h * (-q / 2)};
    const double h_2 = static_cast<double>(sigmas[i - 1]) - sigmas[i - 2], q_1 = h_1 / h_2;
    const double a = (1 - h * h / (3 * h_1 * (h_1 + h_2))) / 2;
    if (order == 3) return {h * (1 + q / 2 + a), h * (-q / 2 - (1 + q_1) * a), h * a * q_1};
    const double h_3 = static_cast<double>(sigmas[i - 2]) - sigmas[i - 3];
    const double two = h + h_1, three = two + h_2;
    const double b = ((1 - h / (3 * two)) / 2 + (1 - h / (2 * two)) * h / (6 * three)) * (h * two * three) /
                     (h_1 * (h_1 + h_2) * (h_1 + h_2 + h_3));
    const double w = h_1 * (h_1 + h_2) / (h_2 * (h_2 + h_3));
    return {h * (1 + q / 2 + a + b), h * (-q / 2 - (1 + q_1) * a - (1 + q_1 + w) * b),
            h * (a * q_1 + (q_1 + w * (1 + h_2 / h_3)) * b), h * (-b * w * q_1)};
}

/// The time of the VP process with beta linear in time whose noise level is 0.002 at 1e-3 and 80 at 1: DEIS' variable.
struct VpTime {
    double beta_0, beta_1;
    VpTime() {
        constexpr double start = 1e-3;
        const double low = std::log(0.002 * 0.002 + 1), high = std::log(80.0 * 80.0 + 1);
        const double difference = 2 * (low / start - high) / (start - 1);
        beta_0 = high - 0.5 * difference;
        beta_1 = beta_0 + difference;
    }
    double of_sigma(double sigma) const {
        const double d = beta_1 - beta_0;
        return (std::sqrt(beta_0 * beta_0 + 2 * d * std::log(sigma * sigma + 1)) - beta_0) / d;
    }
    /// d sigma / dt weighed as in Zhang and Chen 2022, equation 15 (the integrand without the polynomial).
    double weight(double t) const {
        const double exponent = -0.5 * t * t * (beta_1 - beta_0) - t * beta_0;
        const double alpha = std::exp(exponent), slope_of_log = -t * (beta_1 - beta_0) - beta_0;
        return -0.5 * slope_of_log / std::sqrt(-alpha * std::expm1(exponent));
    }
};

/// DEIS-tAB (Zhang and Chen 2022, equation 15): integrals of Lagrange polynomials in VP time. The reference sums 10000
/// points with both ends counted in full; so does this, because its pictures do.
Coefficients deis_coefficients(std::span<const float> sigmas, std::size_t i, std::size_t order) {
    const double next = sigmas[i + 1];
    if (order == 1 || next <= 0) return {next - sigmas[i]};
    constexpr int points = 10000;
    const VpTime time;
    std::vector<double> nodes;
    for (std::size_t k = 0; k < order; ++k)
        nodes.push_back(time.of_sigma(sigmas[i - k]));
    const double first = nodes[0], last = time.of_sigma(next);
    Coefficients out(order, 0.0);
    for (int p = 0; p < points; ++p) {
        const double t = first + (last - first) * p / (points - 1);
        const double weight = time.weight(t);
        for (std::size_t j = 0; j < order; ++j)
            out[j] += weight * lagrange(nodes, j, t);
    }
    for (double& c : out)
        c *= (last - first) / points;
    return out;
}

} // namespace

/// Linear multistep (Adams-Bashforth with unequal steps; k-diffusion's LMS): the integral of the polynomial through the
/// last slopes. Four Gauss points integrate it exactly up to order 8.
Result<> sample_lms(const SamplerRun& run, std::span<float> x) {
    static constexpr std::array<double, 4> at{-0.8611363115940526, -0.3399810435848563, 0.3399810435848563,
                                              0.8611363115940526};
    static constexpr std::array<double, 4> weight{0.3478548451374538, 0.6521451548625461, 0.6521451548625461,
                                                  0.3478548451374538};
    return run_multistep(run, x, order_of(run, 4), [&](std::size_t i, std::size_t order) {
        const std::vector<double> nodes = nodes_before(run, i, order);
        const double half = 0.5 * (static_cast<double>(run.sigmas[i + 1]) - run.sigmas[i]),
                     middle = run.sigmas[i] + half;
        Coefficients out(order, 0.0);
        for (std::size_t j = 0; j < order; ++j)
            for (std::size_t p = 0; p < at.size(); ++p)
                out[j] += half * weight[p] * lagrange(nodes, j, middle + half * at[p]);
        return out;
    });
}

/// iPNDM (Zhang and Chen 2022, "Fast Sampling of Diffusion Models with Exponential Integrator", section 3.4): classical
/// Adams-Bashforth coefficients, as if steps were equal.
Result<> sample_ipndm(const SamplerRun& run, std::span<float> x) {
    return run_multistep(run, x, order_of(run, 4), [&](std::size_t i, std::size_t order) {
        static const std::array<Coefficients, 4> classical{{{1},
                                                            {3 / 2.0, -1 / 2.0},
                                                            {23 / 12.0, -16 / 12.0, 5 / 12.0},
                                                            {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}}};
        Coefficients out = classical[order - 1];
        for (double& c : out)
            c *= static_cast<double>(run.sigmas[i + 1]) - run.sigmas[i];
        return out;
    });
}

/// iPNDM with unequal steps.
Result<> sample_ipndm_v(const SamplerRun& run, std::span<float> x) {
    return run_multistep(run, x, order_of(run, 4),
                         [&](std::size_t i, std::size_t order) { return ipndm_v_coefficients(run.sigmas, i, order); });
}

/// DEIS-tAB.
Result<> sample_deis(const SamplerRun& run, std::span<float> x) {
    return run_multistep(run, x, order_of(run, 3),
                         [&](std::size_t i, std::size_t order) { return deis_coefficients(run.sigmas, i, order); });
}

} // namespace sfumato
