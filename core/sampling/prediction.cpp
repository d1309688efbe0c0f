#include "sampling/prediction.h"

#include "base/expect.h"

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

/// Held finite so that the arithmetic in sigma keeps working; the signal that remains is 1e-6 of the noise.
constexpr double largest_sigma = 1e6;

std::vector<double> make_alphas_cumprod(const NoiseTableConfig& config) {
    const int n = config.num_train_timesteps;
    std::vector<double> alphas(static_cast<std::size_t>(n));
    const bool scaled = config.beta_schedule == BetaSchedule::scaled_linear;
    const double first = scaled ? std::sqrt(config.beta_start) : config.beta_start;
    const double last = scaled ? std::sqrt(config.beta_end) : config.beta_end;
    double product = 1;
    for (int i = 0; i < n; ++i) {
        const double at = i == n - 1 ? last : first + (last - first) / (n - 1) * i;
        product *= 1.0 - (scaled ? at * at : at);
        alphas[static_cast<std::size_t>(i)] = product;
    }
    return alphas;
}

void rescale_to_zero_snr(std::vector<double>& alphas) {
    const double first = std::sqrt(alphas.front()), last = std::sqrt(alphas.back());
    for (double& a : alphas) {
        const double root = (std::sqrt(a) - last) * first / (first - last);
        a = root * root;
    }
}

} // namespace

Result<Prediction> parse_prediction(std::string_view name) {
    if (name == "epsilon" || name == "eps") return Prediction::eps;
    if (name == "v_prediction" || name == "v") return Prediction::v;
    if (name == "flow_prediction" || name == "flow") return Prediction::flow;
    return fail(ErrorCode::unsupported,
                "prediction_type is \"{}\", expected \"epsilon\", \"v_prediction\" or \"flow_prediction\"", name);
}

std::string_view prediction_name(Prediction prediction) {
    switch (prediction) {
    case Prediction::eps: return "epsilon";
    case Prediction::v: return "v_prediction";
    case Prediction::flow: return "flow_prediction";
    }
    return "";
}

Result<BetaSchedule> parse_beta_schedule(std::string_view name) {
    if (name == "linear") return BetaSchedule::linear;
    if (name == "scaled_linear") return BetaSchedule::scaled_linear;
    return fail(ErrorCode::unsupported, "beta_schedule is \"{}\", expected \"linear\" or \"scaled_linear\"", name);
}

Result<NoiseTable> make_noise_table(const NoiseTableConfig& config) {
    if (config.num_train_timesteps < 2 || config.num_train_timesteps > 1'000'000)
        return fail(ErrorCode::usage, "num_train_timesteps is {}, expected 2 to 1000000", config.num_train_timesteps);
    // Written so that NaN is refused as well.
    if (!(config.beta_start > 0 && config.beta_end < 1 && config.beta_start <= config.beta_end))
        return fail(ErrorCode::usage, "beta_start is {} and beta_end is {}, expected 0 < beta_start <= beta_end < 1",
                    config.beta_start, config.beta_end);
    std::vector<double> alphas = make_alphas_cumprod(config);
    if (config.zero_terminal_snr) rescale_to_zero_snr(alphas);
    NoiseTable table;
    table.prediction = config.prediction;
    for (const double alpha : alphas) {
        // The references round alphas_cumprod to fp32 first; what follows in double has less error than theirs.
        const float rounded = static_cast<float>(alpha);
        const double a = std::max<double>(rounded, 1.0 / (largest_sigma * largest_sigma));
        const float sigma = static_cast<float>(std::sqrt((1.0 - a) / a));
        table.alphas_cumprod.push_back(rounded);
        table.sigmas.push_back(sigma);
        table.log_sigmas.push_back(static_cast<float>(std::log(static_cast<double>(sigma))));
    }
    if (!(table.sigmas.front() > 0))
        return fail(ErrorCode::usage, "beta_start is {}, too small for single precision", config.beta_start);
    return table;
}

float NoiseTable::sigma_to_t(float sigma) const {
    if (!(sigma > sigmas.front())) return 0;
    if (sigma >= sigmas.back()) return static_cast<float>(sigmas.size() - 1);
    const float log_sigma = std::log(sigma);
    const auto above = std::upper_bound(log_sigmas.begin(), log_sigmas.end(), log_sigma);
    const auto high =
        std::clamp<std::ptrdiff_t>(above - log_sigmas.begin(), 1, static_cast<std::ptrdiff_t>(log_sigmas.size()) - 1);
    const auto low = high - 1;
    const float low_log = log_sigmas[static_cast<std::size_t>(low)],
                high_log = log_sigmas[static_cast<std::size_t>(high)];
    // Long tables repeat values in fp32.
    const float w = high_log > low_log ? std::clamp((log_sigma - low_log) / (high_log - low_log), 0.0f, 1.0f) : 0.0f;
    return (1 - w) * static_cast<float>(low) + w * static_cast<float>(high);
}

int NoiseTable::sigma_to_t_quantized(float sigma) const {
    if (!(sigma > 0)) return 0;
    const float log_sigma = std::log(sigma);
    const auto nearest = std::min_element(log_sigmas.begin(), log_sigmas.end(), [&](float a, float b) {
        return std::abs(a - log_sigma) < std::abs(b - log_sigma);
    });
    return static_cast<int>(nearest - log_sigmas.begin());
}

float NoiseTable::t_to_sigma(float t) const {
    const float held = std::clamp(t, 0.0f, static_cast<float>(sigmas.size() - 1));
    const auto low = static_cast<std::size_t>(std::floor(held)), high = static_cast<std::size_t>(std::ceil(held));
    const float w = held - static_cast<float>(low);
    return std::exp((1 - w) * log_sigmas[low] + w * log_sigmas[high]);
}

float input_scale(Prediction prediction, float sigma) {
    if (prediction == Prediction::flow) return 1;
    return static_cast<float>(1.0 / std::sqrt(static_cast<double>(sigma) * sigma + 1.0));
}

void denoised_from_output(Prediction prediction, float sigma, std::span<const float> x, std::span<const float> output,
                          std::span<float> denoised) {
    expect(x.size() == output.size() && x.size() == denoised.size(), "denoised_from_output: sizes differ");
    float of_x = 1, of_output = -sigma;
    if (prediction == Prediction::v) {
        const double square = static_cast<double>(sigma) * sigma + 1.0;
        of_x = static_cast<float>(1.0 / square);
        of_output = static_cast<float>(-sigma / std::sqrt(square));
    }
    for (std::size_t i = 0; i < x.size(); ++i)
        denoised[i] = of_x * x[i] + of_output * output[i];
}

void add_noise(Prediction prediction, float sigma, std::span<const float> latent, std::span<const float> noise,
               std::span<float> out) {
    expect(latent.size() == noise.size() && latent.size() == out.size(), "add_noise: sizes differ");
    const float of_latent = prediction == Prediction::flow ? 1 - sigma : 1;
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = of_latent * latent[i] + sigma * noise[i];
}

} // namespace sfumato
