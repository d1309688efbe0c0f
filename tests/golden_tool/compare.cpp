#include "golden_tool/kinds.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sfumato::golden {

Difference compare(std::span<const float> got, std::span<const float> want) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (got.size() != want.size()) return {infinity, infinity};
    double square_difference = 0, square_want = 0, max_difference = 0, max_want = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (!std::isfinite(got[i])) return {infinity, infinity};
        const double difference = static_cast<double>(got[i]) - static_cast<double>(want[i]);
        square_difference += difference * difference;
        square_want += static_cast<double>(want[i]) * static_cast<double>(want[i]);
        max_difference = std::max(max_difference, std::abs(difference));
        max_want = std::max(max_want, std::abs(static_cast<double>(want[i])));
    }
    auto ratio = [](double a, double b) { return b > 0 ? a / b : (a > 0 ? infinity : 0.0); };
    return {std::sqrt(ratio(square_difference, square_want)), ratio(max_difference, max_want)};
}

Check check_close(const CaseInput& input, std::string name, std::span<const float> got, std::span<const float> want,
                  double default_relative_rms, double default_relative_max) {
    const nlohmann::json::json_pointer base("/golden/suggested_tolerance/fp32_engine");
    double rms_limit = default_relative_rms, max_limit = default_relative_max;
    if (input.config.contains(base)) {
        const auto& limits = input.config.at(base);
        rms_limit = limits.value("rel_rms", rms_limit);
        max_limit = limits.value("max_abs_over_ref_max", max_limit);
    }
    const Difference d = compare(got, want);
    Check check{
        std::move(name), d.relative_rms, rms_limit, d.relative_rms <= rms_limit && d.relative_max <= max_limit, {}};
    if (got.size() != want.size())
        check.note = fmt::format("{} values, expected {}", got.size(), want.size());
    else if (!check.passed)
        check.note = fmt::format("relative maximum {:.2e}, limit {:.2e}", d.relative_max, max_limit);
    return check;
}

Check check_equal(std::string name, std::size_t mismatches, std::string note) {
    return {std::move(name), static_cast<double>(mismatches), 0, mismatches == 0, std::move(note)};
}

} // namespace sfumato::golden
