// What a job would do, and how long it would take, before it runs.
#pragma once

#include "base/error.h"
#include "engine/engine.h"
#include "generate/session.h"
#include "tensor/estimate.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sfumato {

/// One program of the job.
struct DryPart {
    std::string program;
    int runs = 0;
    std::uint32_t dispatches = 0;
    std::uint64_t arena_bytes = 0;
    std::uint64_t weight_bytes = 0;
    double each_ms = 0; ///< estimate of one run
};

/// What happens in one stage: "text", "encode", "sample", "decode".
struct DryStage {
    std::string name;
    double seconds = 0; ///< estimate
    Cost cost;          ///< of all runs
};

struct DryRun {
    std::string device;
    std::string driver;
    Recipe recipe; ///< as it would be run: sizes filled in, names canonical
    std::vector<std::string> notes;
    std::vector<DryPart> parts;
    std::uint64_t weight_bytes = 0; ///< on the device, each weight once
    std::uint64_t arena_bytes = 0;  ///< of the largest program
    std::uint64_t kept_bytes = 0;   ///< of inputs that stay on the device from run to run
    std::uint64_t peak_bytes = 0;   ///< of device memory
    std::uint64_t free_bytes = 0;   ///< that weights, activations and kept inputs may take; 0: unknown
    bool guess = true;              ///< the device was never measured: the times are guessed by its class
    bool brief = false;             ///< it was measured for half a second only
    std::vector<DryStage> stages;   ///< in the order in which they run; loading comes on top
    /// The stage of that name; one of nothing when there is none.
    DryStage stage(std::string_view name) const;
    /// Estimate of all stages.
    double seconds() const;
};

/// What a dry run needs to know of a device.
struct KnownDevice {
    Features features;
    DeviceRates rates;
    std::uint32_t weight_value_bytes = 0; ///< see DryExecutor
    std::uint64_t memory_bytes = 0;       ///< see Executor::memory_bytes(); 0: unknown
    bool host_memory = false;             ///< native code: what is free is asked anew for each plan
};

/// For a device of that kind. Opens the model's files but reads no weights. Where memory is short it does what a run
/// would do, and the notes tell it.
/// Errors: those of the recipe and of opening the model; out_of_memory when nothing helps.
Result<DryRun> dry_run(const KnownDevice& device, SessionOptions session, const Recipe& recipe,
                       const Pictures& pictures);

/// Opens the device that `options` name, and closes it again. Native code of which nothing is known is measured for
/// half a second; later calls remember what came out.
Result<KnownDevice> know_device(const EngineOptions& options);

/// For a job on that device: opens the recipe's model and pictures.
Result<DryRun> dry_run(const EngineOptions& options, const KnownDevice& device, const Job& job);
/// The same for a job: opens the device that `options` name, and the recipe's model and pictures. Native code of which
/// nothing is known is measured for half a second; later calls remember what came out.
Result<DryRun> dry_run(const EngineOptions& options, const Job& job);

/// {"device", "driver", "guess", "brief", "programs": [{"program", "runs", "dispatches", "arena_bytes", "weight_bytes",
/// "each_ms"}], "weight_bytes", "arena_bytes", "kept_bytes", "peak_bytes", "free_bytes" (null: unknown), "notes":
/// [...], "estimated_seconds": {"text", "sample", ..., "total"}}
std::string dry_run_json(const DryRun& run);

} // namespace sfumato
