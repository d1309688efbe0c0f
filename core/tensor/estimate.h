// How long a program will take on a device: the roofline model (Williams, Waterman & Patterson 2009) in its additive
// form, time = overhead + FLOPs / rate + bytes / bandwidth for each kind of op, fitted to measured steps.
#pragma once

#include "tensor/features.h"
#include "tensor/program.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// What one kind of op costs on a device.
struct OpRates {
    double overhead_ms = 0; ///< of each dispatch
    double ms_per_gflop = 0;
    double ms_per_gbyte = 0; ///< read and written when nothing is cached
    double milliseconds(const Cost& cost) const {
        return overhead_ms + cost.flops * 1e-9 * ms_per_gflop + cost.bytes * 1e-9 * ms_per_gbyte;
    }
    bool operator==(const OpRates&) const = default;
};

struct DeviceRates {
    std::map<std::string, OpRates, std::less<>> ops; ///< by name of op
    OpRates other;                                   ///< ops that have none
    bool guess = true;                               ///< from the device's class alone: nothing was measured
    bool brief = false;                              ///< from a measurement of half a second, not from a complete one
    const OpRates& of(std::string_view op) const;
    bool operator==(const DeviceRates&) const = default;
};

/// What even a modest device of that class reaches, so that nothing takes longer than was said.
DeviceRates guessed_rates(DeviceClass device_class);

/// One measured step.
struct RateSample {
    std::string op;
    Cost cost;
    double milliseconds = 0;
};

/// Rates with the least sum of squared relative errors, none of them negative. Fewer terms are used than the samples
/// can tell apart. Nothing for no sample with a positive time.
std::optional<OpRates> fit_op(std::span<const RateSample> samples);

/// Rates of every op that was sampled. `other` is fitted over all ops that are bound by memory traffic, and stays
/// `fallback`'s when there are none.
DeviceRates fit_rates(std::span<const RateSample> samples, const DeviceRates& fallback);

double estimate_milliseconds(const Program& program, const Step& step, const DeviceRates& rates);
/// One run of the whole program.
double estimate_milliseconds(const Program& program, const DeviceRates& rates);

} // namespace sfumato
