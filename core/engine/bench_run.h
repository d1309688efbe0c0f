// What the parts of a measurement share: clocks, budget, peaks, samples for the cost model. Used by bench*.cpp only.
#pragma once

#include "engine/bench.h"
#include "engine/bench_cases.h"
#include "tensor/estimate.h"
#include "tensor/executor.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sfumato::bench {

/// Milliseconds of CPU time of this process.
double process_milliseconds();

/// Times of several calls of the same thing.
struct Samples {
    std::vector<double> wall_ms;
    std::vector<double> core_ms; ///< empty where the device is not this process
};

double median(std::vector<double> values);

/// What the device reached at best.
struct Peaks {
    double gflops = 0;
    double gbytes_per_second = 0;
    double core_gflops = 0; ///< GFLOP per second of CPU time
    double core_gbytes_per_second = 0;
};

class Run {
public:
    Run(const BenchOptions& wanted, const std::function<void(const BenchRow&)>& on_row, const CancelToken& token)
        : options(wanted), cancel(token), on_row_(on_row) {}

    const BenchOptions& options;
    const CancelToken& cancel;
    std::unique_ptr<Executor> executor; ///< gone once the single ops are done
    Features features;                  ///< of the device
    ExecutorKind kind = ExecutorKind::automatic;
    BenchReport report;
    Peaks peaks;
    bool timestamps = true;                        ///< false once the device refused to measure its steps
    std::vector<RateSample> samples, core_samples; ///< single steps of ops, in wall and CPU time
    DeviceRates rates, core_rates;                 ///< the model fitted on them

    /// Whether the filter takes that row.
    bool wants(const std::string& group, const std::string& name) const;
    /// Seconds since the beginning.
    double whole_seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
    /// The same without what is not counted against the time that the user gives.
    double elapsed() const { return whole_seconds() - not_counted_; }
    /// Drivers compile kernels when these first run: that much of a first run was more than it had been expected to
    /// take.
    void do_not_count(double seconds) { not_counted_ += std::max(0.0, seconds); }
    /// Seconds until `part` of the whole time is over; never below zero.
    double left_until(double part) const;
    bool software() const;
    /// Fills in times and adds the row.
    void add(BenchRow row, const Samples& times);
    /// Shortest milliseconds in which the peaks allow so much; 0: not known.
    double bound_ms(const Cost& cost) const;
    double core_bound_ms(const Cost& cost) const;

private:
    using Clock = std::chrono::steady_clock;
    const std::function<void(const BenchRow&)>& on_row_;
    Clock::time_point start_ = Clock::now();
    double not_counted_ = 0;
};

/// Peak rows. Errors: those of the device, cancelled.
Result<> measure_peaks(Run& run);
/// Rows of single ops, and samples of their steps.
Result<> measure_ops(Run& run);
/// Rows of the model's whole parts. Errors: those of opening the model, cancelled.
Result<> measure_model(Run& run);

/// Steps of a program that are measured, with their number of copies.
struct Timed {
    std::vector<std::uint32_t> steps;
    int copies = 1;
};
/// Runs a loaded program and gives the times of one copy. With timestamps of its steps where the device has them, else
/// of the whole run. `profile` (may be null) gets the step times. Values of the output "out" go to `out`.
Result<> time_run(Run& run, LoadedProgram& loaded, const std::vector<std::vector<float>>& inputs, const Timed& timed,
                  Samples& times, std::vector<StepTime>* profile, std::vector<float>& out);

} // namespace sfumato::bench
