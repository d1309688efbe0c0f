#include "gpu/tune.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "shaders/bank.h"

#include <algorithm>
#include <map>
#include <system_error>
#include <vector>

namespace sfumato {
namespace {

constexpr int timed_runs = 4; ///< after one that warms up; the least time counts

/// Milliseconds of each choice of each problem.
using Times = std::map<std::string, std::map<std::string, double>>;

/// Every problem once, by key.
std::map<std::string, Tunable> list_problems(std::span<const std::shared_ptr<const Program>> programs,
                                             const Features& features) {
    std::map<std::string, Tunable> problems;
    for (const auto& program : programs)
        for (const Step& step : program->steps())
            if (step.op->tunable != nullptr) {
                Tunable t = step.op->tunable(*program, step, features);
                if (t.choices.size() > 1) problems.emplace(t.key, std::move(t));
            }
    return problems;
}

Result<> run_with_zeros(LoadedProgram& loaded, const CancelToken& cancel) {
    std::vector<std::vector<float>> zeros;
    std::vector<InputData> inputs;
    for (const TensorInfo& tensor : loaded.program().tensors())
        if (tensor.is_input) zeros.emplace_back(static_cast<std::size_t>(tensor.shape.elements()), 0.0f);
    std::size_t next = 0;
    for (const TensorInfo& tensor : loaded.program().tensors())
        if (tensor.is_input) inputs.emplace_back(tensor.name, std::span<const float>(zeros[next++]));
    return loaded.run(inputs, {}, cancel);
}

/// Runs `program` with the choices of `tuning` and notes the least time of each of its problems.
Result<> time_program(Executor& executor, const std::shared_ptr<const Program>& program, const Tuning& tuning,
                      const CancelToken& cancel, Times& times) {
    SF_TRY(auto loaded, executor.load(program, cancel, {}));
    for (int run = 0; run <= timed_runs; ++run) {
        SF_CHECK(run_with_zeros(*loaded, cancel));
        if (run == 0) continue;
        for (const StepTime& t : loaded->last_profile()) {
            const Step& step = program->steps()[t.step];
            if (step.op->tunable == nullptr) continue;
            const std::string key = step.op->tunable(*program, step, executor.features()).key;
            const auto chosen = tuning.find(key);
            if (chosen == tuning.end()) continue;
            const auto [at, is_new] = times[key].emplace(chosen->second, t.milliseconds);
            if (!is_new) at->second = std::min(at->second, t.milliseconds);
        }
    }
    return {};
}

/// The `round`-th choice of every problem that has so many.
Tuning choices_of_round(const std::map<std::string, Tunable>& problems, std::size_t round) {
    Tuning tuning;
    for (const auto& [key, problem] : problems)
        if (round < problem.choices.size()) tuning.emplace(key, problem.choices[round]);
    return tuning;
}

Tuning quickest(const Times& times) {
    Tuning tuning;
    for (const auto& [key, choices] : times) {
        const auto best = std::min_element(choices.begin(), choices.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        tuning.emplace(key, best->first);
    }
    return tuning;
}

} // namespace

Result<Tuning> tune_kernels(const GpuOptions& options, std::span<const std::shared_ptr<const Program>> programs,
                            const CancelToken& cancel, const std::function<void(double)>& progress) {
    GpuOptions given = options;
    given.profiling = true;
    given.tuning = std::make_shared<const Tuning>();
    SF_TRY(auto first, make_vulkan_executor(given));
    const auto problems = list_problems(programs, first->features());
    first.reset();
    if (problems.empty())
        return fail(ErrorCode::unsupported, "the device has one kernel for each problem: there is nothing to choose");
    std::size_t rounds = 0;
    for (const auto& [key, problem] : problems)
        rounds = std::max(rounds, problem.choices.size());
    Times times;
    for (std::size_t round = 0; round < rounds; ++round) {
        const Tuning tuning = choices_of_round(problems, round);
        given.tuning = std::make_shared<const Tuning>(tuning);
        SF_TRY(auto executor, make_vulkan_executor(given)); // anew, since a failed kernel may have cost the device
        for (const auto& program : programs) {
            SF_CHECK(cancel.check());
            const auto timed = time_program(*executor, program, tuning, cancel, times);
            if (timed) continue;
            if (timed.error().code == ErrorCode::cancelled) return tl::unexpected(timed.error());
            log(LogLevel::warning, "tuning: round {} of {} left out: {}", round + 1, rounds, timed.error().text());
            break;
        }
        if (progress) progress(static_cast<double>(round + 1) / static_cast<double>(rounds));
    }
    if (times.empty()) return fail(ErrorCode::unsupported, "the device gave no times of steps");
    return quickest(times);
}

Result<std::filesystem::path> keep_tuning(const GpuOptions& options, const DeviceInfo& device, const Tuning& tuning) {
    const std::filesystem::path dir = options.tuning_dir.empty() ? user_cache_dir() / "tuning" : options.tuning_dir;
    TuningFile file{gpu::tuning_subject(device), tuning};
    if (const auto earlier = gpu::load_tuning(dir, device)) file.tuning.insert(earlier->begin(), earlier->end());
    std::error_code failed;
    std::filesystem::create_directories(dir, failed); // when this failed, so does the write, with a better message
    const std::filesystem::path path = gpu::tuning_file(dir, device);
    SF_CHECK(write_file_atomically(path, as_bytes(format_tuning(file))));
    return path;
}

} // namespace sfumato

namespace sfumato::gpu {
namespace {

/// Names and code of all kernels: with other kernels a measurement says nothing.
std::string kernels_digest() {
    std::string digests;
    for (const shaders::ShaderCode& code : shaders::bank())
        digests += fmt::format("{} {}\n", code.name, sha256_hex(std::as_bytes(code.spirv)));
    return sha256_hex(as_bytes(digests)).substr(0, 16);
}

} // namespace

std::string tuning_subject(const DeviceInfo& device) {
    static const std::string kernels = kernels_digest();
    std::string text = fmt::format("{}; {}; kernels {}", device.name, device.driver, kernels);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

std::filesystem::path tuning_file(const std::filesystem::path& dir, const DeviceInfo& device) {
    return dir / (sha256_hex(as_bytes(fmt::format("{}; {}", device.name, device.driver))).substr(0, 16) + ".txt");
}

std::shared_ptr<const Tuning> load_tuning(const std::filesystem::path& dir, const DeviceInfo& device) {
    const std::filesystem::path path = tuning_file(dir, device);
    const auto text = read_file(path, largest_tuning_file);
    if (!text) {
        if (text.error().code != ErrorCode::not_found)
            log(LogLevel::warning, "tuning ignored: {}", text.error().text());
        return nullptr;
    }
    auto file = parse_tuning(*text);
    if (!file) {
        log(LogLevel::warning, "tuning {} ignored: {}", path.string(), file.error().text());
        return nullptr;
    }
    if (const std::string subject = tuning_subject(device); file->subject != subject) {
        log(LogLevel::info, "tuning {} ignored: it is about '{}', here is '{}'", path.string(), file->subject, subject);
        return nullptr;
    }
    return std::make_shared<const Tuning>(std::move(file->tuning));
}

} // namespace sfumato::gpu
