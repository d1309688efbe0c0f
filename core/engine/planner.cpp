#include "engine/planner.h"

namespace sfumato {

Result<DryRun> Planner::plan(const Job& job) {
    const std::lock_guard lock(mutex_);
    SF_CHECK(validate(job.recipe));
    if (!device_) {
        SF_TRY(device_, know_device(options_));
    }
    return dry_run(options_, *device_, job);
}

void Planner::use_device(const DeviceRequest& device) {
    const std::lock_guard lock(mutex_);
    if (device == options_.device) return;
    options_.device = device;
    device_.reset();
}

} // namespace sfumato
