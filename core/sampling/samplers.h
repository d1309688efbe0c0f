// Samplers: how x at sigma[0] becomes an image latent at sigma 0. One row per sampler; the command line, the window and
// the metadata read names and aliases from the rows.
//
// The contract is k-diffusion's: a sampler sees only `denoise(x, sigma) -> denoised`. Latents are flat spans that hold
// the whole batch; samplers work element by element and know no shape.
#pragma once

#include "base/error.h"
#include "sampling/noise.h"
#include "sampling/schedules.h"

#include <functional>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace sfumato {

/// Writes the network's estimate of the clean latent, given x at noise level sigma, into `denoised`.
using Denoise = std::function<Result<>(std::span<const float> x, float sigma, std::span<float> denoised)>;

/// What on_step sees: once per step, after its first call of denoise.
struct StepInfo {
    int step = 0;                    ///< from 0
    std::span<const float> x;        ///< before the step (with churned noise)
    std::span<const float> denoised; ///< first estimate of this step
    float sigma = 0;                 ///< noise level of x
};
/// An error (cancelled, not_finite) ends the run and is returned by it.
using OnStep = std::function<Result<>(const StepInfo& info)>;

enum class SdeSolver { midpoint, heun };
enum class UniPcVariant { bh1, bh2 };

/// Parameters in the letters of the papers. A sampler reads those that it has.
struct SamplerOptions {
    double eta = 1;               ///< share of the noise that ancestral and SDE samplers replace
    double eta_deterministic = 0; ///< the same for ddim, dpm_fast and dpm_adaptive, whose usual value is 0
    double s_noise = 1;           ///< factor on all noise that is added
    double s_churn = 0;           ///< Karras et al. 2022, algorithm 2
    double s_tmin = 0;
    double s_tmax = std::numeric_limits<double>::infinity();
    int order = 0;                          ///< of multistep samplers; 0 = the sampler's own
    bool lower_order_final = false;         ///< diffusers' rule: order 1 in the last step, at most 2 in the one before
    SdeSolver solver = SdeSolver::midpoint; ///< dpmpp_2m_sde, and the second step of dpmpp_3m_sde
    bool second_step_midpoint = false;      ///< dpmpp_3m_sde: diffusers' second-order step while warming up
    UniPcVariant variant = UniPcVariant::bh1;
    double rtol = 0.05;                        ///< dpm_adaptive
    double atol = 0.0078;                      ///< dpm_adaptive
    double h_init = 0.05;                      ///< dpm_adaptive
    double pcoeff = 0, icoeff = 1, dcoeff = 0; ///< dpm_adaptive: its PID step size control
    double accept_safety = 0.81;               ///< dpm_adaptive
};

/// Where a run stands between two steps, as a plain value: a run that goes on from it ends in the same bytes as one
/// that was never interrupted.
struct SamplerState {
    std::uint64_t step = 0;  ///< the next one to do
    std::uint64_t draws = 0; ///< of noise so far, see NoiseSampler::drawn()
    bool finished = false;   ///< x is the result
    std::vector<float> x;
    std::vector<std::vector<float>> latents; ///< what the sampler remembers of earlier steps, each as large as x
    std::vector<double> numbers;             ///< and its scalars; both in an order that the sampler knows
    bool operator==(const SamplerState&) const = default;
};

/// Everything but x. The spans, `noise` and `resume` must live as long as the run.
struct SamplerRun {
    Denoise denoise;
    std::span<const float> sigmas; ///< descending; usually ends in 0
    NoiseSampler* noise = nullptr; ///< needed by samplers that use noise
    SamplerOptions options;
    OnStep on_step; ///< may be empty
    /// Goes on from here instead of beginning; what x holds at the start does not matter then.
    const SamplerState* resume = nullptr;
    /// Asked before each step and after the last one, whether on_state is to have the state. Both may be empty.
    std::function<bool(std::uint64_t step)> wants_state;
    /// An error (cancelled) ends the run and is returned by it.
    std::function<Result<>(SamplerState state)> on_state;
};

struct Sampler {
    std::string_view name;  ///< canonical, as ComfyUI has it: "dpmpp_2m"
    std::string_view label; ///< as A1111 has it: "DPM++ 2M"
    std::span<const std::string_view> aliases;
    Result<> (*run)(const SamplerRun& run, std::span<float> x);
    std::string_view automatic_schedule; ///< what A1111's schedule type "Automatic" means with this sampler
    bool uses_noise = false;             ///< with default options
    bool ancestral = false;              ///< A1111 re-seeds with ENSD for these
    bool brownian = false;               ///< its noise is BrownianTreeNoise, not PerStepNoise
    int calls_per_step = 1;              ///< calls of denoise, for progress and time estimates
    bool second_order = false;           ///< evaluates twice per step
    /// A1111 and ComfyUI plan one step more and leave out the last sigma above 0.
    bool discard_penultimate_sigma = false;
};

/// All samplers, in the order in which they are offered.
std::span<const Sampler> samplers();

/// By name, label or alias; case, '_', '-' and blanks do not matter. Error: usage, naming the nearest sampler.
Result<const Sampler*> find_sampler(std::string_view name);

struct SamplerAndSchedule {
    const Sampler* sampler = nullptr;
    const Schedule* schedule = nullptr; ///< nullptr: none was named
};
/// Also reads the combined names of older programs: "DPM++ 2M Karras". A schedule "Automatic" becomes what A1111 means
/// by it with this sampler. An empty `schedule` leaves the schedule to the sampler's name. Error: usage.
Result<SamplerAndSchedule> resolve_sampler(std::string_view sampler, std::string_view schedule = {});

/// The sigmas that `sampler` runs over: those of the schedule, for `strength` (1 for txt2img), with the penultimate one
/// left out where the row says so.
Result<std::vector<float>> sampling_sigmas(const Sampler& sampler, const Schedule& schedule, const NoiseTable& table,
                                           int steps, double strength = 1);

/// Runs `sampler`: x enters at sigmas[0] and leaves at sigmas.back(). Errors: usage when the sigmas are fewer than 2,
/// not finite, not descending or end before a positive one; internal when noise is needed and absent; bad_input when
/// run.resume does not fit the sampler, the sigmas or the size of x; else what denoise, noise, on_step and on_state
/// return.
Result<> run_sampler(const Sampler& sampler, const SamplerRun& run, std::span<float> x);

// The samplers themselves. They expect what run_sampler checks. The source of each stands at its definition.
Result<> sample_euler(const SamplerRun& run, std::span<float> x);
Result<> sample_euler_ancestral(const SamplerRun& run, std::span<float> x);
Result<> sample_euler_ancestral_flow(const SamplerRun& run, std::span<float> x);
Result<> sample_heun(const SamplerRun& run, std::span<float> x);
Result<> sample_heunpp2(const SamplerRun& run, std::span<float> x);
Result<> sample_dpm_2(const SamplerRun& run, std::span<float> x);
Result<> sample_dpm_2_ancestral(const SamplerRun& run, std::span<float> x);
Result<> sample_ddim(const SamplerRun& run, std::span<float> x);
Result<> sample_lcm(const SamplerRun& run, std::span<float> x);
Result<> sample_dpmpp_2s_ancestral(const SamplerRun& run, std::span<float> x);
Result<> sample_dpmpp_sde(const SamplerRun& run, std::span<float> x);
Result<> sample_dpmpp_2m(const SamplerRun& run, std::span<float> x);
Result<> sample_dpmpp_2m_sde(const SamplerRun& run, std::span<float> x);
Result<> sample_dpmpp_3m_sde(const SamplerRun& run, std::span<float> x);
Result<> sample_lms(const SamplerRun& run, std::span<float> x);
Result<> sample_ipndm(const SamplerRun& run, std::span<float> x);
Result<> sample_ipndm_v(const SamplerRun& run, std::span<float> x);
Result<> sample_deis(const SamplerRun& run, std::span<float> x);
Result<> sample_uni_pc(const SamplerRun& run, std::span<float> x);
/// DPM-Solver-fast and -adaptive use only the first and the last positive sigma, and (fast) the number of sigmas - 1
/// as the number of calls of denoise.
Result<> sample_dpm_fast(const SamplerRun& run, std::span<float> x);
Result<> sample_dpm_adaptive(const SamplerRun& run, std::span<float> x);

} // namespace sfumato
