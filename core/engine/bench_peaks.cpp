// What the device can do at best: the roof of the roofline.
#include "engine/bench_run.h"
#include "tensor/probes.h"

#include <algorithm>
#include <cmath>

namespace sfumato::bench {
namespace {

constexpr int repeats = 7;
constexpr float factor = 0.9998f, addend = 0.0001f; ///< towards 0.5: chains of any length stay in range

struct Probe {
    BenchRow row;
    std::shared_ptr<Program> program;
    std::vector<float> input;
    Timed timed;
    double (*expected)(const Probe& probe, std::size_t i) = nullptr; ///< value i of the output
    double tolerance = 1e-4;
    std::uint32_t iterations = 0;
};

std::vector<float> ramp(std::size_t count) {
    std::vector<float> out(count);
    for (std::size_t i = 0; i < count; ++i)
        out[i] = static_cast<float>(i * 37 % 1024) / 1024.0f + static_cast<float>(i >> 12 & 7);
    return out;
}

/// The chains in closed form: v_n = a^n v_0 + b (1 - a^n) / (1 - a), averaged over their starts.
double expected_mean_of_chains(const Probe& probe, std::size_t i) {
    const double a = static_cast<double>(factor), b = static_cast<double>(addend);
    const double power = std::pow(a, probe.iterations);
    const double start = static_cast<double>(probe.input[i]) + 0.0625 * (probe_fma_chains - 1) / 2.0;
    return power * start + b * (1 - power) / (1 - a);
}

constexpr std::size_t row_width = 4096;

double expected_mean_of_row(const Probe& probe, std::size_t i) {
    double sum = 0;
    for (std::size_t c = 0; c < row_width; ++c)
        sum += static_cast<double>(probe.input[i * row_width + c]);
    return sum / row_width;
}

Probe fma_probe(std::size_t count, std::uint32_t iterations) {
    Probe probe;
    probe.row = {"peak", "fma fp32"};
    probe.iterations = iterations;
    probe.input = ramp(count);
    probe.program = std::make_shared<Program>(probe.row.name);
    const Tensor x = probe.program->input("x", {static_cast<std::int64_t>(count)});
    probe.program->output("out", probe_fma(x, iterations, factor, addend));
    probe.timed = {{0}, 1};
    probe.expected = expected_mean_of_chains;
    probe.tolerance = 2e-3; // thousands of roundings
    return probe;
}

Probe memory_probe(bool copies, std::size_t bytes) {
    constexpr int times = 4; // the input is copied to the device once for all of them
    Probe probe;
    probe.row = {"peak", fmt::format("{} {} MiB", copies ? "copy" : "read", bytes >> 20)};
    const std::size_t count = bytes / sizeof(float);
    probe.input = ramp(count);
    probe.program = std::make_shared<Program>(probe.row.name);
    const Tensor x = probe.program->input("x", {static_cast<std::int64_t>(count / row_width), row_width});
    Tensor last;
    for (std::uint32_t i = 0; i < times; ++i) {
        last = copies ? probe_copy(x) : probe_read(x);
        probe.timed.steps.push_back(i);
    }
    probe.timed.copies = times;
    probe.program->output("out", copies ? probe_read(last) : last);
    probe.expected = expected_mean_of_row;
    return probe;
}

Result<> check_values(const Probe& probe, std::span<const float> out) {
    for (std::size_t i = 0; i<out.size(); i += out.size()> 4096 ? 997 : 1) {
        const double expected = probe.expected(probe, i), got = static_cast<double>(out[i]);
        if (!(std::abs(got - expected) <= probe.tolerance * std::max(1.0, std::abs(expected))))
            return fail(ErrorCode::device, "the device computes wrong values: {} gave {} at {}, expected {}",
                        probe.row.name, got, i, expected);
    }
    return {};
}

/// One warm-up whose values are checked, then `count` measured runs.
Result<Samples> time_probe(Run& run, const Probe& probe, int count) {
    SF_CHECK(probe.program->finish());
    SF_TRY(auto loaded, run.executor->load(probe.program, run.cancel, {}));
    const std::vector<std::vector<float>> inputs{probe.input};
    Samples warm_up, times;
    std::vector<float> out;
    const double begin = run.elapsed();
    SF_CHECK(time_run(run, *loaded, inputs, probe.timed, warm_up, nullptr, out));
    SF_CHECK(check_values(probe, out));
    const double first = run.elapsed() - begin;
    for (int i = 0; i < count && (i < 1 || run.elapsed() < run.options.seconds * 0.2); ++i) {
        SF_CHECK(time_run(run, *loaded, inputs, probe.timed, times, nullptr, out));
        if (i == 0) run.do_not_count(first - (run.elapsed() - begin - first));
    }
    return times;
}

double least(const std::vector<double>& values) {
    return values.empty() ? 0 : std::ranges::min(values);
}

/// A run that is long enough for clocks: four times the iterations until it takes 10 ms.
Result<> measure_fma(Run& run) {
    const bool reference = run.features.device_class == DeviceClass::reference; // some hundred times slower
    const std::size_t count = reference ? 1u << 11 : run.software() ? 1u << 14 : 1u << 20;
    std::uint32_t iterations = 256;
    for (; iterations < 65536; iterations *= 4) {
        SF_TRY(const Samples one, time_probe(run, fma_probe(count, iterations), 1));
        if (least(one.wall_ms) >= 10) break;
    }
    Probe probe = fma_probe(count, iterations);
    SF_TRY(const Samples times, time_probe(run, probe, repeats));
    const double flops = probe.program->cost(probe.program->steps().front()).flops;
    run.peaks.gflops = flops / least(times.wall_ms) * 1e-6;
    if (!times.core_ms.empty()) run.peaks.core_gflops = flops / least(times.core_ms) * 1e-6;
    probe.row.flops = flops;
    run.add(probe.row, times);
    return {};
}

Result<> measure_memory(Run& run, bool copies) {
    const std::size_t bytes = (run.software() ? 128u << 20 : 256u << 20) / (run.options.quick ? 4 : 1);
    Probe probe = memory_probe(copies, bytes);
    const Result<Samples> times = time_probe(run, probe, repeats);
    if (!times && times.error().code == ErrorCode::out_of_memory) {
        probe.row.note = "skipped: " + times.error().message;
        run.add(probe.row, {});
        return {};
    }
    if (!times) return tl::unexpected(times.error());
    probe.row.bytes = static_cast<double>(bytes) * (copies ? 2 : 1);
    Peaks& peaks = run.peaks;
    peaks.gbytes_per_second = std::max(peaks.gbytes_per_second, probe.row.bytes / least(times->wall_ms) * 1e-6);
    if (!times->core_ms.empty())
        peaks.core_gbytes_per_second =
            std::max(peaks.core_gbytes_per_second, probe.row.bytes / least(times->core_ms) * 1e-6);
    run.add(probe.row, *times);
    return {};
}

} // namespace

// Always measured, whatever the filter says: without them there are no percentages.
Result<> measure_peaks(Run& run) {
    SF_CHECK(measure_fma(run));
    SF_CHECK(measure_memory(run, false));
    return measure_memory(run, true);
}

} // namespace sfumato::bench
