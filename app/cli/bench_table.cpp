#include "bench_table.h"

#include <algorithm>
#include <fmt/format.h>

namespace sfumato::cli {
namespace {

/// A number with about three digits, or nothing for "not known".
std::string figure(double value) {
    if (value <= 0) return "";
    if (value >= 100) return fmt::format("{:.0f}", value);
    if (value >= 10) return fmt::format("{:.1f}", value);
    return fmt::format("{:.2g}", value);
}

std::string milliseconds(double value) {
    if (value <= 0) return "";
    return value >= 100 ? fmt::format("{:.0f}", value)
           : value >= 1 ? fmt::format("{:.2f}", value)
                        : fmt::format("{:.4f}", value);
}

/// How far the quickest and the slowest call are from the median, the larger of both.
std::string spread(const BenchRow& row) {
    if (row.repeats < 2 || row.median_ms <= 0) return "";
    const double part = std::max(row.max_ms - row.median_ms, row.median_ms - row.min_ms) / row.median_ms;
    return fmt::format("{:.0f}%", 100 * part);
}

/// "estimate 4100 ms, measured 4400 ms: -7 %"
std::string estimate_text(const char* what, double estimate, double measured) {
    if (estimate <= 0 || measured <= 0) return {};
    return fmt::format("      {} estimate {} ms, measured {} ms: {:+.0f} %\n", what, milliseconds(estimate),
                       milliseconds(measured), 100 * (estimate / measured - 1));
}

} // namespace

std::string bench_title(const BenchReport& report) {
    return fmt::format("{} ({}), executor {}\nSfumato {}, model {}, {} in {:.0f} s{}{}", report.device, report.driver,
                       report.executor, report.program, report.model, report.complete ? "measured" : "interrupted",
                       report.seconds, report.quick ? ", quick" : "",
                       report.basis == "core" ? "; parts of the peak by CPU time" : "");
}

std::string bench_head() {
    return fmt::format("{:<5} {:<36} {:>5} {:>10} {:>7} {:>10} {:>9} {:>7} {:>8}", "", "milliseconds", "runs", "median",
                       "spread", "CPU time", "GFLOP/s", "GB/s", "of peak");
}

std::string bench_line(const BenchRow& row) {
    std::string runs = row.measured() ? std::to_string(row.repeats) : "-";
    if (row.scale < 1) runs += "*";
    const bool timed = row.measured() && row.median_ms > 0;
    const std::string part = row.percent_of_peak > 0 ? fmt::format("{:.0f}%", row.percent_of_peak) : "";
    std::string line = fmt::format("{:<5} {:<36} {:>5} {:>10} {:>7} {:>10} {:>9} {:>7} {:>8}", row.group, row.name,
                                   runs, milliseconds(row.median_ms), spread(row), milliseconds(row.core_ms),
                                   timed ? figure(row.flops / row.median_ms * 1e-6) : "",
                                   timed ? figure(row.bytes / row.median_ms * 1e-6) : "", part);
    line.erase(line.find_last_not_of(' ') + 1);
    line += "\n" + estimate_text("wall time:", row.estimate_ms, row.median_ms) +
            estimate_text("CPU time:", row.estimate_core_ms, row.core_ms);
    if (!row.note.empty()) line += "      " + row.note + "\n";
    line.pop_back();
    return line;
}

std::string comparison_table(const BenchComparison& comparison) {
    std::string table;
    for (const std::string& difference : comparison.differences)
        table += "differs: " + difference + "\n";
    table += fmt::format("{:<5} {:<36} {:>10} {:>10} {:>7} {:>15} {:>9}\n", "", "", "first ms", "second ms", "ratio",
                         "from..to", "CPU ratio");
    for (const RowComparison& row : comparison.rows) {
        std::string line = fmt::format("{:<5} {:<36} {:>10} {:>10}", row.group, row.name, milliseconds(row.first_ms),
                                       milliseconds(row.second_ms));
        if (row.ratio > 0)
            line += fmt::format(" {:>7.2f} {:>15}{}", row.ratio, fmt::format("{:.2f}..{:.2f}", row.lowest, row.highest),
                                row.core_ratio > 0 ? fmt::format(" {:>9.2f}", row.core_ratio) : "");
        else
            line += "  " + row.note;
        table += line + "\n";
    }
    if (comparison.compared == 0) return table + "nothing can be compared";
    table += fmt::format("median of {} ratios {:.2f}, half of them from {:.2f} to {:.2f}", comparison.compared,
                         comparison.median, comparison.lower_quartile, comparison.upper_quartile);
    if (comparison.core_median > 0) table += fmt::format("; of CPU times {:.2f}", comparison.core_median);
    return table + " (second over first: below 1 the second is quicker)";
}

} // namespace sfumato::cli
