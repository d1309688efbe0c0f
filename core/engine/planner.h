// Dry runs one after the other, without opening the device each time.
#pragma once

#include "engine/dry_run.h"

#include <mutex>
#include <optional>

namespace sfumato {

class Planner {
public:
    explicit Planner(EngineOptions options) : wanted_(options.device), options_(std::move(options)) {}

    /// What `job` would do on the device of the options, or on the one set since. Opens that device the first time,
    /// only to learn what it can, and the model's and the pictures' files each time. Any thread, one call at a time.
    /// Errors: those of dry_run().
    Result<DryRun> plan(const Job& job);
    /// From the next plan on. Any thread; never waits for a plan under way, which may be opening a device.
    void use_device(const DeviceRequest& device);

private:
    DeviceRequest wanted();

    std::mutex wish_; ///< of wanted_, for a moment each time
    DeviceRequest wanted_;
    std::mutex planning_; ///< of the rest, for as long as a plan takes
    EngineOptions options_;
    std::optional<KnownDevice> device_;
};

} // namespace sfumato
