// Results of `bench` as tables for people.
#pragma once

#include "engine/bench_compare.h"
#include "engine/bench_report.h"

#include <string>

namespace sfumato::cli {

/// The head of the table.
std::string bench_head();
/// One aligned line; a second one with the row's note when it has one.
std::string bench_line(const BenchRow& row);
/// What was measured where: lines above the table.
std::string bench_title(const BenchReport& report);
std::string comparison_table(const BenchComparison& comparison);

} // namespace sfumato::cli
