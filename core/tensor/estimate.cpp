#include "tensor/estimate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace sfumato {
namespace {

using Row = std::array<double, 3>;

/// A sample as an equation of relative errors: row . rates = 1.
Row equation(const RateSample& sample) {
    return {1 / sample.milliseconds, sample.cost.flops * 1e-9 / sample.milliseconds,
            sample.cost.bytes * 1e-9 / sample.milliseconds};
}

/// Solves the normal equations of the chosen columns by elimination with pivots; nothing where they are singular.
std::optional<Row> solve(const std::vector<Row>& rows, const std::vector<std::size_t>& columns) {
    const std::size_t n = columns.size();
    std::array<std::array<double, 4>, 3> m{};
    std::array<double, 3> scale{};
    for (std::size_t i = 0; i < n; ++i) { // columns of equal length, or sizes of 1e9 would drown the others
        for (const Row& row : rows)
            scale[i] += row[columns[i]] * row[columns[i]];
        scale[i] = std::sqrt(scale[i]);
        if (scale[i] == 0) return std::nullopt;
    }
    for (const Row& row : rows)
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j)
                m[i][j] += row[columns[i]] / scale[i] * row[columns[j]] / scale[j];
            m[i][3] += row[columns[i]] / scale[i];
        }
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t pivot = i;
        for (std::size_t r = i + 1; r < n; ++r)
            if (std::abs(m[r][i]) > std::abs(m[pivot][i])) pivot = r;
        std::swap(m[i], m[pivot]);
        if (std::abs(m[i][i]) < 1e-9) return std::nullopt;
        for (std::size_t r = 0; r < n; ++r) {
            if (r == i) continue;
            const double factor = m[r][i] / m[i][i];
            for (std::size_t c = i; c < 4; ++c)
                m[r][c] -= factor * m[i][c];
        }
    }
    Row out{};
    for (std::size_t i = 0; i < n; ++i)
        out[columns[i]] = m[i][3] / m[i][i] / scale[i];
    return out;
}

double squared_error(const std::vector<Row>& rows, const Row& rates) {
    double sum = 0;
    for (const Row& row : rows) {
        const double error = row[0] * rates[0] + row[1] * rates[1] + row[2] * rates[2] - 1;
        sum += error * error;
    }
    return sum;
}

} // namespace

const OpRates& DeviceRates::of(std::string_view op) const {
    const auto at = ops.find(op);
    return at == ops.end() ? other : at->second;
}

DeviceRates guessed_rates(DeviceClass device_class) {
    DeviceRates rates;
    switch (device_class) {
    case DeviceClass::discrete: rates.other = {0.005, 0.5, 10}; break;
    case DeviceClass::integrated:
    case DeviceClass::virtual_gpu: rates.other = {0.01, 5, 50}; break;
    default: rates.other = {0, 100, 200}; break;
    }
    return rates;
}

std::optional<OpRates> fit_op(std::span<const RateSample> samples) {
    std::vector<Row> rows;
    for (const RateSample& sample : samples)
        if (sample.milliseconds > 0) rows.push_back(equation(sample));
    if (rows.empty()) return std::nullopt;
    // Three rates: every choice of those that are not zero is tried, which is the non-negative least squares of Lawson
    // & Hanson (1974) without its bookkeeping.
    std::optional<Row> best;
    double least = std::numeric_limits<double>::infinity();
    for (unsigned chosen = 1; chosen < 8; ++chosen) {
        std::vector<std::size_t> columns;
        for (std::size_t c = 0; c < 3; ++c)
            if ((chosen >> c & 1u) != 0) columns.push_back(c);
        if (columns.size() > rows.size()) continue;
        const std::optional<Row> rates = solve(rows, columns);
        if (!rates || std::ranges::any_of(*rates, [](double r) { return !(r >= 0) || !std::isfinite(r); })) continue;
        const double error = squared_error(rows, *rates);
        // A further term must earn its place: with it alone the rounding of the others would decide.
        if (error < least * (1 - 1e-9)) {
            least = error;
            best = rates;
        }
    }
    if (!best) return std::nullopt;
    return OpRates{(*best)[0], (*best)[1], (*best)[2]};
}

DeviceRates fit_rates(std::span<const RateSample> samples, const DeviceRates& fallback) {
    constexpr double flops_per_byte_of_products = 8; // products and convolutions are above, all else is below
    std::map<std::string, std::vector<RateSample>> by_op;
    std::vector<RateSample> moving;
    for (const RateSample& sample : samples) {
        by_op[sample.op].push_back(sample);
        if (sample.cost.flops < flops_per_byte_of_products * sample.cost.bytes) moving.push_back(sample);
    }
    DeviceRates out;
    out.other = fit_op(moving).value_or(fallback.other);
    for (const auto& [op, its_samples] : by_op)
        if (const std::optional<OpRates> rates = fit_op(its_samples)) out.ops[op] = *rates;
    out.guess = out.ops.empty();
    return out;
}

double estimate_milliseconds(const Program& program, const Step& step, const DeviceRates& rates) {
    return rates.of(step.op->name).milliseconds(program.cost(step));
}

double estimate_milliseconds(const Program& program, const DeviceRates& rates) {
    double sum = 0;
    for (const Step& step : program.steps())
        sum += estimate_milliseconds(program, step, rates);
    return sum;
}

} // namespace sfumato
