#include "engine/planner.h"

namespace sfumato {

Result<DryRun> Planner::plan(const Job& job) {
    const std::lock_guard lock(planning_);
    SF_CHECK(validate(job.recipe));
    if (const DeviceRequest wanted = this->wanted(); wanted != options_.device) {
        options_.device = wanted;
        device_.reset();
    }
    if (!device_) {
        SF_TRY(device_, know_device(options_));
    }
    return dry_run(options_, *device_, job);
}

void Planner::use_device(const DeviceRequest& device) {
    const std::lock_guard lock(wish_);
    wanted_ = device;
}

DeviceRequest Planner::wanted() {
    const std::lock_guard lock(wish_);
    return wanted_;
}

} // namespace sfumato
