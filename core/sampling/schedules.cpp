#include "sampling/schedules.h"

#include "sampling/names.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace sfumato {
namespace {

constexpr int most_steps = 10000;

/// n values from first to last in single precision, each counted from its nearer end as torch.linspace does.
std::vector<float> linspace(float first, float last, int n) {
    std::vector<float> out(static_cast<std::size_t>(n));
    const float step = n > 1 ? (last - first) / static_cast<float>(n - 1) : 0.0f;
    for (int i = 0; i < n; ++i)
        out[static_cast<std::size_t>(i)] =
            i < (n + 1) / 2 ? first + step * static_cast<float>(i) : last - step * static_cast<float>(n - 1 - i);
    return out;
}

std::vector<float> through_table(const NoiseTable& table, std::span<const float> timesteps) {
    std::vector<float> out;
    for (const float t : timesteps)
        out.push_back(table.t_to_sigma(t));
    out.push_back(0);
    return out;
}

float last_step(const NoiseTable& table) {
    return static_cast<float>(table.sigmas.size() - 1);
}

std::vector<float> karras(const NoiseTable& table, int n) {
    return karras_sigmas(table.sigma_min(), table.sigma_max(), n);
}

std::vector<float> exponential(const NoiseTable& table, int n) {
    return polyexponential_sigmas(table.sigma_min(), table.sigma_max(), n, 1);
}

/// Equal steps in training time, both ends included (k-diffusion's DiscreteSchedule.get_sigmas).
std::vector<float> normal(const NoiseTable& table, int n) {
    return through_table(table, linspace(last_step(table), 0, n));
}

/// Equal steps in training time with the lower end left out (Stability AI's generative-models).
std::vector<float> sgm_uniform(const NoiseTable& table, int n) {
    std::vector<float> timesteps = linspace(last_step(table), 0, n + 1);
    timesteps.pop_back();
    return through_table(table, timesteps);
}

/// Entries of the table itself, counted from the noisy end.
std::vector<float> simple(const NoiseTable& table, int n) {
    std::vector<float> out;
    const double stride = static_cast<double>(table.sigmas.size()) / n;
    for (int i = 0; i < n; ++i)
        out.push_back(table.sigmas[table.sigmas.size() - 1 - static_cast<std::size_t>(i * stride)]);
    out.push_back(0);
    return out;
}

/// Every (size / n)-th entry of the table from entry 1 on (Song et al. 2021, "DDIM", appendix D.2, as in CompVis'
/// DDIM sampler). The stride is whole, so there may be more than n entries.
std::vector<float> ddim_uniform(const NoiseTable& table, int n) {
    const std::size_t stride = std::max<std::size_t>(table.sigmas.size() / static_cast<std::size_t>(n), 1);
    std::vector<float> out{0};
    for (std::size_t at = 1; at < table.sigmas.size(); at += stride)
        out.push_back(table.sigmas[at]);
    std::reverse(out.begin(), out.end());
    return out;
}

/// Lee et al. 2024, "Beta Sampling is All You Need": training steps at quantiles of Beta(0.6, 0.6). Repeated steps
/// are dropped, as ComfyUI does.
std::vector<float> beta(const NoiseTable& table, int n) {
    std::vector<float> out;
    double previous = -1;
    for (int i = 0; i < n; ++i) {
        const double t = std::nearbyint(beta_quantile(1 - static_cast<double>(i) / n, 0.6, 0.6) * last_step(table));
        if (t != previous) out.push_back(table.sigmas[static_cast<std::size_t>(t)]);
        previous = t;
    }
    out.push_back(0);
    return out;
}

std::vector<float> beta_a1111(const NoiseTable& table, int n) {
    return beta_sigmas_linear(table.sigma_min(), table.sigma_max(), n);
}

std::vector<float> vp(const NoiseTable&, int n) {
    return vp_sigmas(n);
}

std::vector<float> kl_optimal(const NoiseTable& table, int n) {
    return kl_optimal_sigmas(table.sigma_min(), table.sigma_max(), n);
}

// Tables of Sabour et al. 2024, "Align Your Steps" (11 values, published; 32 values, from its optimised schedules) and
// of Chen et al. 2024, "On the Trajectory Regularity of ODE-based Diffusion Sampling" (GITS).
constexpr double ays_sd15[] = {14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029};
constexpr double ays_sdxl[] = {14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029};
constexpr double gits_sd15[] = {14.615, 4.617, 2.507, 1.236, 0.702, 0.402, 0.240, 0.156, 0.104, 0.094, 0.029};
constexpr double gits_sdxl[] = {14.615, 4.734, 2.567, 1.529, 0.987, 0.652, 0.418, 0.268, 0.179, 0.127, 0.029};
constexpr double ays32_sd15[] = {14.615,     11.23951352, 8.64363081, 6.64729424, 5.57250862, 4.71648546, 3.99196065,
                                 3.5195609,  3.13490466,  2.79228788, 2.48773628, 2.21663865, 1.97508351, 1.7793172,
                                 1.61475335, 1.46540953,  1.314849,   1.16642497, 1.03475547, 0.91573744, 0.80748169,
                                 0.71202361, 0.621739,    0.53065202, 0.4529096,  0.37491455, 0.27461819, 0.2011529,
                                 0.14105873, 0.06682881,  0.03166121, 0.015};
constexpr double ays32_sdxl[] = {14.615,     11.1491618, 8.50522127, 6.48827151, 5.43707402, 4.60398619, 3.89854704,
                                 3.27407457, 2.74396527, 2.29968659, 1.95448514, 1.67108715, 1.42878152, 1.23181009,
                                 1.06789649, 0.92579443, 0.80290886, 0.69660121, 0.60436903, 0.52852552, 0.46773344,
                                 0.41393379, 0.36258186, 0.31008517, 0.26518925, 0.22326461, 0.17653877, 0.13959192,
                                 0.10587381, 0.05519369, 0.02877334, 0.015};

/// `published` itself for its own number of steps, else interpolated in log sigma. A single step takes the LAST value,
/// as in A1111 (numpy's linspace of one point stands at the start of the reversed table).
std::vector<float> from_published(std::span<const double> published, int n) {
    std::vector<float> out;
    for (int i = 0; i < n; ++i) {
        const double at = n > 1 ? static_cast<double>(i) * static_cast<double>(published.size() - 1) / (n - 1)
                                : static_cast<double>(published.size() - 1);
        const auto low = std::min(static_cast<std::size_t>(at), published.size() - 2);
        const double w = at - static_cast<double>(low);
        out.push_back(
            static_cast<float>(std::exp((1 - w) * std::log(published[low]) + w * std::log(published[low + 1]))));
    }
    out.push_back(0);
    return out;
}

template <const auto& published> std::vector<float> align_your_steps(const NoiseTable&, int n) {
    return from_published(published, n);
}

constexpr std::string_view uniform_aliases[] = {"automatic", "discrete_uniform"};
constexpr std::string_view sgm_aliases[] = {"SGMUniform"};
constexpr std::string_view ddim_aliases[] = {"ddim"};
constexpr std::string_view polyexponential_aliases[] = {"poly_exponential"};
constexpr std::string_view ays_aliases[] = {"ays", "align_your_steps_11", "align_your_steps_sd15"};
constexpr std::string_view ays_sdxl_aliases[] = {"ays_sdxl"};
constexpr std::string_view gits_aliases[] = {"ays_gits", "gits", "align_your_steps_GITS_sd15"};
constexpr std::string_view ays32_aliases[] = {"ays_32", "align_your_steps_32_sd15"};

constexpr std::array rows{
    Schedule{"normal", "Normal", {}, normal},
    Schedule{"karras", "Karras", {}, karras},
    Schedule{"exponential", "Exponential", {}, exponential},
    Schedule{"sgm_uniform", "SGM Uniform", sgm_aliases, sgm_uniform},
    Schedule{"simple", "Simple", {}, simple},
    Schedule{"ddim_uniform", "DDIM", ddim_aliases, ddim_uniform},
    Schedule{"beta", "Beta", {}, beta},
    Schedule{"beta_a1111", "Beta (A1111)", {}, beta_a1111},
    Schedule{"uniform", "Uniform", uniform_aliases, normal},
    // With rho 1 (A1111's default) it equals exponential; the row keeps the name readable in metadata.
    Schedule{"polyexponential", "Polyexponential", polyexponential_aliases, exponential},
    Schedule{"vp", "VP", {}, vp},
    Schedule{"kl_optimal", "KL Optimal", {}, kl_optimal},
    Schedule{"align_your_steps", "Align Your Steps", ays_aliases, align_your_steps<ays_sd15>},
    Schedule{"align_your_steps_sdxl", "Align Your Steps SDXL", ays_sdxl_aliases, align_your_steps<ays_sdxl>},
    Schedule{"align_your_steps_gits", "Align Your Steps GITS", gits_aliases, align_your_steps<gits_sd15>},
    Schedule{"align_your_steps_gits_sdxl", "Align Your Steps GITS SDXL", {}, align_your_steps<gits_sdxl>},
    Schedule{"align_your_steps_32", "Align Your Steps 32", ays32_aliases, align_your_steps<ays32_sd15>},
    Schedule{"align_your_steps_32_sdxl", "Align Your Steps 32 SDXL", {}, align_your_steps<ays32_sdxl>},
};

} // namespace

std::span<const Schedule> schedules() {
    return rows;
}

Result<const Schedule*> find_schedule(std::string_view name) {
    const std::string wanted = normalised_name(name);
    const Schedule* nearest = &rows.front();
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (const Schedule& row : rows) {
        const std::string_view own[] = {row.name, row.label};
        if (matches_any(wanted, own) || matches_any(wanted, row.aliases)) return &row;
        const std::size_t distance = std::min(nearest_distance(wanted, own), nearest_distance(wanted, row.aliases));
        if (distance < least) {
            least = distance;
            nearest = &row;
        }
    }
    return fail(ErrorCode::usage, "unknown schedule \"{:.64}\", did you mean \"{}\"?", name, nearest->name);
}

Result<std::vector<float>> schedule_sigmas(const Schedule& schedule, const NoiseTable& table, int steps) {
    if (steps < 1 || steps > most_steps)
        return fail(ErrorCode::usage, "steps is {}, expected 1 to {}", steps, most_steps);
    std::vector<float> sigmas = schedule.sigmas(table, steps);
    // More steps than the table has entries repeat some; a step of no length would only divide by zero.
    sigmas.erase(std::unique(sigmas.begin(), sigmas.end()), sigmas.end());
    return sigmas;
}

Result<std::vector<float>> sigmas_for_strength(const Schedule& schedule, const NoiseTable& table, int steps,
                                               double strength) {
    if (!(strength > 0 && strength <= 1))
        return fail(ErrorCode::usage, "strength is {}, expected more than 0 and at most 1", strength);
    // As in ComfyUI; it also keeps a strength of "almost 1" from losing its first step to rounding.
    if (strength > 0.9999) return schedule_sigmas(schedule, table, steps);
    if (steps < 1 || steps / strength > most_steps)
        return fail(ErrorCode::usage, "steps / strength is {:.0f}, expected 1 to {}", steps / strength, most_steps);
    SF_TRY(std::vector<float> sigmas, schedule_sigmas(schedule, table, static_cast<int>(steps / strength)));
    const std::size_t kept = std::min(sigmas.size(), static_cast<std::size_t>(steps) + 1);
    sigmas.erase(sigmas.begin(), sigmas.end() - static_cast<std::ptrdiff_t>(kept));
    return sigmas;
}

} // namespace sfumato
