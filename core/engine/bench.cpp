#include "engine/bench.h"

#include "base/log.h"
#include "engine/bench_run.h"
#include "engine/open_device.h"
#include "tensor/rates_file.h"

#include <algorithm>
#include <ctime>

namespace sfumato {
namespace bench {

double process_milliseconds() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

bool Run::wants(const std::string& group, const std::string& name) const {
    if (options.filter.empty()) return true;
    std::string_view rest = options.filter;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        const std::string_view word = rest.substr(0, comma);
        if (!word.empty() && (group == word || name.find(word) != std::string::npos)) return true;
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    return false;
}

double Run::left_until(double part) const {
    return std::max(0.0, options.seconds * part - elapsed());
}

bool Run::software() const {
    return is_software(features.device_class);
}

double Run::bound_ms(const Cost& cost) const {
    const double compute = peaks.gflops > 0 ? cost.flops / peaks.gflops * 1e-6 : 0;
    const double traffic = peaks.gbytes_per_second > 0 ? cost.bytes / peaks.gbytes_per_second * 1e-6 : 0;
    return std::max(compute, traffic);
}

double Run::core_bound_ms(const Cost& cost) const {
    const double compute = peaks.core_gflops > 0 ? cost.flops / peaks.core_gflops * 1e-6 : 0;
    const double traffic = peaks.core_gbytes_per_second > 0 ? cost.bytes / peaks.core_gbytes_per_second * 1e-6 : 0;
    return std::max(compute, traffic);
}

void Run::add(BenchRow row, const Samples& times) {
    row.repeats = static_cast<int>(times.wall_ms.size());
    if (row.measured()) {
        row.median_ms = median(times.wall_ms);
        row.min_ms = std::ranges::min(times.wall_ms);
        row.max_ms = std::ranges::max(times.wall_ms);
        row.core_ms = median(times.core_ms);
    }
    report.rows.push_back(row);
    if (on_row_) on_row_(report.rows.back());
}

namespace {

std::string executor_name(ExecutorKind kind) {
    switch (kind) {
    case ExecutorKind::cpu: return "cpu";
    case ExecutorKind::reference: return "reference";
    case ExecutorKind::vulkan: return "vulkan";
    case ExecutorKind::automatic: break;
    }
    return "given";
}

void describe(Run& run) {
    const Features& features = run.features;
    BenchReport& report = run.report;
    report.program = run.options.program_version;
    report.executor = executor_name(run.kind);
    report.device = features.device_name;
    report.driver = features.driver;
    report.device_class = device_class_name(features.device_class);
    report.model = run.options.model;
    report.basis = run.software() ? "core" : "wall";
    report.quick = run.options.quick;
}

Result<> measure(Run& run) {
    SF_CHECK(measure_peaks(run));
    SF_CHECK(measure_ops(run));
    const DeviceRates guess = guessed_rates(run.features.device_class);
    run.rates = run.samples.empty() ? load_rates(run.features) : fit_rates(run.samples, guess);
    run.core_rates = fit_rates(run.core_samples, guess);
    return measure_model(run);
}

/// Whether there is anything that the filter takes.
Result<> check_filter(const Run& run) {
    for (const char* name : {"fma fp32", "read", "copy"})
        if (run.wants("peak", name)) return {};
    for (const BenchCase& c : bench_cases())
        if (run.wants(c.group, case_name(c))) return {};
    for (const char* name : {"open device", "load", "text encoder", "U-Net step", "VAE decode", "first pixel"})
        if (run.wants("model", name)) return {};
    return fail(ErrorCode::usage,
                "\"{}\" fits nothing that is measured, expected groups (peak, small, sd15, sdxl, flux, model) or parts "
                "of names such as linear, conv3x3, attention, group_norm, layer_norm, geglu, U-Net",
                run.options.filter);
}

/// Only a model of every op at its usual sizes is worth keeping.
void keep_rates(const Run& run) {
    if (!run.options.keep_rates || !run.options.filter.empty() || run.options.quick || run.rates.guess) return;
    for (const char* op : {"linear", "conv2d", "attention", "group_norm", "layer_norm"})
        if (!run.rates.ops.contains(op)) return;
    Result<> saved = save_rates(run.rates, run.features);
    if (saved && run.software()) saved = save_rates(run.core_rates, cpu_time_of(run.features));
    if (!saved) log(LogLevel::warning, "the measured rates could not be kept: {}", saved.error().text());
}

} // namespace
} // namespace bench

Result<BenchReport> run_bench(const BenchOptions& options, const std::function<void(const BenchRow&)>& on_row,
                              const CancelToken& cancel) {
    bench::Run run(options, on_row, cancel);
    SF_CHECK(bench::check_filter(run));
    EngineOptions engine = options.engine;
    engine.profile = false;
    SF_TRY(OpenedDevice opened, open_device(engine));
    run.executor = std::move(opened.executor);
    run.kind = opened.kind;
    run.features = run.executor->features();
    bench::describe(run);
    const Result<> measured = bench::measure(run);
    const bool interrupted = !measured && measured.error().code == ErrorCode::cancelled;
    if (!measured && !interrupted) return tl::unexpected(measured.error());
    run.report.complete = measured.has_value();
    run.report.seconds = run.whole_seconds();
    if (run.report.complete) bench::keep_rates(run);
    return std::move(run.report);
}

} // namespace sfumato
