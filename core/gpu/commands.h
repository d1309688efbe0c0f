// Command buffers: one pool, recorded once, replayed many times.
#pragma once

#include "gpu/device.h"

#include <memory>

namespace sfumato::gpu {

class CommandPool {
public:
    static Result<std::unique_ptr<CommandPool>> create(std::shared_ptr<Device> device);
    CommandPool(const CommandPool&) = delete;
    CommandPool& operator=(const CommandPool&) = delete;
    ~CommandPool();

    /// A new command buffer in recording state, freed with the pool. `once`: it will be submitted a single time.
    Result<VkCommandBuffer> begin(bool once = false);
    Result<> end(VkCommandBuffer commands);
    /// Frees all command buffers; none may be running.
    Result<> clear();

private:
    explicit CommandPool(std::shared_ptr<Device> device) : device_(std::move(device)) {}
    std::shared_ptr<Device> device_;
    VkCommandPool handle_ = VK_NULL_HANDLE;
    std::vector<VkCommandBuffer> buffers_;
};

/// A global memory barrier: `to` waits for `from` and sees what it wrote. Stages: compute, transfer, host.
void barrier(const Device& device, VkCommandBuffer commands, VkPipelineStageFlags from, VkPipelineStageFlags to);

inline constexpr VkPipelineStageFlags stage_compute = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT;
inline constexpr VkPipelineStageFlags stage_transfer = VK_PIPELINE_STAGE_TRANSFER_BIT;
inline constexpr VkPipelineStageFlags stage_host = VK_PIPELINE_STAGE_HOST_BIT;

} // namespace sfumato::gpu
