// `sfumato-cli bench`: what a device can do, what each op and each network makes of it, and the cost model from both.
#pragma once

#include "base/cancel.h"
#include "engine/bench_report.h"
#include "engine/engine.h"

#include <functional>
#include <string>

namespace sfumato {

struct BenchOptions {
    EngineOptions engine;        ///< executor, device, places
    std::string program_version; ///< for the report
    std::string model = "builtin";
    int width = 0; ///< pixels of the whole parts; 0: the model's own size
    int height = 0;
    double seconds = 120; ///< about how long all may take: what would not fit is scaled, repeated less often or skipped
    std::string filter;   ///< words separated by commas: only rows whose group or name has one of them. Empty: all
    bool quick = false;   ///< fewer shapes
    bool keep_rates = true; ///< keep the fitted cost model for later estimates, when all ops were measured
};

/// Measures; `on_row` gets each row when it is done. When `cancel` is set meanwhile the report holds what was measured
/// so far and is not complete. Errors: usage (a filter that fits nothing), those of opening the device and the model.
/// Rows that do not fit the device's memory or that it cannot run are told in their notes.
Result<BenchReport> run_bench(const BenchOptions& options, const std::function<void(const BenchRow&)>& on_row,
                              const CancelToken& cancel);

} // namespace sfumato
