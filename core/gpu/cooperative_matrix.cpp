#include "gpu/cooperative_matrix.h"

#include <algorithm>

namespace sfumato::gpu {
namespace {

constexpr std::uint32_t vendor_intel = 0x8086;

bool has_needed_features(const Instance& instance, VkPhysicalDevice device) {
    VkPhysicalDeviceCooperativeMatrixFeaturesKHR matrix{};
    matrix.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_KHR;
    VkPhysicalDeviceVulkan13Features v13{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES, &matrix};
    VkPhysicalDeviceVulkan12Features v12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, &v13};
    VkPhysicalDeviceVulkan11Features v11{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, &v12};
    VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &v11};
    instance.vk().vkGetPhysicalDeviceFeatures2(device, &features);
    return matrix.cooperativeMatrix == VK_TRUE && v13.subgroupSizeControl == VK_TRUE &&
           v13.computeFullSubgroups == VK_TRUE && v12.vulkanMemoryModel == VK_TRUE && v12.shaderFloat16 == VK_TRUE &&
           v11.storageBuffer16BitAccess == VK_TRUE;
}

constexpr std::uint32_t largest_workgroup = 256; ///< of the kernels

/// The size that subgroups are required to have; 0 where it cannot be required. Intel's matrix units work on its
/// smallest subgroups, other vendors' on the size that they report.
std::uint32_t required_subgroup_size(const Instance& instance, const PhysicalDevice& d) {
    VkPhysicalDeviceVulkan13Properties v13{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_PROPERTIES};
    VkPhysicalDeviceProperties2 properties{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &v13};
    instance.vk().vkGetPhysicalDeviceProperties2(d.handle, &properties);
    if ((v13.requiredSubgroupSizeStages & VK_SHADER_STAGE_COMPUTE_BIT) == 0) return 0;
    const std::uint32_t wanted = d.properties.vendorID == vendor_intel ? v13.minSubgroupSize : d.features.subgroup_size;
    const std::uint32_t size = std::clamp(wanted, v13.minSubgroupSize, v13.maxSubgroupSize);
    if (static_cast<std::uint64_t>(size) * v13.maxComputeWorkgroupSubgroups < largest_workgroup) return 0;
    // Lavapipe 26.1 at 512 bits, subgroups of 16, crashes when it compiles matrices.
    return d.info.device_class == DeviceClass::cpu && size > 8 ? 0 : size;
}

std::vector<VkCooperativeMatrixPropertiesKHR> list_shapes(const Instance& instance, VkPhysicalDevice device) {
    const auto query = instance.vk().vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR;
    std::uint32_t count = 0;
    if (query == nullptr || query(device, &count, nullptr) != VK_SUCCESS) return {};
    VkCooperativeMatrixPropertiesKHR empty{};
    empty.sType = VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_KHR;
    std::vector<VkCooperativeMatrixPropertiesKHR> shapes(count, empty);
    if (query(device, &count, shapes.data()) < VK_SUCCESS) return {};
    shapes.resize(count);
    return shapes;
}

bool usable(const VkCooperativeMatrixPropertiesKHR& s) {
    const auto fits = [](std::uint32_t size) { return size == 8 || size == 16 || size == 32; };
    return s.AType == VK_COMPONENT_TYPE_FLOAT16_KHR && s.BType == VK_COMPONENT_TYPE_FLOAT16_KHR &&
           s.CType == VK_COMPONENT_TYPE_FLOAT32_KHR && s.ResultType == VK_COMPONENT_TYPE_FLOAT32_KHR &&
           s.scope == VK_SCOPE_SUBGROUP_KHR && s.saturatingAccumulation == VK_FALSE && fits(s.MSize) && fits(s.NSize) &&
           fits(s.KSize);
}

} // namespace

void find_matrix_shape(const Instance& instance, PhysicalDevice& d) {
    if (std::min(d.properties.apiVersion, instance.api_version()) < VK_API_VERSION_1_3) return;
    if (!has_needed_features(instance, d.handle)) return;
    const std::uint32_t subgroup = required_subgroup_size(instance, d);
    if (subgroup == 0) return;
    // The shape nearest to a cube of 16, which most devices offer; drivers list their favourite first.
    std::uint32_t best = 0;
    for (const auto& s : list_shapes(instance, d.handle)) {
        const std::uint32_t score = !usable(s) ? 0 : s.MSize == 16 && s.NSize == 16 && s.KSize == 16 ? 2 : 1;
        if (score <= best) continue;
        best = score;
        d.features.matrix = {s.MSize, s.NSize, s.KSize, subgroup};
    }
}

MatrixFeatures::MatrixFeatures(void* next) {
    matrix_.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_KHR;
    matrix_.pNext = next;
    matrix_.cooperativeMatrix = VK_TRUE;
    v13_.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES;
    v13_.pNext = &matrix_;
    v13_.subgroupSizeControl = VK_TRUE;
    v13_.computeFullSubgroups = VK_TRUE;
}

} // namespace sfumato::gpu
