// Physical devices, what they can do, and one logical device with its queue.
#pragma once

#include "gpu/instance.h"

#include <memory>
#include <string_view>
#include <vector>

namespace sfumato::gpu {

/// A device as the loader lists it, with everything negotiated about it.
struct PhysicalDevice {
    VkPhysicalDevice handle = VK_NULL_HANDLE;
    DeviceInfo info;
    Features features;
    VkPhysicalDeviceProperties properties{};
    VkPhysicalDeviceMemoryProperties memory{};
    std::uint32_t queue_family = 0;
    std::uint32_t timestamp_bits = 0; ///< 0: the queue has no timestamps
    bool int64 = false;
    bool memory_budget = false;      ///< the driver tells how much memory is free
    bool portability_subset = false; ///< the extension must be enabled when the device has it
};

/// All devices in the order of list_devices(). Error: device when there is none.
Result<std::vector<PhysicalDevice>> enumerate_devices(const Instance& instance);

/// "Mesa 26.1.6 (LLVM ...)", as Mesa's drivers describe themselves: 2601. 0 for anything else.
std::uint32_t mesa_version(std::string_view driver_info);

class Device {
public:
    static Result<std::shared_ptr<Device>> create(std::shared_ptr<Instance> instance, PhysicalDevice physical);
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    ~Device();

    VkDevice handle() const { return handle_; }
    VkQueue queue() const { return queue_; }
    const VolkDeviceTable& vk() const { return vk_; }
    const Instance& instance() const { return *instance_; }
    const PhysicalDevice& physical() const { return physical_; }
    /// Device memory is the host's own: it is mapped and written directly.
    bool unified() const;

private:
    Device(std::shared_ptr<Instance> instance, PhysicalDevice physical)
        : instance_(std::move(instance)), physical_(std::move(physical)) {}
    std::shared_ptr<Instance> instance_;
    PhysicalDevice physical_;
    VkDevice handle_ = VK_NULL_HANDLE;
    VkQueue queue_ = VK_NULL_HANDLE;
    VolkDeviceTable vk_{};
};

} // namespace sfumato::gpu
