// VK_KHR_cooperative_matrix: whether the device has it and which shape our kernels use.
#pragma once

#include "gpu/device.h"
#include "gpu/later_vulkan.h"

namespace sfumato::gpu {

/// Fills features.matrix when the device multiplies f16 matrices into f32 in subgroups, with everything that the
/// kernels need beside it: Vulkan 1.3, the Vulkan memory model, f16 arithmetic and storage, full subgroups of a
/// required size.
void find_matrix_shape(const Instance& instance, PhysicalDevice& device);

/// The structures that switch all of it on, chained to each other; `head()` goes into VkDeviceCreateInfo's chain.
class MatrixFeatures {
public:
    /// `next` follows in the chain.
    explicit MatrixFeatures(void* next);
    MatrixFeatures(const MatrixFeatures&) = delete;
    MatrixFeatures& operator=(const MatrixFeatures&) = delete;
    void* head() { return &v13_; }

private:
    VkPhysicalDeviceCooperativeMatrixFeaturesKHR matrix_{};
    VkPhysicalDeviceVulkan13Features v13_{};
};

} // namespace sfumato::gpu
