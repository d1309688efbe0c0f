// `sfumato-cli bench --tune`: the quickest kernels for a model's networks on a graphics device, measured and kept.
#pragma once

#include "engine/bench.h"

#include <filesystem>
#include <functional>
#include <string>

namespace sfumato {

struct TuneOutcome {
    std::string device;
    std::size_t problems = 0; ///< shapes of products and attention for which a kernel was chosen
    std::filesystem::path file;
};

/// Times the kernels that the device can choose from for all networks of options.model at its size, and keeps the
/// quickest for later starts. Results of the same recipe may differ in their last bits afterwards. `progress` (may be
/// empty) gets the fraction done. Errors: unsupported (not a graphics device), those of opening device and model,
/// cancelled, those of writing the file.
Result<TuneOutcome> tune_device(const BenchOptions& options, const std::function<void(double)>& progress,
                                const CancelToken& cancel);

} // namespace sfumato
