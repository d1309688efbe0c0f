// Dry runs one after the other, without opening the device each time.
#pragma once

#include "engine/dry_run.h"

#include <mutex>
#include <optional>

namespace sfumato {

class Planner {
public:
    explicit Planner(EngineOptions options) : options_(std::move(options)) {}

    /// What `job` would do on the device of the options, or on the one set since. Opens that device the first time,
    /// only to learn what it can, and the model's and the pictures' files each time. Any thread, one call at a time.
    /// Errors: those of dry_run().
    Result<DryRun> plan(const Job& job);
    void use_device(const DeviceRequest& device);

private:
    std::mutex mutex_;
    EngineOptions options_;
    std::optional<KnownDevice> device_;
};

} // namespace sfumato
