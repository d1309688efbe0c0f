#include "engine/report.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

namespace sfumato {
namespace {

using Json = nlohmann::ordered_json;

struct OpTime {
    std::string op;
    int count = 0;
    double milliseconds = 0;
};

std::vector<OpTime> sum_by_op(std::span<const StepTime> steps) {
    std::map<std::string, OpTime> sums;
    for (const StepTime& step : steps) {
        OpTime& sum = sums[step.op];
        sum.op = step.op;
        ++sum.count;
        sum.milliseconds += step.milliseconds;
    }
    std::vector<OpTime> sorted;
    for (auto& [op, sum] : sums)
        sorted.push_back(std::move(sum));
    std::ranges::stable_sort(sorted, std::greater<>(), &OpTime::milliseconds);
    return sorted;
}

} // namespace

std::string report_json(const RunFigures& figures) {
    const GenerateTimes& times = figures.times;
    Json report;
    report["times"] = {{"load", figures.load},   {"text", times.text},     {"encode", times.encode},
                       {"sample", times.sample}, {"decode", times.decode}, {"total", figures.total}};
    if (figures.estimated) report["estimated_seconds"] = *figures.estimated;
    if (figures.unet)
        report["unet"] = {{"dispatches", figures.unet->dispatches},
                          {"barriers", figures.unet->barriers},
                          {"arena_bytes", figures.unet->arena_bytes},
                          {"arena_lower_bound", figures.unet->arena_lower_bound},
                          {"weight_bytes", figures.unet->weight_bytes}};
    report["device"] = figures.device;
    report["driver"] = figures.driver;
    report["peak_device_bytes"] = figures.peak_device_bytes;
    if (!figures.profile.empty()) {
        Json& rows = report["profile"] = Json::array();
        for (const OpTime& sum : sum_by_op(figures.profile))
            rows.push_back({{"op", sum.op}, {"count", sum.count}, {"milliseconds", sum.milliseconds}});
    }
    // A driver's name may be anything; a report must not fail over it.
    return report.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace sfumato
