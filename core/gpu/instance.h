// The Vulkan loader and one instance, with or without validation.
#pragma once

#include "gpu/executor.h"
#include "gpu/later_vulkan.h"
#include "gpu/result.h"

#include <memory>

namespace sfumato::gpu {

/// The instance functions that this folder calls. A table of our own, because volk's are process-wide variables that a
/// second instance would overwrite.
struct InstanceTable {
    PFN_vkDestroyInstance vkDestroyInstance = nullptr;
    PFN_vkEnumeratePhysicalDevices vkEnumeratePhysicalDevices = nullptr;
    PFN_vkGetPhysicalDeviceProperties vkGetPhysicalDeviceProperties = nullptr;
    PFN_vkGetPhysicalDeviceProperties2 vkGetPhysicalDeviceProperties2 = nullptr;
    PFN_vkGetPhysicalDeviceFeatures2 vkGetPhysicalDeviceFeatures2 = nullptr;
    PFN_vkGetPhysicalDeviceMemoryProperties vkGetPhysicalDeviceMemoryProperties = nullptr;
    PFN_vkGetPhysicalDeviceMemoryProperties2 vkGetPhysicalDeviceMemoryProperties2 = nullptr;
    PFN_vkGetPhysicalDeviceQueueFamilyProperties vkGetPhysicalDeviceQueueFamilyProperties = nullptr;
    PFN_vkEnumerateDeviceExtensionProperties vkEnumerateDeviceExtensionProperties = nullptr;
    PFN_vkCreateDevice vkCreateDevice = nullptr;
    /// Null where neither the loader nor a driver knows the extension.
    PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR = nullptr;
    PFN_vkCreateDebugUtilsMessengerEXT vkCreateDebugUtilsMessengerEXT = nullptr;   ///< null without validation
    PFN_vkDestroyDebugUtilsMessengerEXT vkDestroyDebugUtilsMessengerEXT = nullptr; ///< null without validation
};

class Instance {
public:
    /// Errors: device, with advice, when the loader, version 1.2 or the validation layer (where asked for) is missing.
    static Result<std::shared_ptr<Instance>> create(bool validation, std::shared_ptr<ValidationLog> log);
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance();

    VkInstance handle() const { return handle_; }
    const InstanceTable& vk() const { return vk_; }
    /// The Vulkan version the instance was made for: devices newer than that are used as that version.
    std::uint32_t api_version() const { return api_version_; }

private:
    Instance() = default;
    VkInstance handle_ = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
    InstanceTable vk_;
    std::uint32_t api_version_ = 0;
    std::shared_ptr<ValidationLog> log_;
};

/// Advice for a machine on which no device was found.
extern const char* const install_advice;

} // namespace sfumato::gpu
