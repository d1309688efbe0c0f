// Brownian-tree noise of the SDE samplers (torchsde), and the seeds behind it (numpy's SeedSequence).
#include "base/random.h"
#include "golden_tool/sampling_case.h"
#include "sampling/noise.h"

namespace sfumato::golden {
namespace {

constexpr double tolerance = 1e-5;

/// The times at which dpmpp_sde asks: k-diffusion takes them through log and exp in single precision, and the tree
/// reads their sixth decimal.
struct SdeTimes {
    float start, middle, end;
    SdeTimes(float sigma, float sigma_next) {
        const float t = -std::log(sigma), t_next = -std::log(sigma_next);
        start = std::exp(-t);
        middle = std::exp(-(t + (t_next - t) * 0.5f));
        end = std::exp(-t_next);
    }
};

struct BrownianCase {
    float sigma_min, sigma_max;
    Floats sigmas;
    std::vector<std::uint64_t> seeds;
};

/// The noise that `what` ("step", "sde_mid_end", "W_total", "step3") asks for; nullopt when it is none of these.
std::optional<Floats> draw(const BrownianCase& c, std::vector<std::uint64_t> seeds, std::string_view what,
                           const TensorView& view) {
    BrownianTreeNoise noise(c.sigma_min, c.sigma_max, std::move(seeds));
    Floats out(static_cast<std::size_t>(view.elements()));
    if (what == "W_total") {
        noise.increment(c.sigma_min, c.sigma_max, out);
        return out;
    }
    if (what.starts_with("step") && what.size() > 4) {
        const auto i = parse_number<std::size_t>(what.substr(4));
        if (!i || *i + 1 >= c.sigmas.size() || !noise(c.sigmas[*i], c.sigmas[*i + 1], out)) return std::nullopt;
        return out;
    }
    const std::size_t calls_per_step = what == "sde_mid_end" ? 2 : 1;
    if ((what != "step" && what != "sde_mid_end") || view.shape.empty() || view.shape[0] < 1) return std::nullopt;
    const std::size_t rows = static_cast<std::size_t>(view.shape[0]), row = out.size() / rows;
    for (std::size_t k = 0; k < rows; ++k) {
        const std::size_t i = k / calls_per_step;
        if (i + 1 >= c.sigmas.size()) return std::nullopt;
        float from = c.sigmas[i], to = c.sigmas[i + 1];
        if (calls_per_step == 2) {
            const SdeTimes times(from, to);
            from = times.start;
            to = k % 2 == 0 ? times.middle : times.end;
        }
        if (!noise(from, to, std::span(out).subspan(k * row, row))) return std::nullopt;
    }
    return out;
}

std::optional<Check> check_tensor(const BrownianCase& c, const TensorView& view) {
    const std::string_view name = view.name;
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos || view.elements() == 0) return std::nullopt;
    std::vector<std::uint64_t> seeds;
    if (name.starts_with("batch.")) {
        seeds = c.seeds;
        if (view.shape.empty() || seeds.empty() || view.shape[0] != static_cast<std::int64_t>(seeds.size()))
            return std::nullopt;
    } else if (name.starts_with("seed")) {
        const auto seed = parse_number<std::uint64_t>(name.substr(4, dot - 4));
        if (!seed) return std::nullopt;
        seeds = {*seed};
    }
    if (seeds.empty()) return std::nullopt;
    const auto got = draw(c, seeds, name.substr(dot + 1), view);
    if (!got) return std::nullopt;
    return check_absolute(view.name, *got, CaseTensors::values(view), tolerance);
}

Result<> check_seed_sequences(const CaseInput& input, std::vector<Check>& checks) {
    const auto path = input.folder / "seedsequence.json";
    if (!std::filesystem::exists(path)) return {};
    SF_TRY(const std::string text, read_file(path));
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (!list.is_array()) return fail(ErrorCode::bad_input, "{}: is no JSON array", path.string());
    std::size_t wrong = 0;
    for (const auto& entry : list) {
        const bool complete = entry.is_object() && entry.contains("entropy") && entry["entropy"].is_number_unsigned() &&
                              entry.contains("spawn_key") && entry["spawn_key"].is_array() &&
                              entry.contains("generate_state") && entry["generate_state"].is_array() &&
                              number_or(entry, "pool_size", 0) >= 4 && number_or(entry, "pool_size", 0) <= 4096;
        if (!complete)
            return fail(ErrorCode::bad_input, "{}: an entry lacks entropy, spawn_key, pool_size or generate_state",
                        path.string());
        std::vector<std::uint64_t> spawn;
        for (const auto& part : entry["spawn_key"]) {
            if (!part.is_number_unsigned())
                return fail(ErrorCode::bad_input, "{}: a spawn_key is no number", path.string());
            spawn.push_back(part.get<std::uint64_t>());
        }
        const auto got =
            seed_sequence(entry["entropy"].get<std::uint64_t>(), spawn,
                          static_cast<std::size_t>(number_or(entry, "pool_size", 4)), entry["generate_state"].size());
        wrong += nlohmann::json(got) != entry["generate_state"];
    }
    checks.push_back(check_equal("seedsequence", wrong, fmt::format("{} sequences", list.size())));
    return {};
}

} // namespace

bool recognise_brownian(const CaseInput& input) {
    if (!input.config.contains("sigma_min") || !input.config.contains("sigma_max")) return false;
    const auto tensors = CaseTensors::open(input);
    if (!tensors || tensors->find("sigmas") == nullptr) return false;
    return std::any_of(tensors->file->tensors().begin(), tensors->file->tensors().end(), [](const TensorView& view) {
        return view.name.starts_with("seed") &&
               (view.name.ends_with(".step") || view.name.ends_with(".sde_mid_end") || view.name.ends_with(".W_total"));
    });
}

Result<std::vector<Check>> run_brownian(const CaseInput& input) {
    SF_TRY(const CaseTensors tensors, CaseTensors::open(input));
    BrownianCase c;
    SF_TRY(c.sigmas, tensors.floats("sigmas"));
    c.sigma_min = static_cast<float>(number_or(input.config, "sigma_min", 0));
    c.sigma_max = static_cast<float>(number_or(input.config, "sigma_max", 0));
    if (!(c.sigma_min >= 0 && c.sigma_max > c.sigma_min))
        return fail(ErrorCode::bad_input, "{}: sigma_min is {} and sigma_max is {}", input.folder.string(), c.sigma_min,
                    c.sigma_max);
    if (input.config.contains("seeds") && input.config["seeds"].is_array())
        for (const auto& seed : input.config["seeds"])
            if (seed.is_number_unsigned()) c.seeds.push_back(seed.get<std::uint64_t>());
    std::vector<Check> checks;
    for (const TensorView& view : tensors.file->tensors()) {
        if (view.name == "sigmas") continue;
        auto check = check_tensor(c, view);
        checks.push_back(check ? *check : skipped_check(view.name, "no noise of this name"));
    }
    SF_CHECK(check_seed_sequences(input, checks));
    return checks;
}

} // namespace sfumato::golden
