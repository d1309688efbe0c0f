// The curves behind the schedules: functions of a range and a number of steps.
#include "base/expect.h"
#include "sampling/schedules.h"

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

/// Position i of n evenly spaced ones from 0 to 1; a single one stands at 0.
double ramp(int i, int n) {
    return n > 1 ? static_cast<double>(i) / (n - 1) : 0.0;
}

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz's method.
double beta_fraction(double x, double a, double b) {
    constexpr double tiny = 1e-300;
    auto away_from_zero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
    double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m <= 500; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        fraction *= c * d;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        fraction *= c * d;
        if (std::abs(c * d - 1) < 1e-15) break;
    }
    return fraction;
}

/// The regularised incomplete beta function I_x(a, b).
double beta_cdf(double x, double a, double b) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    const double front =
        std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
    // The fraction converges fast on this side; the other side follows by symmetry.
    if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(x, a, b) / a;
    return 1 - front * beta_fraction(1 - x, b, a) / b;
}

} // namespace

std::vector<float> karras_sigmas(double sigma_min, double sigma_max, int n, double rho) {
    const double low = std::pow(sigma_min, 1 / rho), high = std::pow(sigma_max, 1 / rho);
    std::vector<float> out;
    for (int i = 0; i < n; ++i)
        out.push_back(static_cast<float>(std::pow(high + ramp(i, n) * (low - high), rho)));
    out.push_back(0);
    return out;
}

std::vector<float> polyexponential_sigmas(double sigma_min, double sigma_max, int n, double rho) {
    const double low = std::log(sigma_min), high = std::log(sigma_max);
    std::vector<float> out;
    for (int i = 0; i < n; ++i)
        out.push_back(static_cast<float>(std::exp(low + std::pow(1 - ramp(i, n), rho) * (high - low))));
    out.push_back(0);
    return out;
}

std::vector<float> vp_sigmas(int n, float beta_d, float beta_min, float eps_s) {
    std::vector<float> out;
    for (int i = 0; i < n; ++i) {
        const float t = static_cast<float>(1 + ramp(i, n) * (static_cast<double>(eps_s) - 1));
        // exp(...) - 1 loses digits near t = 0. k-diffusion loses them, too, so this is single precision on purpose.
        const float grown = std::exp(beta_d * (t * t) / 2 + beta_min * t);
        out.push_back(std::sqrt(grown - 1));
    }
    out.push_back(0);
    return out;
}

std::vector<float> kl_optimal_sigmas(double sigma_min, double sigma_max, int n) {
    const double low = std::atan(sigma_min), high = std::atan(sigma_max);
    std::vector<float> out;
    for (int i = 0; i < n; ++i)
        out.push_back(static_cast<float>(std::tan(high + ramp(i, n) * (low - high))));
    out.push_back(0);
    return out;
}

std::vector<float> beta_sigmas_linear(double sigma_min, double sigma_max, int n, double alpha, double beta) {
    std::vector<float> out;
    for (int i = 0; i < n; ++i)
        out.push_back(
            static_cast<float>(sigma_min + beta_quantile(1 - ramp(i, n), alpha, beta) * (sigma_max - sigma_min)));
    out.push_back(0);
    return out;
}

double beta_quantile(double p, double alpha, double beta) {
    expect(alpha > 0 && beta > 0, "beta_quantile: parameters must be positive");
    if (p <= 0) return 0;
    if (p >= 1) return 1;
    double low = 0, high = 1;
    // Bisection: the density is infinite at both ends when alpha and beta are below 1, where Newton steps go astray.
    for (int i = 0; i < 1100 && low < high; ++i) {
        const double middle = 0.5 * (low + high);
        if (middle == low || middle == high) break;
        (beta_cdf(middle, alpha, beta) < p ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

float flow_shift(float sigma, float shift) {
    return shift * sigma / (1 + (shift - 1) * sigma);
}

std::vector<float> sd3_sigmas(float shift, int n) {
    const double first = flow_shift(1, shift), last = flow_shift(1.0f / 1000, shift);
    std::vector<float> out;
    for (int i = 0; i < n; ++i)
        out.push_back(flow_shift(static_cast<float>(first + ramp(i, n) * (last - first)), shift));
    out.push_back(0);
    return out;
}

std::vector<float> flux_sigmas(int n, double mu) {
    std::vector<float> out;
    for (int i = 0; i < n; ++i) {
        const double t = 1 - static_cast<double>(i) / n;
        out.push_back(static_cast<float>(std::exp(mu) / (std::exp(mu) + (1 / t - 1))));
    }
    out.push_back(0);
    return out;
}

double flux_mu(double tokens, double base_shift, double max_shift, double base_tokens, double max_tokens) {
    return base_shift + (max_shift - base_shift) * (tokens - base_tokens) / (max_tokens - base_tokens);
}

} // namespace sfumato
