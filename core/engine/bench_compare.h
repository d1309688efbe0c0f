// Two results of `sfumato-cli bench` side by side.
#pragma once

#include "engine/bench_report.h"

#include <string>
#include <vector>

namespace sfumato {

/// One row of both. Ratios are second over first: below 1 the second is quicker.
struct RowComparison {
    std::string group;
    std::string name;
    double first_ms = 0; ///< medians
    double second_ms = 0;
    double ratio = 0;      ///< of the medians; 0: they cannot be compared, `note` says why
    double lowest = 0;     ///< ratio of the second's quickest call to the first's slowest
    double highest = 0;    ///< the other way round
    double core_ratio = 0; ///< of the CPU times; 0: not known on both sides
    std::string note;
};

struct BenchComparison {
    std::vector<std::string> differences; ///< "device: A / B" and the like: what makes the figures incomparable
    std::vector<RowComparison> rows;      ///< in the first's order, then what only the second has
    int compared = 0;                     ///< rows with a ratio
    // Over the ratios of all compared rows; 0 without any.
    double median = 0;
    double lower_quartile = 0;
    double upper_quartile = 0;
    double core_median = 0; ///< of the ratios of CPU times
};

BenchComparison compare_benches(const BenchReport& first, const BenchReport& second);

/// The comparison as one JSON object: {"differences", "rows": [{"group", "name", "first_ms", "second_ms", "ratio",
/// "lowest", "highest", "core_ratio", "note"}], "compared", "median", "lower_quartile", "upper_quartile",
/// "core_median"}.
std::string comparison_to_json(const BenchComparison& comparison);

} // namespace sfumato
