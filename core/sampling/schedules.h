// Noise schedules: which noise levels a run of n steps visits. One row per schedule; the command line, the window
// and the metadata read names and aliases from the rows.
#pragma once

#include "base/error.h"
#include "sampling/prediction.h"

#include <span>
#include <string_view>
#include <vector>

namespace sfumato {

/// A schedule. `sigmas(table, steps)` gives descending noise levels that end in 0; usually steps + 1 of them (beta
/// drops repeated ones, ddim_uniform may have one more). steps >= 1.
struct Schedule {
    std::string_view name;                     ///< canonical: "karras"
    std::string_view label;                    ///< as A1111 writes it after "Schedule type:"
    std::span<const std::string_view> aliases; ///< other spellings
    std::vector<float> (*sigmas)(const NoiseTable& table, int steps);
};

/// All schedules, in the order in which they are offered.
std::span<const Schedule> schedules();

/// By name, label or alias; case, '_', '-' and blanks do not matter. Error: usage, naming the nearest schedule.
Result<const Schedule*> find_schedule(std::string_view name);

/// The sigmas of a whole run. Error: usage when steps is below 1 or above 10000.
Result<std::vector<float>> schedule_sigmas(const Schedule& schedule, const NoiseTable& table, int steps);

/// The sigmas of an img2img run that changes `strength` (0, 1] of the image: the last steps + 1 of a schedule of
/// int(steps / strength) steps (ComfyUI's "denoise"), so that the number of steps does not depend on the strength.
/// Errors: usage (strength outside (0, 1], steps, or more than 10000 steps in all).
Result<std::vector<float>> sigmas_for_strength(const Schedule& schedule, const NoiseTable& table, int steps,
                                               double strength);

// The curves behind the rows, for other ranges and parameters. All have n + 1 entries and end in 0; n >= 1.

/// Karras et al. 2022, equation 5.
std::vector<float> karras_sigmas(double sigma_min, double sigma_max, int n, double rho = 7);
/// Equal steps in log sigma to the power rho (1: exponential).
std::vector<float> polyexponential_sigmas(double sigma_min, double sigma_max, int n, double rho = 1);
/// The continuous VP schedule of Song et al. 2021 (equation 33 there), in single precision as k-diffusion computes it.
std::vector<float> vp_sigmas(int n, float beta_d = 19.9f, float beta_min = 0.1f, float eps_s = 1e-3f);
/// Sabour et al. 2024, "Align Your Steps", theorem 3.1: equal steps in arctan sigma.
std::vector<float> kl_optimal_sigmas(double sigma_min, double sigma_max, int n);
/// A1111's beta schedule: quantiles of Beta(alpha, beta) mapped linearly onto sigma.
std::vector<float> beta_sigmas_linear(double sigma_min, double sigma_max, int n, double alpha = 0.6, double beta = 0.6);
/// The x with I_x(alpha, beta) = p, for 0 <= p <= 1 and alpha, beta > 0.
double beta_quantile(double p, double alpha, double beta);

/// Rectified flow: sigma -> shift sigma / (1 + (shift - 1) sigma) (Esser et al. 2024, equation 23).
float flow_shift(float sigma, float shift);
/// SD3's own sampling: n steps between the shifted ends of its table of 1000 steps, shifted once more; ends in 0.
std::vector<float> sd3_sigmas(float shift, int n);
/// Flux: n equal steps from 1 to 0 through sigma = e^mu / (e^mu + 1/t - 1).
std::vector<float> flux_sigmas(int n, double mu);
/// Flux's mu for an image of `tokens` latent patches: linear through (256, base_shift) and (4096, max_shift).
double flux_mu(double tokens, double base_shift = 0.5, double max_shift = 1.15, double base_tokens = 256,
               double max_tokens = 4096);

} // namespace sfumato
