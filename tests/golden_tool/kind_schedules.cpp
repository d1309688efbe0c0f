// Sigma arrays of k-diffusion, A1111, ComfyUI, SD3 and Flux, and the table of noise levels behind them.
#include "golden_tool/sampling_case.h"
#include "sampling/schedules.h"

namespace sfumato::golden {
namespace {

constexpr double relative_limit = 1e-5; // the case's own

/// Every element within the limit of its own size; NaN where NaN is expected.
Check check_each(std::string name, std::span<const float> got, std::span<const float> want) {
    Check check{std::move(name), 0, relative_limit, got.size() == want.size(), {}};
    if (!check.passed) check.note = fmt::format("{} values, expected {}", got.size(), want.size());
    for (std::size_t i = 0; i < std::min(got.size(), want.size()); ++i) {
        if (std::isnan(got[i]) && std::isnan(want[i])) continue;
        const double difference = std::abs(static_cast<double>(got[i]) - want[i]);
        const double ratio = difference == 0 ? 0 : difference / std::abs(static_cast<double>(want[i]));
        check.error = std::max(check.error, std::isnan(ratio) ? HUGE_VAL : ratio);
    }
    check.passed = check.passed && check.error <= relative_limit;
    return check;
}

struct Levels {
    NoiseTable table;
    double sigma_min, sigma_max;
};

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

/// "karras", "karras_rho5", "karras_0.1_10", ...
std::optional<Floats> kdiff(std::string_view schedule, const Levels& levels, int n) {
    double low = levels.sigma_min, high = levels.sigma_max;
    std::optional<double> rho;
    if (schedule == "vp") return vp_sigmas(n);
    if (schedule == "discrete_uniform") return (*find_schedule("uniform"))->sigmas(levels.table, n);
    const auto parts = split(schedule, '_');
    std::vector<double> range;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (parts[i].starts_with("rho"))
            rho = parse_number<double>(parts[i].substr(3));
        else if (auto value = parse_number<double>(parts[i]))
            range.push_back(*value);
        else
            return std::nullopt;
    }
    if (range.size() == 2) {
        low = range[0];
        high = range[1];
    } else if (!range.empty()) {
        return std::nullopt;
    }
    if (parts[0] == "karras") return karras_sigmas(low, high, n, rho.value_or(7));
    if (parts[0] == "exponential") return polyexponential_sigmas(low, high, n, 1);
    if (parts[0] == "polyexponential") return polyexponential_sigmas(low, high, n, rho.value_or(1));
    return std::nullopt;
}

std::optional<Floats> a1111(std::string_view schedule, const Levels& levels, int n) {
    if (schedule == "kl_optimal") {
        // A1111 takes n + 1 points down to sigma_min; ComfyUI, and this program, n points and then 0.
        Floats out = kl_optimal_sigmas(levels.sigma_min, levels.sigma_max, n + 1);
        out.pop_back();
        return out;
    }
    if (schedule == "beta") return beta_sigmas_linear(levels.sigma_min, levels.sigma_max, n);
    std::string name(schedule);
    // The tables for SD 1.5 carry the plain name here.
    if (name.starts_with("align_your_steps") && name.ends_with("_sd15")) name.resize(name.size() - 5);
    const auto row = find_schedule(name);
    if (!row) return std::nullopt;
    return (*row)->sigmas(levels.table, n);
}

std::optional<Floats> comfy(std::string_view schedule, const Levels& levels, int n) {
    const auto row = find_schedule(schedule);
    if (!row) return std::nullopt;
    return (*row)->sigmas(levels.table, n);
}

std::optional<Floats> flow(std::string_view source, std::string_view schedule, int n) {
    if (source == "sd3" && schedule.starts_with("shift")) {
        const auto shift = parse_number<float>(schedule.substr(5));
        return shift ? std::optional(sd3_sigmas(*shift, n)) : std::nullopt;
    }
    if (source == "flux" && schedule == "schnell") return flux_sigmas(n, 0);
    if (source == "flux" && schedule.starts_with("dev_seq")) {
        const auto tokens = parse_number<double>(schedule.substr(7));
        return tokens ? std::optional(flux_sigmas(n, flux_mu(*tokens))) : std::nullopt;
    }
    return std::nullopt;
}

/// The arrays of the table itself. nullopt: an array this program does not know.
Result<std::optional<Check>> check_table(const CaseTensors& tensors, const NoiseTable& table, const std::string& name,
                                         std::span<const float> want) {
    if (name == "sd.alphas_cumprod") return check_each(name, table.alphas_cumprod, want);
    if (name == "sd.sigmas") return check_each(name, table.sigmas, want);
    if (name == "sd.log_sigmas") return check_absolute(name, table.log_sigmas, want, 4 * relative_limit);
    Floats got;
    if (name == "sd.t_to_sigma.sigma") {
        SF_TRY(const Floats t, tensors.floats("sd.t_to_sigma.t"));
        for (const float value : t)
            got.push_back(table.t_to_sigma(value));
        return check_each(name, got, want);
    }
    if (name == "sd.sigma_to_t.t" || name == "sd.sigma_to_t.t_quantized") {
        SF_TRY(const Floats sigma, tensors.floats("sd.sigma_to_t.sigma"));
        const bool quantized = name.ends_with("quantized");
        for (const float value : sigma)
            got.push_back(quantized ? static_cast<float>(table.sigma_to_t_quantized(value)) : table.sigma_to_t(value));
        // Between two entries of the table t has the absolute error of a logarithm times the slope, up to 1000.
        return check_absolute(name, got, want, quantized ? 0 : 1e-3);
    }
    return std::nullopt;
}

} // namespace

bool recognise_schedules(const CaseInput& input) {
    return input.config.contains("linear_start") || has_tensor_with_prefix(input, {"kdiff.", "a1111.", "comfy."});
}

Result<std::vector<Check>> run_schedules(const CaseInput& input) {
    SF_TRY(const CaseTensors tensors, CaseTensors::open(input));
    NoiseTableConfig config;
    config.beta_start = number_or(input.config, "linear_start", config.beta_start);
    config.beta_end = number_or(input.config, "linear_end", config.beta_end);
    if (const TensorView* view = tensors.find("sd.sigmas"))
        config.num_train_timesteps = static_cast<int>(view->elements());
    Levels levels;
    SF_TRY(levels.table, make_noise_table(config));
    levels.sigma_min = number_or(input.config, "sigma_min", levels.table.sigma_min());
    levels.sigma_max = number_or(input.config, "sigma_max", levels.table.sigma_max());

    std::vector<Check> checks;
    for (const TensorView& view : tensors.file->tensors()) {
        const Floats want = CaseTensors::values(view);
        if (view.name == "sd.t_to_sigma.t" || view.name == "sd.sigma_to_t.sigma") continue; // inputs
        SF_TRY(auto of_table, check_table(tensors, levels.table, view.name, want));
        if (of_table) {
            checks.push_back(*of_table);
            continue;
        }
        const std::size_t first = view.name.find('.'), last = view.name.rfind('.');
        const std::string_view name = view.name;
        const std::string_view source = name.substr(0, first);
        const std::string_view schedule =
            last > first && last != std::string::npos ? name.substr(first + 1, last - first - 1) : "";
        const std::string_view count = last == std::string::npos ? "" : name.substr(last + 1);
        if (source == "sd3" && count == "table") {
            const auto shift = parse_number<float>(schedule.substr(std::min<std::size_t>(5, schedule.size())));
            Floats got;
            for (std::size_t i = 1; shift && i <= want.size(); ++i)
                got.push_back(flow_shift(static_cast<float>(i) / static_cast<float>(want.size()), *shift));
            checks.push_back(check_each(view.name, got, want));
            continue;
        }
        const auto n = parse_number<int>(count);
        std::optional<Floats> got;
        if (n && *n >= 1 && *n <= 10000) {
            if (source == "kdiff")
                got = kdiff(schedule, levels, *n);
            else if (source == "a1111")
                got = a1111(schedule, levels, *n);
            else if (source == "comfy")
                got = comfy(schedule, levels, *n);
            else
                got = flow(source, schedule, *n);
        }
        checks.push_back(got ? check_each(view.name, *got, want)
                             : skipped_check(view.name, "this schedule is not implemented"));
    }
    return checks;
}

} // namespace sfumato::golden
