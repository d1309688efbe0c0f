#include "gpu/profile.h"

namespace sfumato::gpu {

Result<std::unique_ptr<Profile>> Profile::create(std::shared_ptr<Device> device, std::uint32_t steps) {
    if (device->physical().timestamp_bits == 0)
        return fail(ErrorCode::unsupported, "{}: cannot profile: its compute queue has no timestamps",
                    device->physical().info.name);
    std::unique_ptr<Profile> out(new Profile(std::move(device), steps));
    VkQueryPoolCreateInfo info{VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO};
    info.queryType = VK_QUERY_TYPE_TIMESTAMP;
    info.queryCount = 2 * steps;
    SF_CHECK(vk_check(out->device_->vk().vkCreateQueryPool(out->device_->handle(), &info, nullptr, &out->pool_),
                      "cannot create a query pool"));
    return out;
}

Profile::~Profile() {
    device_->vk().vkDestroyQueryPool(device_->handle(), pool_, nullptr);
}

void Profile::reset(VkCommandBuffer commands) const {
    device_->vk().vkCmdResetQueryPool(commands, pool_, 0, 2 * steps_);
}

void Profile::mark_begin(VkCommandBuffer commands, std::uint32_t step) const {
    device_->vk().vkCmdWriteTimestamp(commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, pool_, 2 * step);
}

void Profile::mark_end(VkCommandBuffer commands, std::uint32_t step) const {
    device_->vk().vkCmdWriteTimestamp(commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, pool_, 2 * step + 1);
}

Result<std::vector<double>> Profile::read() const {
    std::vector<std::uint64_t> ticks(2ull * steps_);
    SF_CHECK(vk_check(device_->vk().vkGetQueryPoolResults(device_->handle(), pool_, 0, 2 * steps_, ticks.size() * 8,
                                                          ticks.data(), 8,
                                                          VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
                      "cannot read timestamps"));
    const PhysicalDevice& physical = device_->physical();
    // Counters narrower than 64 bits wrap; the difference within the mask is right across one wrap.
    const std::uint64_t mask = physical.timestamp_bits >= 64 ? ~0ull : (1ull << physical.timestamp_bits) - 1;
    std::vector<double> out(steps_);
    for (std::uint32_t i = 0; i < steps_; ++i)
        out[i] = static_cast<double>((ticks[2 * i + 1] - ticks[2 * i]) & mask) *
                 static_cast<double>(physical.properties.limits.timestampPeriod) * 1e-6;
    return out;
}

} // namespace sfumato::gpu
