#include "profile_table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sfumato::cli {

std::string profile_table(const std::string& json_report) {
    const auto report = nlohmann::json::parse(json_report, nullptr, false);
    if (!report.is_object() || !report.contains("profile") || !report["profile"].is_array()) return {};
    double total = 0;
    for (const auto& row : report["profile"])
        total += row.value("milliseconds", 0.0);
    std::string table = fmt::format("{:<24} {:>6} {:>12} {:>7}\n", "one U-Net run", "count", "milliseconds", "share");
    for (const auto& row : report["profile"]) {
        const double time = row.value("milliseconds", 0.0);
        table += fmt::format("{:<24} {:>6} {:>12.3f} {:>6.1f}%\n", row.value("op", std::string()),
                             row.value("count", 0), time, total > 0 ? 100 * time / total : 0.0);
    }
    return table + fmt::format("{:<24} {:>6} {:>12.3f}", "all", "", total);
}

} // namespace sfumato::cli
