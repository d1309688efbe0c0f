// Sampler trajectories of k-diffusion and Forge on an analytic denoiser, with every random draw supplied.
#include "golden_tool/sampling_case.h"
#include "sampling/samplers.h"

namespace sfumato::golden {
namespace {

struct SharedTensors {
    Floats mu, start, noise;
};

/// Sets one keyword argument of the reference. False when this program has no such parameter.
bool set_option(const std::string& key, const nlohmann::json& value, const Sampler& sampler, SamplerOptions& options) {
    if (key == "solver_type") {
        if (value == "heun") options.solver = SdeSolver::heun;
        return value == "heun" || value == "midpoint";
    }
    if (key == "deis_mode") return value == "tab";
    if (!value.is_number()) return false;
    const double number = value.get<double>();
    const bool is_dpm = sampler.name == "dpm_fast" || sampler.name == "dpm_adaptive";
    if (key == "r") return number == 0.5;
    if (key == "order" && sampler.name == "dpm_adaptive") return number == 3;
    if (key == "order" || key == "max_order") {
        options.order = static_cast<int>(number);
        return number >= 1 && number <= 4;
    }
    if (key == "eta") return (is_dpm ? options.eta_deterministic : options.eta) = number, true;
    struct Parameter {
        const char* name;
        double SamplerOptions::*member;
    };
    static constexpr Parameter parameters[] = {{"s_noise", &SamplerOptions::s_noise},
                                               {"s_churn", &SamplerOptions::s_churn},
                                               {"s_tmin", &SamplerOptions::s_tmin},
                                               {"s_tmax", &SamplerOptions::s_tmax},
                                               {"rtol", &SamplerOptions::rtol},
                                               {"atol", &SamplerOptions::atol},
                                               {"h_init", &SamplerOptions::h_init},
                                               {"pcoeff", &SamplerOptions::pcoeff},
                                               {"icoeff", &SamplerOptions::icoeff},
                                               {"dcoeff", &SamplerOptions::dcoeff},
                                               {"accept_safety", &SamplerOptions::accept_safety}};
    for (const Parameter& parameter : parameters)
        if (key == parameter.name) return options.*parameter.member = number, true;
    return false;
}

/// The schedule of a run: a named tensor, or n steps between two sigmas of which only the ends count.
Result<Floats> run_sigmas(const CaseTensors& tensors, const nlohmann::json& run) {
    if (const std::string name = text_or(run, "schedule", ""); !name.empty()) return tensors.floats(name);
    const double low = number_or(run, "sigma_min", 0), high = number_or(run, "sigma_max", 0);
    const int n = static_cast<int>(number_or(run, "n", 1));
    if (!(low > 0 && high > low && n >= 1 && n <= 10000))
        return fail(ErrorCode::bad_input, "run has neither a schedule nor a range of sigmas");
    Floats out;
    for (int i = 0; i <= n; ++i)
        out.push_back(static_cast<float>(high * std::pow(low / high, static_cast<double>(i) / n)));
    return out;
}

struct Trajectory {
    Floats x, denoised;
    int calls = 0;
    std::size_t draws = 0;
};

Result<Trajectory> follow(const Sampler& sampler, const SamplerOptions& options, std::span<const float> sigmas,
                          bool flow, const SharedTensors& shared) {
    Trajectory out;
    SuppliedNoise noise(shared.noise);
    SamplerRun run;
    run.sigmas = sigmas;
    run.noise = &noise;
    run.options = options;
    run.denoise = [&](std::span<const float> x, float sigma, std::span<float> denoised) -> Result<> {
        ++out.calls;
        (flow ? analytic_denoised_flow : analytic_denoised)(x, sigma, shared.mu, denoised);
        return {};
    };
    run.on_step = [&](const StepInfo& step) -> Result<> {
        out.x.insert(out.x.end(), step.x.begin(), step.x.end());
        out.denoised.insert(out.denoised.end(), step.denoised.begin(), step.denoised.end());
        return {};
    };
    Floats x = shared.start;
    for (float& value : x)
        value *= sigmas.front();
    SF_CHECK(run_sampler(sampler, run, x));
    out.x.insert(out.x.end(), x.begin(), x.end());
    out.draws = noise.used();
    return out;
}

/// Some reference samplers hand their callback the x they were started with in every step; only the last row is then
/// a result. True when all rows but the last are the same.
bool reports_only_start(std::span<const float> rows, std::size_t row) {
    if (rows.size() < 3 * row) return false;
    for (std::size_t at = row; at + row < rows.size(); at += row)
        if (!std::equal(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(row),
                        rows.begin() + static_cast<std::ptrdiff_t>(at)))
            return false;
    return true;
}

void compare_run(const CaseInput& input, const CaseTensors& tensors, const std::string& name, const nlohmann::json& run,
                 const Trajectory& got, std::size_t row, std::vector<Check>& checks) {
    const std::string base = "traj." + name;
    const std::size_t before = checks.size();
    if (const TensorView* view = tensors.find(base + ".x")) {
        Floats want = CaseTensors::values(*view);
        std::span<const float> mine = got.x, theirs = want;
        const bool last_only = reports_only_start(want, row) && mine.size() == theirs.size();
        if (last_only) {
            mine = mine.last(row);
            theirs = theirs.last(row);
        }
        checks.push_back(check_close(input, base + ".x", mine, theirs, 3e-5, 5e-5));
        if (last_only && checks.back().passed)
            checks.back().note = "final x only: the reference reports its start in every step";
    }
    if (const TensorView* view = tensors.find(base + ".denoised"))
        checks.push_back(check_close(input, base + ".denoised", got.denoised, CaseTensors::values(*view), 3e-5, 5e-5));
    if (const TensorView* view = tensors.find(base + ".final")) {
        const Floats want = CaseTensors::values(*view);
        const std::span<const float> last = std::span(got.x).last(row);
        if (run.value("function", "") == "sample_dpm_adaptive") {
            // Whether a step is accepted depends on rounding, says the case; 1e-3 is its own limit.
            const Difference d = compare(last, want);
            checks.push_back({base + ".final", d.relative_rms, 1e-3, d.relative_rms <= 1e-3, {}});
        } else {
            checks.push_back(check_close(input, base + ".final", last, want, 3e-5, 5e-5));
        }
    }
    if (checks.size() == before) checks.push_back(failed_check(base, "the case has no expected tensor for this run"));
    if (run.contains("model_calls"))
        checks.push_back(check_equal(base + ".model_calls", run["model_calls"] == got.calls ? 0 : 1,
                                     fmt::format("{} calls", got.calls)));
    if (run.contains("noise_draws_used"))
        checks.push_back(check_equal(base + ".noise_draws", run["noise_draws_used"] == got.draws ? 0 : 1,
                                     fmt::format("{} draws", got.draws)));
}

Result<> check_run(const CaseInput& input, const CaseTensors& tensors, const SharedTensors& shared,
                   const std::string& name, const nlohmann::json& run, std::vector<Check>& checks) {
    std::string function = run.at("function").get<std::string>();
    if (function.starts_with("sample_")) function.erase(0, 7);
    const auto sampler = find_sampler(function);
    if (!sampler) {
        checks.push_back(skipped_check("traj." + name, fmt::format("sampler {} is not implemented", function)));
        return {};
    }
    SamplerOptions options;
    if (run.contains("kwargs") && run["kwargs"].is_object()) {
        for (const auto& [key, value] : run["kwargs"].items()) {
            if (set_option(key, value, **sampler, options)) continue;
            checks.push_back(
                skipped_check("traj." + name, fmt::format("{} = {} is not implemented", key, value.dump())));
            return {};
        }
    }
    SF_TRY(const Floats sigmas, run_sigmas(tensors, run));
    SF_TRY(const Trajectory got, follow(**sampler, options, sigmas, flag_or(run, "flow", false), shared));
    compare_run(input, tensors, name, run, got, shared.start.size(), checks);
    return {};
}

} // namespace

bool recognise_samplers(const CaseInput& input) {
    return has_runs_with(input, "function");
}

Result<std::vector<Check>> run_samplers(const CaseInput& input) {
    SF_TRY(const CaseTensors tensors, CaseTensors::open(input));
    SharedTensors shared;
    SF_TRY(shared.mu, tensors.floats("mu"));
    SF_TRY(shared.start, tensors.floats("x_init_unit"));
    if (tensors.find("noise") != nullptr) {
        SF_TRY(shared.noise, tensors.floats("noise"));
    }
    if (shared.mu.empty() || shared.start.empty())
        return fail(ErrorCode::bad_input, "{}: mu or x_init_unit is empty", input.folder.string());
    std::vector<Check> checks;
    for (const auto& [name, run] : input.config.at("runs").items())
        if (auto done = check_run(input, tensors, shared, name, run, checks); !done)
            checks.push_back(failed_check("traj." + name, done.error().text()));
    return checks;
}

} // namespace sfumato::golden
