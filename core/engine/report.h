// Figures of one run as JSON, for --json, --profile and the figures that a release notes.
#pragma once

#include "generate/generate.h"
#include "tensor/executor.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace sfumato {

struct RunFigures {
    GenerateTimes times;
    double load = 0;  ///< seconds until the device and the model's files were open; 0 when they were already
    double total = 0; ///< seconds from the start of the job to its picture
    std::optional<ProgramStats> unet;
    std::string device;
    std::string driver;
    std::uint64_t peak_device_bytes = 0; ///< 0: not tracked
    std::span<const StepTime> profile;   ///< steps of the U-Net's last run; empty without profiling
    std::optional<double> estimated; ///< seconds, without loading; the sum of text, encode, sample and decode is meant
};

/// {"times": {"load", "text", "encode", "sample", "decode", "total"} in seconds, "estimated_seconds" (of all but load),
/// "unet": {"dispatches", "barriers", "arena_bytes", "arena_lower_bound", "weight_bytes"}, "device", "driver",
/// "peak_device_bytes", "profile": [{"op", "count", "milliseconds"}], the slowest op first, summed over one run of the
/// U-Net}.
std::string report_json(const RunFigures& figures);

} // namespace sfumato
