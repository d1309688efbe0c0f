#include "engine/device_rates.h"

#include "base/log.h"
#include "engine/bench_cases.h"
#include "engine/open_device.h"
#include "tensor/rates_file.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <vector>

namespace sfumato {
namespace {

constexpr int runs = 3; ///< after a warm-up; the quickest counts, since others may be at work too

/// Large and small ones of each kind, so that overhead and rates can be told apart.
struct BriefCase {
    std::string_view name;
    double scale; ///< part of the rows
};
constexpr BriefCase brief_cases[] = {
    {"linear 256 x 64->64", 1},
    {"linear 64 x 128->512", 1},
    {"linear 1024 x 640->640", 1},
    {"linear 4096 x 320->320", 0.25},
    {"conv3x3 16x16 64->64", 1},
    {"conv3x3 8x8 128->128", 1},
    {"conv3x3 64x64 320->320", 0.25},
    {"conv3x3 32x32 640->640", 0.25},
    {"attention 64 x 77, 4 heads of 32", 1},
    {"attention 1024 x 1024, 8 heads of 80", 0.25},
    {"attention 4096 x 77, 8 heads of 40", 0.25},
    {"group_norm 16x16x64", 1},
    {"group_norm 64x64x320", 1},
    {"layer_norm 256 x 64", 1},
    {"layer_norm 4096 x 320", 1},
    {"geglu 256 x 256", 1},
    {"geglu 4096 x 1280", 0.25},
};

/// The features under which brief measurements are kept.
Features brief_of(Features features) {
    features.driver += ", brief";
    return features;
}

std::vector<std::vector<float>> values_of_inputs(const Program& program) {
    std::vector<std::vector<float>> values;
    for (const TensorInfo& tensor : program.tensors())
        if (tensor.is_input) values.emplace_back(static_cast<std::size_t>(tensor.shape.elements()), 0.25f);
    return values;
}

/// The quickest time of each step over the runs, by step.
Result<std::map<std::uint32_t, double>> quickest_steps(LoadedProgram& loaded, const CancelToken& cancel) {
    const Program& program = loaded.program();
    const std::vector<std::vector<float>> values = values_of_inputs(program);
    std::vector<InputData> inputs;
    for (const TensorInfo& tensor : program.tensors())
        if (tensor.is_input) inputs.emplace_back(tensor.name, std::span<const float>(values[inputs.size()]));
    std::vector<float> out(static_cast<std::size_t>(program.tensors()[*program.find_output("out")].shape.elements()));
    const OutputData outputs[] = {{"out", out}};
    std::map<std::uint32_t, double> best;
    SF_CHECK(loaded.run(inputs, outputs, cancel)); // touches memory for the first time
    for (int i = 0; i < runs; ++i) {
        SF_CHECK(loaded.run(inputs, outputs, cancel));
        for (const StepTime& time : loaded.last_profile()) {
            const auto at = best.try_emplace(time.step, std::numeric_limits<double>::infinity()).first;
            at->second = std::min(at->second, time.milliseconds);
        }
    }
    return best;
}

Result<> sample_case(Executor& executor, const BenchCase& c, double scale, std::vector<RateSample>& samples,
                     const CancelToken& cancel) {
    BenchWeights weights;
    SF_TRY(const auto program, record_case(c, scale, 1, activation_for(executor.features()), weights));
    SF_TRY(const auto loaded, executor.load(program, cancel, {}));
    SF_TRY(const auto times, quickest_steps(*loaded, cancel));
    for (const auto& [step, milliseconds] : times) {
        const Step& one = program->steps()[step];
        if (std::string_view(one.op->name) != "probe_read") // the end of every case, no op of networks
            samples.push_back({one.op->name, program->cost(one), milliseconds});
    }
    return {};
}

} // namespace

DeviceRates known_rates(const Features& features) {
    DeviceRates rates = load_rates(features);
    if (!rates.guess) return rates;
    rates = load_rates(brief_of(features));
    rates.brief = !rates.guess;
    return rates;
}

Result<DeviceRates> measure_brief_rates(Executor& executor, const CancelToken& cancel) {
    std::vector<RateSample> samples;
    executor.set_profiling(true);
    Result<> measured;
    for (const BriefCase& brief : brief_cases) {
        const auto cases = bench_cases();
        const auto c = std::ranges::find_if(cases, [&](const BenchCase& one) { return case_name(one) == brief.name; });
        expect(c != cases.end(), "a brief measurement names a case that bench does not have");
        measured = sample_case(executor, *c, brief.scale, samples, cancel);
        if (!measured) break;
    }
    executor.set_profiling(false);
    SF_CHECK(measured);
    DeviceRates rates = fit_rates(samples, guessed_rates(executor.features().device_class));
    rates.brief = !rates.guess;
    return rates;
}

DeviceRates rates_of(Executor& executor, bool native_code, const CancelToken& cancel) {
    DeviceRates known = known_rates(executor.features());
    if (!known.guess || !native_code) return known;
    Result<DeviceRates> measured = measure_brief_rates(executor, cancel);
    if (!measured) {
        log(LogLevel::warning, "the device could not be measured, the time estimate is a guess: {}",
            measured.error().text());
        return known;
    }
    if (const Result<> saved = save_rates(*measured, brief_of(executor.features())); !saved)
        log(LogLevel::warning, "the measured rates could not be kept: {}", saved.error().text());
    return std::move(*measured);
}

} // namespace sfumato
