#include "gpu/device.h"

#include "gpu/cooperative_matrix.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>

namespace sfumato {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string listing(std::span<const DeviceInfo> devices) {
    std::string out;
    for (const DeviceInfo& d : devices)
        out += fmt::format("{}{}: {}{}", out.empty() ? "" : ", ", d.index, d.name, d.usable ? "" : " (not usable)");
    return out;
}

Result<std::size_t> if_usable(std::span<const DeviceInfo> devices, std::size_t index) {
    const DeviceInfo& d = devices[index];
    if (!d.usable)
        return fail(ErrorCode::device, "device {}: {} cannot be used: {}", d.index, d.name, d.unusable_because);
    return index;
}

} // namespace

Result<std::size_t> choose_device(std::span<const DeviceInfo> devices, std::string_view selector) {
    if (selector.empty()) {
        for (std::size_t i = 0; i < devices.size(); ++i)
            if (devices[i].usable) return i;
        if (devices.empty()) return fail(ErrorCode::device, "no Vulkan device was found: {}", gpu::install_advice);
        return fail(ErrorCode::device, "no Vulkan device can be used; device 0: {}: {}", devices[0].name,
                    devices[0].unusable_because);
    }
    std::size_t index = 0;
    const char* end = selector.data() + selector.size();
    const auto [parsed, error] = std::from_chars(selector.data(), end, index);
    const bool is_number = parsed == end;
    if (is_number && error == std::errc() && index < devices.size()) return if_usable(devices, index);
    const std::string wanted = lower(selector);
    for (std::size_t i = 0; i < devices.size(); ++i) {
        // A number beyond the list may still be part of a name ("4090"); a usable match goes first.
        if (devices[i].usable && lower(devices[i].name).find(wanted) != std::string::npos) return i;
    }
    for (std::size_t i = 0; i < devices.size(); ++i)
        if (lower(devices[i].name).find(wanted) != std::string::npos) return if_usable(devices, i);
    return fail(ErrorCode::device, "no Vulkan device '{}'; there is {}", selector,
                devices.empty() ? std::string("none") : listing(devices));
}

Result<std::vector<DeviceInfo>> list_devices() {
    SF_TRY(const auto instance, gpu::Instance::create(false, nullptr));
    SF_TRY(const auto devices, gpu::enumerate_devices(*instance));
    std::vector<DeviceInfo> out;
    for (const gpu::PhysicalDevice& d : devices)
        out.push_back(d.info);
    return out;
}

} // namespace sfumato

namespace sfumato::gpu {
namespace {

DeviceClass class_of(VkPhysicalDeviceType type) {
    switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: return DeviceClass::discrete;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: return DeviceClass::integrated;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: return DeviceClass::virtual_gpu;
    case VK_PHYSICAL_DEVICE_TYPE_CPU: return DeviceClass::cpu;
    default: return DeviceClass::other;
    }
}

int rank_of(DeviceClass c) {
    switch (c) {
    case DeviceClass::discrete: return 0;
    case DeviceClass::integrated: return 1;
    case DeviceClass::virtual_gpu: return 2;
    case DeviceClass::cpu: return 3;
    default: return 4;
    }
}

std::string version_text(std::uint32_t v) {
    return fmt::format("{}.{}.{}", VK_API_VERSION_MAJOR(v), VK_API_VERSION_MINOR(v), VK_API_VERSION_PATCH(v));
}

void find_queue(const Instance& instance, PhysicalDevice& d) {
    std::uint32_t count = 0;
    instance.vk().vkGetPhysicalDeviceQueueFamilyProperties(d.handle, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    instance.vk().vkGetPhysicalDeviceQueueFamilyProperties(d.handle, &count, families.data());
    for (std::uint32_t i = 0; i < count; ++i) {
        if ((families[i].queueFlags & VK_QUEUE_COMPUTE_BIT) == 0) continue;
        d.queue_family = i;
        d.timestamp_bits = families[i].timestampValidBits;
        return;
    }
    d.info.unusable_because = "it has no compute queue";
}

bool device_has_extension(const Instance& instance, VkPhysicalDevice device, const char* name) {
    std::uint32_t count = 0;
    if (instance.vk().vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr) != VK_SUCCESS)
        return false;
    std::vector<VkExtensionProperties> found(count);
    if (instance.vk().vkEnumerateDeviceExtensionProperties(device, nullptr, &count, found.data()) < VK_SUCCESS)
        return false;
    return std::any_of(found.begin(), found.end(),
                       [&](const auto& e) { return std::strcmp(e.extensionName, name) == 0; });
}

/// Required and optional features into `d`.
void negotiate(const Instance& instance, PhysicalDevice& d) {
    VkPhysicalDeviceVulkan12Features v12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkPhysicalDeviceVulkan11Features v11{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, &v12};
    VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &v11};
    instance.vk().vkGetPhysicalDeviceFeatures2(d.handle, &features);
    d.int64 = features.features.shaderInt64 == VK_TRUE;
    d.features.int64 = d.int64;
    d.features.fp16_storage = v11.storageBuffer16BitAccess == VK_TRUE;
    if (v12.bufferDeviceAddress != VK_TRUE) d.info.unusable_because = "it lacks the feature bufferDeviceAddress";
    if (v12.timelineSemaphore != VK_TRUE) d.info.unusable_because = "it lacks the feature timelineSemaphore";
    if (v12.scalarBlockLayout != VK_TRUE) d.info.unusable_because = "it lacks the feature scalarBlockLayout";
}

/// Limits and names into `d`; asks only for structures that the device's version knows.
void read_limits(const Instance& instance, PhysicalDevice& d) {
    VkPhysicalDeviceMaintenance4Properties buffers{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_4_PROPERTIES};
    VkPhysicalDeviceMaintenance3Properties allocation{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES};
    VkPhysicalDeviceSubgroupProperties subgroup{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES, &allocation};
    VkPhysicalDeviceDriverProperties driver{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES, &subgroup};
    VkPhysicalDeviceProperties2 properties{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &driver};
    const bool is_1_3 = std::min(d.properties.apiVersion, instance.api_version()) >= VK_API_VERSION_1_3;
    if (is_1_3) allocation.pNext = &buffers;
    instance.vk().vkGetPhysicalDeviceProperties2(d.handle, &properties);
    const VkPhysicalDeviceLimits& limits = properties.properties.limits;
    d.info.driver = fmt::format("{} {}", driver.driverName, driver.driverInfo);
    d.features.driver = d.info.driver;
    if (driver.driverID == VK_DRIVER_ID_MESA_LLVMPIPE) d.features.driver_kind = DriverKind::lavapipe;
    d.features.driver_version = mesa_version(driver.driverInfo);
    d.features.subgroup_size = std::max(1u, subgroup.subgroupSize);
    d.features.subgroup_broadcast = (subgroup.supportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0 &&
                                    (subgroup.supportedOperations & VK_SUBGROUP_FEATURE_BALLOT_BIT) != 0;
    d.features.subgroup_arithmetic = (subgroup.supportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0 &&
                                     (subgroup.supportedOperations & VK_SUBGROUP_FEATURE_ARITHMETIC_BIT) != 0;
    d.features.max_allocation = allocation.maxMemoryAllocationSize;
    if (is_1_3 && buffers.maxBufferSize > 0)
        d.features.max_allocation =
            std::min(d.features.max_allocation, static_cast<std::uint64_t>(buffers.maxBufferSize));
    d.features.max_push_constants = limits.maxPushConstantsSize;
    d.features.max_shared_memory = limits.maxComputeSharedMemorySize;
    d.features.max_workgroup_invocations =
        std::min(limits.maxComputeWorkGroupInvocations, limits.maxComputeWorkGroupSize[0]);
    const auto& counts = limits.maxComputeWorkGroupCount;
    d.features.max_workgroup_count = std::min({counts[0], counts[1], counts[2]});
}

PhysicalDevice describe(const Instance& instance, VkPhysicalDevice handle) {
    PhysicalDevice d;
    d.handle = handle;
    instance.vk().vkGetPhysicalDeviceProperties(handle, &d.properties);
    instance.vk().vkGetPhysicalDeviceMemoryProperties(handle, &d.memory);
    d.info.name = d.properties.deviceName;
    d.info.api_version = version_text(d.properties.apiVersion);
    d.info.device_class = class_of(d.properties.deviceType);
    d.features.device_class = d.info.device_class;
    d.features.device_name = d.info.name;
    for (std::uint32_t i = 0; i < d.memory.memoryHeapCount; ++i)
        if (d.memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
            d.info.memory_bytes =
                std::max(d.info.memory_bytes, static_cast<std::uint64_t>(d.memory.memoryHeaps[i].size));
    if (d.properties.apiVersion < VK_API_VERSION_1_2) {
        d.info.unusable_because = fmt::format("its driver has Vulkan {}, expected at least 1.2", d.info.api_version);
        return d;
    }
    read_limits(instance, d);
    negotiate(instance, d);
    find_queue(instance, d);
    if (device_has_extension(instance, handle, VK_KHR_COOPERATIVE_MATRIX_EXTENSION_NAME))
        find_matrix_shape(instance, d);
    d.memory_budget = device_has_extension(instance, handle, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    d.portability_subset = device_has_extension(instance, handle, "VK_KHR_portability_subset");
    d.info.usable = d.info.unusable_because.empty();
    return d;
}

} // namespace

std::uint32_t mesa_version(std::string_view driver_info) {
    constexpr std::string_view name = "Mesa ";
    if (!driver_info.starts_with(name)) return 0;
    const char* const end = driver_info.data() + driver_info.size();
    std::uint32_t major = 0, minor = 0;
    const auto [dot, error] = std::from_chars(driver_info.data() + name.size(), end, major);
    if (error != std::errc() || dot == end || *dot != '.') return 0;
    if (std::from_chars(dot + 1, end, minor).ec != std::errc() || major > 9999 || minor > 99) return 0;
    return major * 100 + minor;
}

Result<std::vector<PhysicalDevice>> enumerate_devices(const Instance& instance) {
    std::uint32_t count = 0;
    SF_CHECK(
        vk_check(instance.vk().vkEnumeratePhysicalDevices(instance.handle(), &count, nullptr), "cannot list devices"));
    if (count == 0) return fail(ErrorCode::device, "no Vulkan device was found: {}", install_advice);
    std::vector<VkPhysicalDevice> handles(count);
    const VkResult listed = instance.vk().vkEnumeratePhysicalDevices(instance.handle(), &count, handles.data());
    if (listed != VK_SUCCESS && listed != VK_INCOMPLETE) return vk_fail(listed, "cannot list devices");
    handles.resize(count);
    std::vector<PhysicalDevice> out;
    for (VkPhysicalDevice handle : handles)
        out.push_back(describe(instance, handle));
    std::stable_sort(out.begin(), out.end(), [](const PhysicalDevice& a, const PhysicalDevice& b) {
        return rank_of(a.info.device_class) < rank_of(b.info.device_class);
    });
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i].info.index = static_cast<std::uint32_t>(i);
    return out;
}

Result<std::shared_ptr<Device>> Device::create(std::shared_ptr<Instance> instance, PhysicalDevice physical) {
    std::shared_ptr<Device> out(new Device(std::move(instance), std::move(physical)));
    const PhysicalDevice& d = out->physical_;
    const float priority = 1;
    VkDeviceQueueCreateInfo queue{VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO};
    queue.queueFamilyIndex = d.queue_family;
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;
    VkPhysicalDeviceVulkan12Features v12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    v12.bufferDeviceAddress = VK_TRUE;
    v12.timelineSemaphore = VK_TRUE;
    v12.scalarBlockLayout = VK_TRUE;
    VkPhysicalDeviceVulkan11Features v11{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, &v12};
    v11.storageBuffer16BitAccess = d.features.fp16_storage ? VK_TRUE : VK_FALSE;
    VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &v11};
    features.features.shaderInt64 = d.int64 ? VK_TRUE : VK_FALSE;
    std::vector<const char*> extensions;
    if (d.portability_subset) extensions.push_back("VK_KHR_portability_subset");
    MatrixFeatures matrix(&features);
    const bool multiplies_matrices =
        d.features.matrix.subgroup_size > 0 && d.features.device_class != DeviceClass::cpu; // their kernels are others
    if (multiplies_matrices) {
        extensions.push_back(VK_KHR_COOPERATIVE_MATRIX_EXTENSION_NAME);
        v12.vulkanMemoryModel = VK_TRUE;
        v12.shaderFloat16 = VK_TRUE;
    }
    VkDeviceCreateInfo info{VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, multiplies_matrices ? matrix.head() : &features};
    info.queueCreateInfoCount = 1;
    info.pQueueCreateInfos = &queue;
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    SF_CHECK(vk_check(out->instance_->vk().vkCreateDevice(d.handle, &info, nullptr, &out->handle_),
                      fmt::format("cannot open device {}: {}", d.info.index, d.info.name)));
    volkLoadDeviceTable(&out->vk_, out->handle_);
    out->vk_.vkGetDeviceQueue(out->handle_, d.queue_family, 0, &out->queue_);
    return out;
}

Device::~Device() {
    if (handle_ != VK_NULL_HANDLE) vk_.vkDestroyDevice(handle_, nullptr);
}

bool Device::unified() const {
    const DeviceClass c = physical_.features.device_class;
    if (c != DeviceClass::cpu && c != DeviceClass::integrated) return false;
    constexpr VkMemoryPropertyFlags wanted = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT | VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
                                             VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    for (std::uint32_t i = 0; i < physical_.memory.memoryTypeCount; ++i)
        if ((physical_.memory.memoryTypes[i].propertyFlags & wanted) == wanted) return true;
    return false;
}

} // namespace sfumato::gpu
