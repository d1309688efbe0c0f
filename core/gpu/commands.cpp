#include "gpu/commands.h"

namespace sfumato::gpu {
namespace {

VkAccessFlags reads_of(VkPipelineStageFlags stages) {
    VkAccessFlags access = 0;
    if (stages & stage_compute) access |= VK_ACCESS_SHADER_READ_BIT;
    if (stages & stage_transfer) access |= VK_ACCESS_TRANSFER_READ_BIT;
    if (stages & stage_host) access |= VK_ACCESS_HOST_READ_BIT;
    return access;
}

VkAccessFlags writes_of(VkPipelineStageFlags stages) {
    VkAccessFlags access = 0;
    if (stages & stage_compute) access |= VK_ACCESS_SHADER_WRITE_BIT;
    if (stages & stage_transfer) access |= VK_ACCESS_TRANSFER_WRITE_BIT;
    if (stages & stage_host) access |= VK_ACCESS_HOST_WRITE_BIT;
    return access;
}

} // namespace

Result<std::unique_ptr<CommandPool>> CommandPool::create(std::shared_ptr<Device> device) {
    std::unique_ptr<CommandPool> out(new CommandPool(std::move(device)));
    VkCommandPoolCreateInfo info{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    info.queueFamilyIndex = out->device_->physical().queue_family;
    SF_CHECK(vk_check(out->device_->vk().vkCreateCommandPool(out->device_->handle(), &info, nullptr, &out->handle_),
                      "cannot create a command pool"));
    return out;
}

CommandPool::~CommandPool() {
    device_->vk().vkDestroyCommandPool(device_->handle(), handle_, nullptr);
}

Result<VkCommandBuffer> CommandPool::begin(bool once) {
    VkCommandBufferAllocateInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
    info.commandPool = handle_;
    info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    info.commandBufferCount = 1;
    VkCommandBuffer commands = VK_NULL_HANDLE;
    SF_CHECK(vk_check(device_->vk().vkAllocateCommandBuffers(device_->handle(), &info, &commands),
                      "cannot allocate a command buffer"));
    buffers_.push_back(commands);
    VkCommandBufferBeginInfo begin_info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    if (once) begin_info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    SF_CHECK(vk_check(device_->vk().vkBeginCommandBuffer(commands, &begin_info), "cannot begin a command buffer"));
    return commands;
}

Result<> CommandPool::end(VkCommandBuffer commands) {
    return vk_check(device_->vk().vkEndCommandBuffer(commands), "cannot finish a command buffer");
}

Result<> CommandPool::clear() {
    if (!buffers_.empty())
        device_->vk().vkFreeCommandBuffers(device_->handle(), handle_, static_cast<std::uint32_t>(buffers_.size()),
                                           buffers_.data());
    buffers_.clear();
    return vk_check(device_->vk().vkResetCommandPool(device_->handle(), handle_, 0), "cannot reset a command pool");
}

void barrier(const Device& device, VkCommandBuffer commands, VkPipelineStageFlags from, VkPipelineStageFlags to) {
    VkMemoryBarrier info{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    info.srcAccessMask = writes_of(from);
    info.dstAccessMask = reads_of(to) | writes_of(to);
    device.vk().vkCmdPipelineBarrier(commands, from, to, 0, 1, &info, 0, nullptr, 0, nullptr);
}

} // namespace sfumato::gpu
