#include "engine/bench_compare.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sfumato {
namespace {

const BenchRow* find_row(const BenchReport& report, const BenchRow& like) {
    const auto at = std::ranges::find_if(
        report.rows, [&](const BenchRow& row) { return row.group == like.group && row.name == like.name; });
    return at == report.rows.end() ? nullptr : &*at;
}

/// Value below which `part` of the values lie, between neighbours in proportion (method 7 of Hyndman & Fan 1996).
double quantile(std::vector<double> values, double part) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const double at = part * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (values[above] - values[below]) * (at - static_cast<double>(below));
}

RowComparison compare_rows(const BenchRow& a, const BenchRow* b) {
    RowComparison out{a.group, a.name, a.median_ms, b != nullptr ? b->median_ms : 0, 0, 0, 0, 0, {}};
    if (b == nullptr)
        out.note = "only in the first";
    else if (!a.measured() || !b->measured())
        out.note = !a.measured() ? "the first has no times" : "the second has no times";
    else if (a.scale != b->scale)
        out.note = fmt::format("of different sizes: {:.3g} and {:.3g} of the rows", a.scale, b->scale);
    else if (a.min_ms <= 0 || b->min_ms <= 0)
        out.note = "too short to measure";
    if (!out.note.empty()) return out;
    out.ratio = b->median_ms / a.median_ms;
    out.lowest = b->min_ms / a.max_ms;
    out.highest = b->max_ms / a.min_ms;
    if (a.core_ms > 0 && b->core_ms > 0) out.core_ratio = b->core_ms / a.core_ms;
    return out;
}

std::vector<std::string> find_differences(const BenchReport& a, const BenchReport& b) {
    std::vector<std::string> out;
    const auto check = [&](const char* what, const std::string& first, const std::string& second) {
        if (first != second) out.push_back(fmt::format("{}: {} / {}", what, first, second));
    };
    check("device", a.device, b.device);
    check("driver", a.driver, b.driver);
    check("executor", a.executor, b.executor);
    check("program", a.program, b.program);
    check("model", a.model, b.model);
    check("quick", a.quick ? "yes" : "no", b.quick ? "yes" : "no");
    check("complete", a.complete ? "yes" : "no", b.complete ? "yes" : "no");
    return out;
}

} // namespace

BenchComparison compare_benches(const BenchReport& first, const BenchReport& second) {
    BenchComparison out;
    out.differences = find_differences(first, second);
    for (const BenchRow& row : first.rows)
        out.rows.push_back(compare_rows(row, find_row(second, row)));
    for (const BenchRow& row : second.rows)
        if (find_row(first, row) == nullptr)
            out.rows.push_back({row.group, row.name, 0, row.median_ms, 0, 0, 0, 0, "only in the second"});
    std::vector<double> ratios, core_ratios;
    for (const RowComparison& row : out.rows) {
        if (row.ratio > 0) ratios.push_back(row.ratio);
        if (row.core_ratio > 0) core_ratios.push_back(row.core_ratio);
    }
    out.compared = static_cast<int>(ratios.size());
    out.median = quantile(ratios, 0.5);
    out.lower_quartile = quantile(ratios, 0.25);
    out.upper_quartile = quantile(ratios, 0.75);
    out.core_median = quantile(core_ratios, 0.5);
    return out;
}

std::string comparison_to_json(const BenchComparison& comparison) {
    nlohmann::ordered_json out;
    out["differences"] = comparison.differences;
    auto& rows = out["rows"] = nlohmann::ordered_json::array();
    for (const RowComparison& row : comparison.rows)
        rows.push_back({{"group", row.group},
                        {"name", row.name},
                        {"first_ms", row.first_ms},
                        {"second_ms", row.second_ms},
                        {"ratio", row.ratio},
                        {"lowest", row.lowest},
                        {"highest", row.highest},
                        {"core_ratio", row.core_ratio},
                        {"note", row.note}});
    out["compared"] = comparison.compared;
    out["median"] = comparison.median;
    out["lower_quartile"] = comparison.lower_quartile;
    out["upper_quartile"] = comparison.upper_quartile;
    out["core_median"] = comparison.core_median;
    return out.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace sfumato
