#include "sampling/samplers.h"

#include "sampling/names.h"
#include "sampling/sampler_steps.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sfumato {
namespace {

Result<> sample_dpmpp_2m_sde_heun(const SamplerRun& run, std::span<float> x) {
    SamplerRun heun = run;
    heun.options.solver = SdeSolver::heun;
    return sample_dpmpp_2m_sde(heun, x);
}

Result<> sample_uni_pc_bh2(const SamplerRun& run, std::span<float> x) {
    SamplerRun bh2 = run;
    bh2.options.variant = UniPcVariant::bh2;
    return sample_uni_pc(bh2, x);
}

// Names of A1111 1.6 to 1.10 (with its old k_ names), ComfyUI and diffusers. Spellings that differ only in case, '_',
// '-' or blanks need no alias.
constexpr std::string_view euler_aliases[] = {"k_euler", "EulerDiscreteScheduler"};
constexpr std::string_view euler_a_aliases[] = {"k_euler_a", "k_euler_ancestral", "EulerAncestralDiscreteScheduler"};
constexpr std::string_view heun_aliases[] = {"k_heun", "HeunDiscreteScheduler"};
constexpr std::string_view dpm_2_aliases[] = {"k_dpm_2", "KDPM2DiscreteScheduler"};
constexpr std::string_view dpm_2_a_aliases[] = {"k_dpm_2_a", "dpm_2_a", "KDPM2AncestralDiscreteScheduler"};
constexpr std::string_view lms_aliases[] = {"k_lms", "LMSDiscreteScheduler"};
constexpr std::string_view dpmpp_2s_a_aliases[] = {"k_dpmpp_2s_a"};
constexpr std::string_view dpmpp_sde_aliases[] = {"k_dpmpp_sde", "dpmpp_sde_gpu", "DPMSolverSDEScheduler"};
constexpr std::string_view dpmpp_2m_aliases[] = {"k_dpmpp_2m", "DPMSolverMultistepScheduler"};
constexpr std::string_view dpmpp_2m_sde_aliases[] = {"k_dpmpp_2m_sde", "dpmpp_2m_sde_gpu"};
constexpr std::string_view dpmpp_2m_sde_heun_aliases[] = {"k_dpmpp_2m_sde_heun", "dpmpp_2m_sde_heun_gpu"};
constexpr std::string_view dpmpp_3m_sde_aliases[] = {"k_dpmpp_3m_sde", "dpmpp_3m_sde_gpu"};
constexpr std::string_view ddim_aliases[] = {"DDIMScheduler"};
constexpr std::string_view lcm_aliases[] = {"k_lcm", "LCMScheduler"};
constexpr std::string_view uni_pc_aliases[] = {"unipc"};
constexpr std::string_view uni_pc_bh2_aliases[] = {"unipc_bh2", "UniPCMultistepScheduler"};
constexpr std::string_view ipndm_aliases[] = {"k_ipndm"};
constexpr std::string_view ipndm_v_aliases[] = {"k_ipndm_v"};
constexpr std::string_view deis_aliases[] = {"k_deis"};
constexpr std::string_view heunpp2_aliases[] = {"heunpp", "k_heunpp2"};
constexpr std::string_view dpm_fast_aliases[] = {"k_dpm_fast"};
constexpr std::string_view dpm_adaptive_aliases[] = {"k_dpm_ad", "k_dpm_adaptive"};
constexpr std::string_view euler_a_flow_aliases[] = {"euler_ancestral_RF"};

constexpr std::array rows{
    Sampler{.name = "euler",
            .label = "Euler",
            .aliases = euler_aliases,
            .run = sample_euler,
            .automatic_schedule = "normal"},
    Sampler{.name = "euler_ancestral",
            .label = "Euler a",
            .aliases = euler_a_aliases,
            .run = sample_euler_ancestral,
            .automatic_schedule = "normal",
            .uses_noise = true,
            .ancestral = true},
    Sampler{.name = "heun",
            .label = "Heun",
            .aliases = heun_aliases,
            .run = sample_heun,
            .automatic_schedule = "normal",
            .calls_per_step = 2,
            .second_order = true},
    Sampler{.name = "heunpp2",
            .label = "HeunPP2",
            .aliases = heunpp2_aliases,
            .run = sample_heunpp2,
            .automatic_schedule = "normal",
            .calls_per_step = 3,
            .second_order = true},
    Sampler{.name = "dpm_2",
            .label = "DPM2",
            .aliases = dpm_2_aliases,
            .run = sample_dpm_2,
            .automatic_schedule = "karras",
            .calls_per_step = 2,
            .second_order = true,
            .discard_penultimate_sigma = true},
    Sampler{.name = "dpm_2_ancestral",
            .label = "DPM2 a",
            .aliases = dpm_2_a_aliases,
            .run = sample_dpm_2_ancestral,
            .automatic_schedule = "karras",
            .uses_noise = true,
            .ancestral = true,
            .calls_per_step = 2,
            .second_order = true,
            .discard_penultimate_sigma = true},
    Sampler{.name = "lms", .label = "LMS", .aliases = lms_aliases, .run = sample_lms, .automatic_schedule = "normal"},
    Sampler{.name = "dpm_fast",
            .label = "DPM fast",
            .aliases = dpm_fast_aliases,
            .run = sample_dpm_fast,
            .automatic_schedule = "normal"},
    Sampler{.name = "dpm_adaptive",
            .label = "DPM adaptive",
            .aliases = dpm_adaptive_aliases,
            .run = sample_dpm_adaptive,
            .automatic_schedule = "normal",
            .calls_per_step = 3},
    Sampler{.name = "dpmpp_2s_ancestral",
            .label = "DPM++ 2S a",
            .aliases = dpmpp_2s_a_aliases,
            .run = sample_dpmpp_2s_ancestral,
            .automatic_schedule = "karras",
            .uses_noise = true,
            .ancestral = true,
            .calls_per_step = 2,
            .second_order = true},
    Sampler{.name = "dpmpp_sde",
            .label = "DPM++ SDE",
            .aliases = dpmpp_sde_aliases,
            .run = sample_dpmpp_sde,
            .automatic_schedule = "karras",
            .uses_noise = true,
            .brownian = true,
            .calls_per_step = 2,
            .second_order = true},
    Sampler{.name = "dpmpp_2m",
            .label = "DPM++ 2M",
            .aliases = dpmpp_2m_aliases,
            .run = sample_dpmpp_2m,
            .automatic_schedule = "karras"},
    Sampler{.name = "dpmpp_2m_sde",
            .label = "DPM++ 2M SDE",
            .aliases = dpmpp_2m_sde_aliases,
            .run = sample_dpmpp_2m_sde,
            .automatic_schedule = "exponential",
            .uses_noise = true,
            .brownian = true},
    Sampler{.name = "dpmpp_2m_sde_heun",
            .label = "DPM++ 2M SDE Heun",
            .aliases = dpmpp_2m_sde_heun_aliases,
            .run = sample_dpmpp_2m_sde_heun,
            .automatic_schedule = "exponential",
            .uses_noise = true,
            .brownian = true},
    Sampler{.name = "dpmpp_3m_sde",
            .label = "DPM++ 3M SDE",
            .aliases = dpmpp_3m_sde_aliases,
            .run = sample_dpmpp_3m_sde,
            .automatic_schedule = "exponential",
            .uses_noise = true,
            .brownian = true},
    Sampler{.name = "ddim",
            .label = "DDIM",
            .aliases = ddim_aliases,
            .run = sample_ddim,
            .automatic_schedule = "ddim_uniform"},
    Sampler{.name = "lcm",
            .label = "LCM",
            .aliases = lcm_aliases,
            .run = sample_lcm,
            .automatic_schedule = "sgm_uniform",
            .uses_noise = true},
    Sampler{.name = "uni_pc",
            .label = "UniPC",
            .aliases = uni_pc_aliases,
            .run = sample_uni_pc,
            .automatic_schedule = "normal",
            .discard_penultimate_sigma = true},
    Sampler{.name = "uni_pc_bh2",
            .label = "UniPC bh2",
            .aliases = uni_pc_bh2_aliases,
            .run = sample_uni_pc_bh2,
            .automatic_schedule = "normal",
            .discard_penultimate_sigma = true},
    Sampler{.name = "ipndm",
            .label = "IPNDM",
            .aliases = ipndm_aliases,
            .run = sample_ipndm,
            .automatic_schedule = "normal"},
    Sampler{.name = "ipndm_v",
            .label = "IPNDM_V",
            .aliases = ipndm_v_aliases,
            .run = sample_ipndm_v,
            .automatic_schedule = "normal"},
    Sampler{
        .name = "deis", .label = "DEIS", .aliases = deis_aliases, .run = sample_deis, .automatic_schedule = "normal"},
    Sampler{.name = "euler_ancestral_flow",
            .label = "Euler a (flow)",
            .aliases = euler_a_flow_aliases,
            .run = sample_euler_ancestral_flow,
            .automatic_schedule = "simple",
            .uses_noise = true,
            .ancestral = true},
};

const Sampler* exact_sampler(std::string_view normalised) {
    for (const Sampler& row : rows) {
        const std::string_view own[] = {row.name, row.label};
        if (matches_any(normalised, own) || matches_any(normalised, row.aliases)) return &row;
    }
    return nullptr;
}

const Schedule* exact_schedule(std::string_view normalised) {
    for (const Schedule& row : schedules()) {
        const std::string_view own[] = {row.name, row.label};
        if (matches_any(normalised, own) || matches_any(normalised, row.aliases)) return &row;
    }
    return nullptr;
}

} // namespace

std::span<const Sampler> samplers() {
    return rows;
}

Result<const Sampler*> find_sampler(std::string_view name) {
    const std::string wanted = normalised_name(name);
    if (const Sampler* found = exact_sampler(wanted)) return found;
    const Sampler* nearest = nullptr;
    std::size_t least = 0;
    for (const Sampler& row : rows) {
        const std::string_view own[] = {row.name, row.label};
        const std::size_t distance = std::min(nearest_distance(wanted, own), nearest_distance(wanted, row.aliases));
        if (nearest == nullptr || distance < least) {
            least = distance;
            nearest = &row;
        }
    }
    return fail(ErrorCode::usage, "unknown sampler \"{:.64}\", did you mean \"{}\"?", name, nearest->name);
}

Result<SamplerAndSchedule> resolve_sampler(std::string_view sampler, std::string_view schedule) {
    SamplerAndSchedule out;
    const std::string wanted = normalised_name(sampler);
    out.sampler = exact_sampler(wanted);
    for (std::size_t blank = wanted.find(' '); out.sampler == nullptr && blank != std::string::npos;
         blank = wanted.find(' ', blank + 1)) {
        const std::string_view text = wanted;
        const Schedule* second = exact_schedule(text.substr(blank + 1));
        const Sampler* first = exact_sampler(text.substr(0, blank));
        if (first != nullptr && second != nullptr) out = {first, second};
    }
    if (out.sampler == nullptr) {
        SF_TRY(out.sampler, find_sampler(sampler));
    }
    if (normalised_name(schedule) == "automatic") schedule = out.sampler->automatic_schedule;
    if (!schedule.empty()) {
        SF_TRY(out.schedule, find_schedule(schedule));
    }
    return out;
}

Result<std::vector<float>> sampling_sigmas(const Sampler& sampler, const Schedule& schedule, const NoiseTable& table,
                                           int steps, double strength) {
    if (!sampler.discard_penultimate_sigma) return sigmas_for_strength(schedule, table, steps, strength);
    if (!(strength > 0 && strength <= 1))
        return fail(ErrorCode::usage, "strength is {}, expected more than 0 and at most 1", strength);
    if (steps < 1 || steps / strength > 10000)
        return fail(ErrorCode::usage, "steps is {} at strength {}, expected 1 to 10000 in all", steps, strength);
    // The longer plan is made first and its end is cut, so that strength counts the steps the user sees.
    SF_TRY(std::vector<float> sigmas,
           schedule_sigmas(schedule, table, static_cast<int>(strength > 0.9999 ? steps : steps / strength) + 1));
    if (sigmas.size() > 2) sigmas.erase(sigmas.end() - 2);
    const std::size_t kept = std::min(sigmas.size(), static_cast<std::size_t>(steps) + 1);
    sigmas.erase(sigmas.begin(), sigmas.end() - static_cast<std::ptrdiff_t>(kept));
    return sigmas;
}

Result<> run_sampler(const Sampler& sampler, const SamplerRun& run, std::span<float> x) {
    if (run.sigmas.size() < 2)
        return fail(ErrorCode::usage, "{}: the schedule has {} noise levels, expected at least 2", sampler.name,
                    run.sigmas.size());
    for (std::size_t i = 0; i < run.sigmas.size(); ++i) {
        const float sigma = run.sigmas[i];
        const bool last = i + 1 == run.sigmas.size();
        if (!std::isfinite(sigma) || sigma < 0 || (sigma == 0 && !last))
            return fail(ErrorCode::usage, "{}: noise level {} is {}, expected a positive number", sampler.name, i,
                        sigma);
        if (i > 0 && !(sigma < run.sigmas[i - 1]))
            return fail(ErrorCode::usage, "{}: noise level {} is {} after {}, expected less", sampler.name, i, sigma,
                        run.sigmas[i - 1]);
    }
    const std::size_t step_count = run.sigmas.size() - 1;
    const bool noisy = sampler.uses_noise || run.options.s_churn > 0 || run.options.eta_deterministic > 0;
    if (noisy && run.noise == nullptr)
        return fail(ErrorCode::internal, "{}: runs with noise, but was given none", sampler.name);
    if (run.resume != nullptr && run.resume->finished) {
        if (run.resume->x.size() != x.size()) return sampling::wrong_size(run.resume->x.size(), x.size());
        std::copy(run.resume->x.begin(), run.resume->x.end(), x.begin());
        return {};
    }
    SF_CHECK(sampler.run(run, x));
    if (!run.on_state || !run.wants_state || !run.wants_state(step_count)) return {};
    return run.on_state(
        {.step = step_count, .finished = true, .x = {x.begin(), x.end()}, .latents = {}, .numbers = {}});
}

} // namespace sfumato
