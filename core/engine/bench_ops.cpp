// Times of single ops at the shapes of networks.
#include "engine/bench_run.h"
#include "engine/open_device.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <ctime>
#include <set>

namespace sfumato::bench {
namespace {

constexpr double ops_end = 0.65;  ///< part of the time by which the ops are done
constexpr double peak_part = 0.3; ///< of the peaks is expected of an op of which nothing is known yet
constexpr double smallest_scale = 1.0 / 16;
constexpr double generosity = 1.5; ///< a case may take more than its part of the rest: short ones make up for it
constexpr int most_copies = 32;
constexpr int wanted_repeats = 5, most_repeats = 9;

bool is_measured_op(const Step& step) {
    const std::string_view op = step.op->name;
    return op != "convert" && op != "probe_read";
}

Timed timed_steps(const Program& program, int copies) {
    Timed timed;
    timed.copies = copies;
    for (std::uint32_t s = 0; s < program.steps().size(); ++s)
        if (is_measured_op(program.steps()[s])) timed.steps.push_back(s);
    return timed;
}

Cost cost_of(const Program& program, const Timed& timed) {
    Cost cost;
    for (const std::uint32_t s : timed.steps) {
        const Cost one = program.cost(program.steps()[s]);
        cost.flops += one.flops / timed.copies;
        cost.bytes += one.bytes / timed.copies;
    }
    return cost;
}

std::vector<std::vector<float>> make_inputs(const Program& program) {
    std::vector<std::vector<float>> values;
    for (const TensorInfo& tensor : program.tensors()) {
        if (!tensor.is_input) continue;
        auto& v = values.emplace_back(static_cast<std::size_t>(tensor.shape.elements()));
        for (std::size_t i = 0; i < v.size(); ++i)
            v[i] = static_cast<float>((i * 2654435761u >> 7) % 2001) * 0.001f - 1.0f;
    }
    return values;
}

/// What ops of a kind made of the peaks so far, to know beforehand how long the next one will take.
class Experience {
public:
    double part_of(const BenchCase& c) const {
        const auto at = parts_.find(c.kind);
        return at == parts_.end() ? peak_part : at->second;
    }
    void learn(const BenchCase& c, double part) { parts_[c.kind] = std::clamp(part, 1e-4, 1.5); }

private:
    std::map<const BenchKind*, double> parts_;
};

/// How much of a case is measured, and how often.
struct Effort {
    double scale = 1;
    int copies = 1;
    double expected_ms = 0; ///< one copy
    double seconds = 0;     ///< that all its runs may take
};

/// Cost of one copy without its recording: a program with one copy is cheap, weights aside.
Result<Cost> whole_cost(const Run& run, const BenchCase& c) {
    BenchWeights weights;
    SF_TRY(const auto program, record_case(c, 1, 1, activation_for(run.features), weights));
    return cost_of(*program, timed_steps(*program, 1));
}

/// Halves the rows until a warm-up and five runs fit; copies make short ones long enough for clocks.
Effort plan_effort(const Run& run, const BenchCase& c, const Cost& whole, double part, double seconds) {
    Effort effort;
    effort.seconds = seconds;
    const double whole_ms = run.bound_ms(whole) / part;
    while (effort.scale > smallest_scale && c.sizes[0] * effort.scale >= 32 &&
           whole_ms * effort.scale * (wanted_repeats + 1) > seconds * 1000)
        effort.scale /= 2;
    effort.expected_ms = whole_ms * effort.scale;
    effort.copies = std::clamp(static_cast<int>(20 / std::max(effort.expected_ms, 1e-6)), 1, most_copies);
    return effort;
}

/// Sums of one op's steps over all copies.
struct OpTimes {
    Cost cost;
    int count = 0;
    std::vector<double> wall_ms, core_ms;
};

/// One sample for the cost model for each name of op in the program: the median over the runs of its mean step.
void take_samples(Run& run, const Program& program, const Timed& timed,
                  const std::vector<std::vector<StepTime>>& profiles) {
    std::map<std::string, OpTimes> ops;
    for (const std::uint32_t s : timed.steps) {
        OpTimes& op = ops[program.steps()[s].op->name];
        const Cost cost = program.cost(program.steps()[s]);
        op.cost.flops += cost.flops;
        op.cost.bytes += cost.bytes;
        ++op.count;
    }
    for (const auto& profile : profiles) {
        std::map<std::string, std::pair<double, double>> sums;
        for (const StepTime& time : profile) {
            sums[time.op].first += time.milliseconds;
            sums[time.op].second += time.core_milliseconds;
        }
        for (auto& [name, op] : ops) {
            op.wall_ms.push_back(sums[name].first);
            op.core_ms.push_back(sums[name].second);
        }
    }
    for (const auto& [name, op] : ops) {
        const Cost mean{op.cost.flops / op.count, op.cost.bytes / op.count};
        run.samples.push_back({name, mean, median(op.wall_ms) / op.count});
        run.core_samples.push_back({name, mean, median(op.core_ms) / op.count});
    }
}

Result<> check_finite(const BenchRow& row, std::span<const float> out) {
    for (const float value : out)
        if (!std::isfinite(value)) return fail(ErrorCode::not_finite, "{} gave {}", row.name, value);
    return {};
}

/// The times of a case go into `times`; what happened into the row's note.
Result<> time_case(Run& run, const BenchCase& c, const Effort& effort, BenchRow& row, Samples& times) {
    BenchWeights weights;
    SF_TRY(const auto program, record_case(c, effort.scale, effort.copies, activation_for(run.features), weights));
    const Timed timed = timed_steps(*program, effort.copies);
    const Cost cost = cost_of(*program, timed);
    row.flops = cost.flops;
    row.bytes = cost.bytes;
    SF_TRY(auto loaded, run.executor->load(program, run.cancel, {}));
    const auto inputs = make_inputs(*program);
    std::vector<std::vector<StepTime>> profiles;
    std::vector<float> out;
    Samples warm_up; // never counted: drivers compile kernels when they first run
    const double begin = run.elapsed();
    SF_CHECK(time_run(run, *loaded, inputs, timed, warm_up, nullptr, out));
    SF_CHECK(check_finite(row, out));
    run.do_not_count(run.elapsed() - begin - effort.expected_ms * effort.copies * 1e-3);
    for (int i = 0; i < most_repeats; ++i) {
        if (i > 0 && run.elapsed() - begin >= effort.seconds) break;
        SF_CHECK(time_run(run, *loaded, inputs, timed, times, &profiles.emplace_back(), out));
    }
    if (!profiles.front().empty()) take_samples(run, *program, timed, profiles);
    return {};
}

/// Errors other than those of this one case: cancelled, a lost device.
Result<> measure_case(Run& run, const BenchCase& c, double seconds, Experience& experience) {
    BenchRow row{c.group, case_name(c)};
    SF_TRY(const Cost whole, whole_cost(run, c));
    const Effort effort = plan_effort(run, c, whole, experience.part_of(c), seconds);
    row.scale = effort.scale;
    row.flops = whole.flops * effort.scale;
    row.bytes = whole.bytes * effort.scale;
    if (effort.scale < 1)
        row.note =
            fmt::format("{} of {} rows: all would take about {:.0f} ms a run",
                        static_cast<int>(c.sizes[0] * effort.scale), c.sizes[0], effort.expected_ms / effort.scale);
    Samples times;
    if (effort.expected_ms * effort.copies > 4000 * std::max(seconds, 0.05)) {
        row.note = fmt::format("skipped: a sixteenth of it would take about {:.1f} s", effort.expected_ms * 1e-3);
        run.add(row, times);
        return {};
    }
    const Result<> timed = time_case(run, c, effort, row, times);
    if (!timed) {
        const ErrorCode code = timed.error().code;
        if (code != ErrorCode::out_of_memory && code != ErrorCode::unsupported) return timed;
        row.note = "skipped: " + timed.error().message;
        times = {};
    }
    if (!times.wall_ms.empty()) {
        const Cost cost{row.flops, row.bytes};
        const double bound = run.bound_ms(cost), core_bound = run.core_bound_ms(cost);
        const double wall = median(times.wall_ms), core = median(times.core_ms);
        if (wall > 0) experience.learn(c, bound / wall);
        row.percent_of_peak = core > 0 ? 100 * core_bound / core : wall > 0 ? 100 * bound / wall : 0;
    }
    run.add(row, times);
    return {};
}

} // namespace

Result<> time_run(Run& run, LoadedProgram& loaded, const std::vector<std::vector<float>>& inputs, const Timed& timed,
                  Samples& times, std::vector<StepTime>* profile, std::vector<float>& out) {
    const Program& program = loaded.program();
    std::vector<InputData> given;
    for (const TensorInfo& tensor : program.tensors())
        if (tensor.is_input) given.emplace_back(tensor.name, std::span<const float>(inputs[given.size()]));
    const std::uint32_t id = *program.find_output("out");
    out.resize(static_cast<std::size_t>(program.tensors()[id].shape.elements()));
    const OutputData outputs[] = {{"out", out}};
    run.executor->set_profiling(run.timestamps);
    const double core_begin = process_milliseconds();
    const auto begin = std::chrono::steady_clock::now();
    const Result<> ran = loaded.run(given, outputs, run.cancel);
    if (!ran && ran.error().code == ErrorCode::unsupported && run.timestamps) { // a queue without timestamps
        run.timestamps = false;
        return time_run(run, loaded, inputs, timed, times, profile, out);
    }
    SF_CHECK(ran);
    const std::chrono::duration<double, std::milli> whole = std::chrono::steady_clock::now() - begin;
    double wall = whole.count(), core = process_milliseconds() - core_begin;
    std::vector<StepTime> steps = loaded.last_profile();
    std::erase_if(steps, [&](const StepTime& t) { return !std::ranges::binary_search(timed.steps, t.step); });
    if (!steps.empty()) {
        wall = 0;
        double step_core = 0;
        for (const StepTime& step : steps) {
            wall += step.milliseconds;
            step_core += step.core_milliseconds;
        }
        if (step_core > 0)
            core = step_core;
        else // drivers that compute in this process: their steps have no CPU time of their own
            for (StepTime& step : steps)
                step.core_milliseconds = wall > 0 ? core * step.milliseconds / wall : 0;
    }
    times.wall_ms.push_back(wall / timed.copies);
    if (run.software()) times.core_ms.push_back(core / timed.copies);
    if (profile != nullptr) *profile = std::move(steps);
    return {};
}

/// The cases that the filter takes; of quick measurements one of each kind, without the largest networks.
static std::vector<const BenchCase*> wanted_cases(const Run& run) {
    std::vector<const BenchCase*> wanted;
    std::set<std::pair<std::string, const BenchKind*>> kinds;
    for (const BenchCase& c : bench_cases()) {
        if (!run.wants(c.group, case_name(c))) continue;
        const bool small = std::string_view(c.group) == "small" || std::string_view(c.group) == "sd15";
        if (run.options.quick && (!small || !kinds.emplace(c.group, c.kind).second)) continue;
        wanted.push_back(&c);
    }
    return wanted;
}

Result<> measure_ops(Run& run) {
    const std::vector<const BenchCase*> wanted = wanted_cases(run);
    Experience experience;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        SF_CHECK(run.cancel.check());
        // Short ones leave their share to those after them.
        const double share = generosity * run.left_until(ops_end) / static_cast<double>(wanted.size() - i);
        SF_CHECK(measure_case(run, *wanted[i], share, experience));
    }
    return {};
}

} // namespace sfumato::bench
