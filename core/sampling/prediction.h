// What a network's output means, and the table of noise levels it was trained with.
#pragma once

#include "base/error.h"

#include <span>
#include <string_view>
#include <vector>

namespace sfumato {

/// What the network predicts: the noise (Ho et al. 2020), the velocity (Salimans and Ho 2022, appendix D), or the
/// direction from data to noise (rectified flow, Liu et al. 2022).
enum class Prediction { eps, v, flow };

/// From diffusers' prediction_type ("epsilon", "v_prediction", "flow_prediction") and ModelSpec ("epsilon", "v").
Result<Prediction> parse_prediction(std::string_view name);
/// "epsilon", "v_prediction", "flow_prediction".
std::string_view prediction_name(Prediction prediction);

/// How beta_t runs from beta_start to beta_end over the training steps: linearly, or with a linear square root
/// (diffusers' "scaled_linear", what latent diffusion uses).
enum class BetaSchedule { linear, scaled_linear };
Result<BetaSchedule> parse_beta_schedule(std::string_view name);

/// The values of a scheduler_config.json that make up the table.
struct NoiseTableConfig {
    double beta_start = 0.00085;
    double beta_end = 0.012;
    BetaSchedule beta_schedule = BetaSchedule::scaled_linear;
    int num_train_timesteps = 1000;
    Prediction prediction = Prediction::eps;
    /// Lin et al. 2023, "Common Diffusion Noise Schedules and Sample Steps are Flawed", algorithm 1: the last step
    /// has no signal at all. Its sigma would be infinite and is held at 10^6.
    bool zero_terminal_snr = false;
};

/// The noise levels that the network was trained with, one per training step: sigma = sqrt((1 - a) / a) with
/// a = alphas_cumprod. Fractional steps are interpolated in log sigma (k-diffusion's DiscreteSchedule).
struct NoiseTable {
    Prediction prediction = Prediction::eps;
    std::vector<float> alphas_cumprod;
    std::vector<float> sigmas; ///< ascending
    std::vector<float> log_sigmas;

    float sigma_min() const { return sigmas.front(); }
    float sigma_max() const { return sigmas.back(); }
    /// Training step of `sigma`, fractional, held within the table. Sigma 0 gives 0.
    float sigma_to_t(float sigma) const;
    /// Nearest whole training step in log sigma.
    int sigma_to_t_quantized(float sigma) const;
    /// Sigma of a fractional step, held within the table.
    float t_to_sigma(float t) const;
};

/// Errors: usage, naming the value (betas outside (0, 1) or descending, fewer than 2 or more than 10^6 steps).
Result<NoiseTable> make_noise_table(const NoiseTableConfig& config);

/// Factor on x before it enters the network: 1 / sqrt(sigma^2 + 1) (Karras et al. 2022, table 1, with sigma_data 1);
/// 1 for flow.
float input_scale(Prediction prediction, float sigma);

/// The denoised latent from the network's output at (x * input_scale, t(sigma)); spans of equal size, `denoised` may
/// be `output`. eps: x - sigma out. v: x / (sigma^2 + 1) - out sigma / sqrt(sigma^2 + 1). flow: x - sigma out.
void denoised_from_output(Prediction prediction, float sigma, std::span<const float> x, std::span<const float> output,
                          std::span<float> denoised);

/// A latent with noise of level sigma, the start of sampling: latent + sigma noise; flow: (1 - sigma) latent +
/// sigma noise. For txt2img the latent is all zero. `out` may be `noise`.
void add_noise(Prediction prediction, float sigma, std::span<const float> latent, std::span<const float> noise,
               std::span<float> out);

} // namespace sfumato
