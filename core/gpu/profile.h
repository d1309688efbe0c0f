// Timestamps around each step.
#pragma once

#include "gpu/device.h"

#include <memory>
#include <vector>

namespace sfumato::gpu {

class Profile {
public:
    /// Room for `steps` pairs of timestamps. Error: unsupported when the device's queue has none.
    static Result<std::unique_ptr<Profile>> create(std::shared_ptr<Device> device, std::uint32_t steps);
    Profile(const Profile&) = delete;
    Profile& operator=(const Profile&) = delete;
    ~Profile();

    /// Recorded once, before the first mark of a run.
    void reset(VkCommandBuffer commands) const;
    void mark_begin(VkCommandBuffer commands, std::uint32_t step) const;
    void mark_end(VkCommandBuffer commands, std::uint32_t step) const;
    /// Milliseconds of each step of the last run, which must be done. Error: device.
    Result<std::vector<double>> read() const;

private:
    Profile(std::shared_ptr<Device> device, std::uint32_t steps) : device_(std::move(device)), steps_(steps) {}
    std::shared_ptr<Device> device_;
    std::uint32_t steps_;
    VkQueryPool pool_ = VK_NULL_HANDLE;
};

} // namespace sfumato::gpu
