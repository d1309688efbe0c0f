// Submitting and waiting with one timeline semaphore; the place where a lost device is noticed.
#pragma once

#include "gpu/device.h"

#include <memory>

namespace sfumato::gpu {

class Timeline {
public:
    /// `lose_after` > 0 simulates a lost device: every submit after that many fails with device_lost.
    static Result<std::unique_ptr<Timeline>> create(std::shared_ptr<Device> device, std::uint32_t lose_after);
    Timeline(const Timeline&) = delete;
    Timeline& operator=(const Timeline&) = delete;
    ~Timeline();

    /// Value that wait() takes. Errors: device_lost, out_of_memory, device.
    Result<std::uint64_t> submit(VkCommandBuffer commands);
    /// Returns when the submit that gave `value` and all before it are done. Errors: device_lost, device.
    Result<> wait(std::uint64_t value);
    /// wait() for everything submitted so far.
    Result<> wait_all() { return wait(submitted_); }
    /// Waits for all submits, whatever happened: what they use may then be destroyed.
    void drain() noexcept;
    /// Once true, the device stays lost.
    bool lost() const { return lost_; }
    /// Error device_lost when lost.
    Result<> check() const;

private:
    explicit Timeline(std::shared_ptr<Device> device) : device_(std::move(device)) {}
    VkResult wait_until(std::uint64_t value, std::uint64_t nanoseconds) const;

    std::shared_ptr<Device> device_;
    VkSemaphore semaphore_ = VK_NULL_HANDLE;
    std::uint64_t submitted_ = 0;
    std::uint64_t done_ = 0;
    std::uint32_t lose_after_ = 0;
    bool lost_ = false;
};

} // namespace sfumato::gpu
