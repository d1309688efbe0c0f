// What `sfumato-cli bench` measured, as plain values and as JSON that another version can read back.
#pragma once

#include "base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// One thing that was measured, or the reason why it was not.
struct BenchRow {
    std::string group; ///< "peak", "small", "sd15", "sdxl", "flux", "model"
    std::string name;  ///< with its shape: "conv3x3 64x64 320->320"; unique within its group
    double flops = 0;  ///< of one call
    double bytes = 0;  ///< read and written by one call when nothing is cached
    int repeats = 0;   ///< measured calls behind the times; 0: not measured, `note` says why
    double median_ms = 0;
    double min_ms = 0;
    double max_ms = 0;
    double core_ms = 0;          ///< median of the process's CPU time on CPU devices; 0: not known
    double percent_of_peak = 0;  ///< of the roofline's bound, see BenchReport::basis; 0: not known
    double estimate_ms = 0;      ///< what the cost model fitted on the single ops says; 0: none
    double estimate_core_ms = 0; ///< the same in CPU time
    double scale = 1;            ///< part of the rows that was measured where all would have taken too long
    std::string note;            ///< why it was scaled, skipped or measured less often
    bool measured() const { return repeats > 0; }
    bool operator==(const BenchRow&) const = default;
};

struct BenchReport {
    std::string program;      ///< version of Sfumato
    std::string executor;     ///< "vulkan", "cpu", "reference"; "given" when the caller brought it
    std::string device;       ///< as the driver names it
    std::string driver;       ///< with its version
    std::string device_class; ///< "discrete", "integrated", "virtual", "cpu", "reference", "other"
    std::string model;        ///< whose whole parts were measured
    std::string basis;        ///< of percent_of_peak: "wall" or "core" (CPU time: right on busy machines too)
    bool quick = false;
    bool complete = false; ///< false: interrupted, the rest of the rows is missing
    double seconds = 0;    ///< that the whole measurement took
    std::vector<BenchRow> rows;
    bool operator==(const BenchReport&) const = default;
};

inline constexpr int bench_json_version = 1;
inline constexpr std::size_t max_bench_json_bytes = 4u << 20;

/// {"sfumato_bench": 1, "program", "executor", "device", "driver", "device_class", "model", "basis", "quick",
/// "complete", "seconds", "rows": [{"group", "name", "flops", "bytes", "repeats", "median_ms", "min_ms", "max_ms",
/// "core_ms", "gflops", "gbytes_per_second", "percent_of_peak", "estimate_ms", "estimate_core_ms", "scale", "note"}]}
std::string bench_to_json(const BenchReport& report);

/// Errors: bad_input naming the field, what was found and what was expected; unsupported for a newer version. `origin`
/// (a file's name) begins each message. Unknown fields are passed over.
Result<BenchReport> bench_from_json(std::string_view text, std::string_view origin);

} // namespace sfumato
