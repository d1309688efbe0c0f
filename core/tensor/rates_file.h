// What was measured of a device, kept for the time estimates of later runs: a small file for each device and driver.
#pragma once

#include "base/error.h"
#include "tensor/estimate.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace sfumato {

inline constexpr int rates_json_version = 1;

/// {"sfumato_rates": 1, "device", "driver", "ops": {"linear": {"overhead_ms", "ms_per_gflop", "ms_per_gbyte"}, ...},
/// "other": {...}}
std::string rates_to_json(const DeviceRates& rates, std::string_view device, std::string_view driver);

struct NamedRates {
    std::string device;
    std::string driver;
    DeviceRates rates;
    bool operator==(const NamedRates&) const = default;
};
/// Errors: bad_input naming the field, what was found and what was expected; unsupported for another version.
Result<NamedRates> rates_from_json(std::string_view text);

/// The same device for rates in CPU time of the process instead of wall time: CPU devices have both.
Features cpu_time_of(Features features);

/// user_cache_dir()/rates/<hash of device and driver>.json
std::filesystem::path rates_path(const Features& features);
/// Atomically. Errors: those of writing.
Result<> save_rates(const DeviceRates& rates, const Features& features);
/// The device's own rates, or a guess by its class. A file that is broken or speaks of another device is passed over
/// with a line in the log.
DeviceRates load_rates(const Features& features);

} // namespace sfumato
