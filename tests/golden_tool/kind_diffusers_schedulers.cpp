// diffusers' schedulers stepped over an analytic model. Their steps are those of our samplers in other coordinates:
// diffusers' x is sqrt(a) times ours (a = alphas_cumprod), and its timesteps are a choice of noise levels.
#include "golden_tool/sampling_case.h"
#include "sampling/samplers.h"

#include <map>
#include <set>

namespace sfumato::golden {
namespace {

using nlohmann::json;

/// One run: its settings, and what it visited.
struct Session {
    const json& config;
    std::string model; ///< "eps", "v" or "flow"
    int steps = 0;
    NoiseTable table;
    Floats mu, start, noise;
    Floats timesteps; ///< as the scheduler lists them
    Floats sigmas;    ///< scheduler.sigmas where the class keeps them per step, else empty
    Floats x, model_output;
    std::string skip; ///< why this run is not done
};

float vp_scale(float sigma) {
    return static_cast<float>(1 / std::sqrt(1 + static_cast<double>(sigma) * sigma));
}

/// The case's analytic network at x (scaled as the network sees it), noise level sigma.
void network(const Session& s, std::span<const float> x, float sigma, std::span<float> out) {
    const double a = 1 / (1 + static_cast<double>(sigma) * sigma);
    if (a < 1e-6) {
        for (std::size_t i = 0; i < x.size(); ++i)
            out[i] = std::tanh(s.mu[i % s.mu.size()] + x[i]);
        return;
    }
    const float root = static_cast<float>(std::sqrt(a)), rest = static_cast<float>(std::sqrt(1 - a));
    Floats full(x.begin(), x.end());
    for (float& value : full)
        value /= root;
    analytic_denoised(full, sigma, s.mu, out);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const float eps = (full[i] - out[i]) / sigma;
        out[i] = s.model == "v" ? root * eps - rest * (x[i] - rest * eps) / root : eps;
    }
}

void append(Floats& to, std::span<const float> values, float scale = 1) {
    for (const float value : values)
        to.push_back(value * scale);
}

/// A denoiser over the analytic network that records inputs and outputs; `vp`: records x as diffusers has it.
Denoise recording_denoise(Session& s, bool vp) {
    return [&s, vp](std::span<const float> x, float sigma, std::span<float> denoised) -> Result<> {
        append(s.x, x, vp ? vp_scale(sigma) : 1);
        Floats scaled(x.begin(), x.end());
        for (float& value : scaled)
            value *= input_scale(s.table.prediction, sigma);
        Floats out(x.size());
        network(s, scaled, sigma, out);
        append(s.model_output, out);
        denoised_from_output(s.table.prediction, sigma, x, out, denoised);
        return {};
    };
}

double spaced(double value) {
    return std::nearbyint(value);
} // numpy rounds halves to even

/// Timesteps of DDIM, DDPM and the Euler schedulers.
Floats timesteps_by_count(const json& config, const std::string& spacing, int steps, int trained) {
    const double offset = number_or(config, "steps_offset", 0);
    Floats out;
    for (int i = 0; i < steps; ++i) {
        if (spacing == "linspace")
            out.push_back(
                static_cast<float>(spaced(steps > 1 ? (trained - 1) * (1 - static_cast<double>(i) / (steps - 1)) : 0)));
        else if (spacing == "leading")
            out.push_back(static_cast<float>((steps - 1 - i) * (trained / steps) + offset));
        else
            out.push_back(static_cast<float>(spaced(trained - i * (static_cast<double>(trained) / steps)) - 1));
    }
    return out;
}

/// Timesteps of the multistep solvers, which leave out the last of steps + 1.
Floats timesteps_of_multistep(const json& config, const std::string& spacing, int steps, int trained) {
    if (spacing == "trailing") return timesteps_by_count(config, spacing, steps, trained);
    Floats out = timesteps_by_count(config, spacing, steps + 1, trained);
    out.pop_back();
    return out;
}

float sigma_at(const Session& s, double t) {
    return s.table.sigmas[static_cast<std::size_t>(std::clamp(t, 0.0, static_cast<double>(s.table.sigmas.size() - 1)))];
}

/// DDIM and DDPM (which is DDIM with eta 1, Song et al. 2021, section 4.1). Each step is a run of one step, because
/// with some spacings diffusers steps to t - T/n and goes on from another t.
Result<> run_ddim(Session& s, double eta, bool final_is_clean, const std::string& default_spacing) {
    const int trained = static_cast<int>(s.table.sigmas.size());
    s.timesteps =
        timesteps_by_count(s.config, text_or(s.config, "timestep_spacing", default_spacing), s.steps, trained);
    SuppliedNoise noise(s.noise);
    SamplerRun run{.denoise = recording_denoise(s, true), .sigmas = {}, .noise = &noise, .options = {}, .on_step = {}};
    run.options.eta_deterministic = eta;
    Floats x = s.start;
    for (const float t : s.timesteps) {
        const double previous = static_cast<double>(t) - trained / s.steps;
        const float next = previous >= 0 ? sigma_at(s, previous) : (final_is_clean ? 0.0f : s.table.sigmas.front());
        const float sigmas[] = {sigma_at(s, t), next};
        if (!(next < sigmas[0])) return s.skip = "a step that does not reduce noise", Result<>{};
        for (float& value : x)
            value /= vp_scale(sigmas[0]);
        run.sigmas = sigmas;
        SF_CHECK(run_sampler(**find_sampler("ddim"), run, x));
        for (float& value : x)
            value *= vp_scale(next);
    }
    append(s.x, x);
    return {};
}

/// Euler and Euler ancestral: diffusers keeps these in our coordinates.
Result<> run_euler(Session& s, std::string_view sampler) {
    const std::string spacing = text_or(s.config, "timestep_spacing", "linspace");
    s.timesteps = timesteps_by_count(s.config, spacing, s.steps, static_cast<int>(s.table.sigmas.size()));
    if (spacing == "linspace" && s.steps > 1 &&
        (s.table.sigmas.size() - 1) % static_cast<std::size_t>(s.steps - 1) != 0)
        return s.skip = "fractional timesteps", Result<>{};
    for (const float t : s.timesteps)
        s.sigmas.push_back(sigma_at(s, t));
    s.sigmas.push_back(0);
    const double first = s.sigmas.front();
    const float scale = static_cast<float>(spacing == "leading" ? std::sqrt(first * first + 1) : first);
    Floats x = s.start;
    for (float& value : x)
        value *= scale;
    SuppliedNoise noise(s.noise);
    const SamplerRun run{
        .denoise = recording_denoise(s, false), .sigmas = s.sigmas, .noise = &noise, .options = {}, .on_step = {}};
    SF_CHECK(run_sampler(**find_sampler(sampler), run, x));
    append(s.x, x);
    return {};
}

/// UniPC and DPM-Solver++ multistep: they end at training step 0, not at a clean image.
Result<> run_multistep(Session& s, bool unipc) {
    const int trained = static_cast<int>(s.table.sigmas.size());
    s.timesteps = timesteps_of_multistep(s.config, text_or(s.config, "timestep_spacing", "linspace"), s.steps, trained);
    if (flag_or(s.config, "use_karras_sigmas", false)) {
        s.sigmas = karras_sigmas(s.table.sigma_min(), s.table.sigma_max(), s.steps);
        s.sigmas.pop_back();
        s.timesteps.clear();
        for (const float sigma : s.sigmas)
            s.timesteps.push_back(static_cast<float>(spaced(s.table.sigma_to_t(sigma))));
        std::reverse(s.sigmas.begin(), s.sigmas.end());
    } else {
        s.sigmas = s.table.sigmas; // these classes keep the whole table
    }
    Floats levels;
    for (const float t : s.timesteps)
        levels.push_back(sigma_at(s, t));
    levels.push_back(s.table.sigmas.front());
    // Karras' last timestep is 0 already; its step to 0 changes nothing, but the model is called.
    const bool idle_end = levels[levels.size() - 2] == levels.back();
    if (idle_end) levels.pop_back();
    const int order = static_cast<int>(number_or(s.config, "solver_order", 2));
    const bool few = unipc || s.steps < 15; // DPM-Solver lowers the last orders only below 15 steps
    SamplerRun run{
        .denoise = recording_denoise(s, true), .sigmas = levels, .noise = nullptr, .options = {}, .on_step = {}};
    run.options.eta = 0;
    run.options.lower_order_final = few && !idle_end;
    run.options.order = order;
    run.options.second_step_midpoint = true;
    run.options.variant = text_or(s.config, "solver_type", "bh2") == "bh1" ? UniPcVariant::bh1 : UniPcVariant::bh2;
    if (idle_end && (unipc || order != 2)) return s.skip = "a last step of no length at this order", Result<>{};
    Floats x = s.start;
    for (float& value : x)
        value /= vp_scale(levels.front());
    if (unipc)
        SF_CHECK(sample_uni_pc(run, x));
    else if (order == 2)
        SF_CHECK(sample_dpmpp_2m(run, x));
    else if (order == 3)
        SF_CHECK(sample_dpmpp_3m_sde(run, x));
    else
        return s.skip = fmt::format("solver_order {}", order), Result<>{};
    if (idle_end) {
        Floats unused(x.size());
        SF_CHECK(run.denoise(x, levels.back(), unused));
    }
    append(s.x, x, vp_scale(levels.back()));
    return {};
}

/// LCM: denoised estimates blended with x at the boundary (Luo et al. 2023, equation 9 with sigma_data 0.5), every
/// (original / n)-th of the original steps. v0.22.3 adds noise after the last step, too, at its own level.
Result<> run_lcm(Session& s) {
    const int trained = static_cast<int>(s.table.sigmas.size());
    const int original = static_cast<int>(number_or(s.config, "original_inference_steps", 50));
    if (original < s.steps || original > trained)
        return s.skip = fmt::format("original_inference_steps {}", original), Result<>{};
    Floats levels;
    for (int i = 0; i < s.steps; ++i) {
        const int t = (original - i * (original / s.steps)) * (trained / original) - 1;
        s.timesteps.push_back(static_cast<float>(t));
        levels.push_back(sigma_at(s, t));
    }
    levels.push_back(s.steps > 1 ? levels.back() : 0.0f);
    const Denoise plain = recording_denoise(s, true);
    std::size_t step = 0;
    SuppliedNoise noise(s.noise);
    SamplerRun run{.denoise = {}, .sigmas = levels, .noise = &noise, .options = {}, .on_step = {}};
    run.denoise = [&](std::span<const float> x, float sigma, std::span<float> denoised) -> Result<> {
        SF_CHECK(plain(x, sigma, denoised));
        const double t = s.timesteps[step++] * 10.0, data = 0.5;
        const double skip = data * data / (t * t + data * data) * vp_scale(sigma),
                     out = t / std::sqrt(t * t + data * data);
        for (std::size_t i = 0; i < x.size(); ++i)
            denoised[i] = static_cast<float>(out * denoised[i] + skip * x[i]);
        return {};
    };
    Floats x = s.start;
    for (float& value : x)
        value /= vp_scale(levels.front());
    // The free function: the repeated last level is no schedule that run_sampler would take. After it diffusers
    // returns sqrt(a) x0 + sqrt(1 - a) noise, which is vp_scale times ours; a clean end has scale 1.
    SF_CHECK(sample_lcm(run, x));
    append(s.x, x, vp_scale(levels.back()));
    return {};
}

/// Flow matching: Euler on shifted sigmas.
Result<> run_flow(Session& s) {
    if (flag_or(s.config, "use_dynamic_shifting", false))
        // The case's image has 1024 latent patches.
        s.sigmas = flux_sigmas(s.steps, flux_mu(1024, number_or(s.config, "base_shift", 0.5),
                                                number_or(s.config, "max_shift", 1.15),
                                                number_or(s.config, "base_image_seq_len", 256),
                                                number_or(s.config, "max_image_seq_len", 4096)));
    else
        s.sigmas = sd3_sigmas(static_cast<float>(number_or(s.config, "shift", 1)), s.steps);
    for (int i = 0; i < s.steps; ++i)
        s.timesteps.push_back(s.sigmas[static_cast<std::size_t>(i)] *
                              static_cast<float>(number_or(s.config, "num_train_timesteps", 1000)));
    SamplerRun run{.denoise = {}, .sigmas = s.sigmas, .noise = nullptr, .options = {}, .on_step = {}};
    run.denoise = [&](std::span<const float> x, float sigma, std::span<float> denoised) -> Result<> {
        append(s.x, x);
        Floats out(x.size());
        analytic_denoised_flow(x, sigma, s.mu, out);
        for (std::size_t i = 0; i < x.size(); ++i)
            out[i] = (x[i] - out[i]) / sigma;
        append(s.model_output, out);
        denoised_from_output(Prediction::flow, sigma, x, out, denoised);
        return {};
    };
    Floats x = s.start;
    SF_CHECK(run_sampler(**find_sampler("euler"), run, x));
    append(s.x, x);
    return {};
}

/// A setting whose value is one that the runs above take into account, or the one they assume.
bool setting_is_known(const std::string& cls, const std::string& key, const json& value) {
    static const std::set<std::string> used{"num_train_timesteps",
                                            "beta_start",
                                            "beta_end",
                                            "beta_schedule",
                                            "steps_offset",
                                            "prediction_type",
                                            "timestep_spacing",
                                            "rescale_betas_zero_snr",
                                            "shift",
                                            "base_shift",
                                            "max_shift",
                                            "base_image_seq_len",
                                            "max_image_seq_len",
                                            "use_dynamic_shifting",
                                            "original_inference_steps"};
    static const std::map<std::string, json> assumed{{"clip_sample", false},
                                                     {"thresholding", false},
                                                     {"predict_x0", true},
                                                     {"lower_order_final", true},
                                                     {"algorithm_type", "dpmsolver++"},
                                                     {"variance_type", "fixed_small"},
                                                     {"interpolation_type", "linear"},
                                                     {"timestep_scaling", 10.0},
                                                     {"skip_prk_steps", true},
                                                     {"trained_betas", nullptr},
                                                     {"disable_corrector", json::array()}};
    if (used.contains(key)) return true;
    if (key == "set_alpha_to_one") return value.is_boolean();
    if (key == "solver_order") return value.is_number_integer() && value >= 1 && value <= 3;
    if (key == "solver_type")
        return cls == "UniPCMultistepScheduler" ? value == "bh1" || value == "bh2" : value == "midpoint";
    if (key == "use_karras_sigmas") return value == false || cls == "DPMSolverMultistepScheduler";
    const auto at = assumed.find(key);
    return at != assumed.end() && at->second == value;
}

/// Empty, or why a run of this class and these settings is not done.
std::string reason_to_skip(const std::string& cls, const json& config, const json& run) {
    static const std::set<std::string> classes{"DDIMScheduler",
                                               "DDPMScheduler",
                                               "EulerDiscreteScheduler",
                                               "EulerAncestralDiscreteScheduler",
                                               "UniPCMultistepScheduler",
                                               "DPMSolverMultistepScheduler",
                                               "LCMScheduler",
                                               "FlowMatchEulerDiscreteScheduler"};
    if (!classes.contains(cls)) return cls + " is not implemented";
    // These clip unless told otherwise, and clipping is no part of our samplers.
    if ((cls == "DDIMScheduler" || cls == "DDPMScheduler") && flag_or(config, "clip_sample", true))
        return "clip_sample is not implemented";
    for (const auto& [key, value] : config.items())
        if (!setting_is_known(cls, key, value)) return fmt::format("{} = {} is not implemented", key, value.dump());
    const auto kwargs = run.find("step_kwargs");
    if (kwargs != run.end() && kwargs->is_object())
        for (const auto& [key, value] : kwargs->items())
            if (key != "eta" || cls != "DDIMScheduler") return fmt::format("step argument {} is not implemented", key);
    return {};
}

Result<> step_through(Session& s, const std::string& cls, const json& run) {
    if (cls == "FlowMatchEulerDiscreteScheduler") return run_flow(s);
    const bool clean = flag_or(s.config, "set_alpha_to_one", true);
    if (cls == "DDIMScheduler") {
        const double eta = run.contains("step_kwargs") ? number_or(run["step_kwargs"], "eta", 0) : 0;
        return run_ddim(s, eta, clean, "leading");
    }
    if (cls == "DDPMScheduler") return run_ddim(s, 1, true, "leading");
    if (cls == "EulerDiscreteScheduler") return run_euler(s, "euler");
    if (cls == "EulerAncestralDiscreteScheduler") return run_euler(s, "euler_ancestral");
    if (cls == "UniPCMultistepScheduler") return run_multistep(s, true);
    if (cls == "DPMSolverMultistepScheduler") return run_multistep(s, false);
    return run_lcm(s);
}

Result<NoiseTable> table_of(const json& config) {
    NoiseTableConfig table;
    table.beta_start = number_or(config, "beta_start", 0.0001);
    table.beta_end = number_or(config, "beta_end", 0.02);
    table.num_train_timesteps = static_cast<int>(number_or(config, "num_train_timesteps", 1000));
    table.zero_terminal_snr = flag_or(config, "rescale_betas_zero_snr", false);
    SF_TRY(table.beta_schedule, parse_beta_schedule(text_or(config, "beta_schedule", "linear")));
    SF_TRY(table.prediction, parse_prediction(text_or(config, "prediction_type", "epsilon")));
    return make_noise_table(table);
}

Result<> check_run(const CaseInput& input, const CaseTensors& tensors, const std::string& name, const json& run,
                   std::vector<Check>& checks) {
    const std::string cls = run.at("cls").get<std::string>();
    static const json none = json::object();
    const json& config = run.contains("config") && run["config"].is_object() ? run["config"] : none;
    Session s{.config = config, .model = text_or(run, "model", "eps")};
    s.steps = static_cast<int>(number_or(run, "steps", number_or(input.config, "steps", 10)));
    s.skip = reason_to_skip(cls, config, run);
    if (s.skip.empty()) {
        SF_TRY(s.table, table_of(config));
        if (s.steps < 1 || static_cast<std::size_t>(s.steps) > s.table.sigmas.size())
            return fail(ErrorCode::bad_input, "steps is {}, expected 1 to {}", s.steps, s.table.sigmas.size());
        SF_TRY(s.mu, tensors.floats("mu"));
        SF_TRY(s.start, tensors.floats("x_init_unit"));
        if (s.mu.empty()) return fail(ErrorCode::bad_input, "mu is empty");
        if (tensors.find("noise") != nullptr) {
            SF_TRY(s.noise, tensors.floats("noise"));
        }
        SF_CHECK(step_through(s, cls, run));
    }
    if (!s.skip.empty()) {
        checks.push_back(skipped_check(name, s.skip));
        return {};
    }
    const std::pair<const char*, const Floats*> outputs[] = {
        {"timesteps", &s.timesteps}, {"sigmas", &s.sigmas}, {"model_output", &s.model_output}, {"x", &s.x}};
    const std::size_t before = checks.size();
    for (const auto& [part, got] : outputs)
        if (const TensorView* view = tensors.find(name + "." + part))
            checks.push_back(check_close(input, view->name, *got, CaseTensors::values(*view), 4e-5, 2e-4));
    if (checks.size() == before) checks.push_back(failed_check(name, "the case has no expected tensor for this run"));
    return {};
}

} // namespace

bool recognise_diffusers_schedulers(const CaseInput& input) {
    return has_runs_with(input, "cls");
}

Result<std::vector<Check>> run_diffusers_schedulers(const CaseInput& input) {
    SF_TRY(const CaseTensors tensors, CaseTensors::open(input));
    std::vector<Check> checks;
    for (const auto& [name, run] : input.config.at("runs").items())
        if (auto done = check_run(input, tensors, name, run, checks); !done)
            checks.push_back(failed_check(name, done.error().text()));
    return checks;
}

} // namespace sfumato::golden
