#include "gpu/timeline.h"

namespace sfumato::gpu {

Result<std::unique_ptr<Timeline>> Timeline::create(std::shared_ptr<Device> device, std::uint32_t lose_after) {
    std::unique_ptr<Timeline> out(new Timeline(std::move(device)));
    out->lose_after_ = lose_after;
    VkSemaphoreTypeCreateInfo type{VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO};
    type.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
    const VkSemaphoreCreateInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO, &type};
    SF_CHECK(vk_check(out->device_->vk().vkCreateSemaphore(out->device_->handle(), &info, nullptr, &out->semaphore_),
                      "cannot create a timeline semaphore"));
    return out;
}

Timeline::~Timeline() {
    drain();
    device_->vk().vkDestroySemaphore(device_->handle(), semaphore_, nullptr);
}

Result<> Timeline::check() const {
    if (lost_) return fail(ErrorCode::device_lost, "{}: the device was lost", device_->physical().info.name);
    return {};
}

Result<std::uint64_t> Timeline::submit(VkCommandBuffer commands) {
    SF_CHECK(check());
    if (lose_after_ > 0 && submitted_ >= lose_after_) {
        lost_ = true;
        return fail(ErrorCode::device_lost, "{}: the device was lost (simulated after {} submits)",
                    device_->physical().info.name, submitted_);
    }
    const std::uint64_t value = submitted_ + 1;
    VkTimelineSemaphoreSubmitInfo values{VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO};
    values.signalSemaphoreValueCount = 1;
    values.pSignalSemaphoreValues = &value;
    VkSubmitInfo info{VK_STRUCTURE_TYPE_SUBMIT_INFO, &values};
    info.commandBufferCount = 1;
    info.pCommandBuffers = &commands;
    info.signalSemaphoreCount = 1;
    info.pSignalSemaphores = &semaphore_;
    const VkResult result = device_->vk().vkQueueSubmit(device_->queue(), 1, &info, VK_NULL_HANDLE);
    if (result == VK_ERROR_DEVICE_LOST) lost_ = true;
    if (result != VK_SUCCESS) return vk_fail(result, "cannot submit work");
    submitted_ = value;
    return value;
}

VkResult Timeline::wait_until(std::uint64_t value, std::uint64_t nanoseconds) const {
    VkSemaphoreWaitInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO};
    info.semaphoreCount = 1;
    info.pSemaphores = &semaphore_;
    info.pValues = &value;
    return device_->vk().vkWaitSemaphores(device_->handle(), &info, nanoseconds);
}

Result<> Timeline::wait(std::uint64_t value) {
    if (value <= done_) return {};
    const VkResult result = wait_until(value, ~0ull);
    if (result == VK_ERROR_DEVICE_LOST) lost_ = true;
    if (result != VK_SUCCESS) return vk_fail(result, "waiting for the device");
    done_ = value;
    return {};
}

void Timeline::drain() noexcept {
    if (semaphore_ == VK_NULL_HANDLE || submitted_ <= done_) return;
    // A device that is really lost answers at once; ten minutes are for the slowest chunk on a software driver.
    constexpr std::uint64_t ten_minutes = 600ull * 1000 * 1000 * 1000;
    const VkResult result = wait_until(submitted_, ten_minutes);
    if (result == VK_ERROR_DEVICE_LOST) lost_ = true;
    done_ = submitted_;
}

} // namespace sfumato::gpu
