#include "gpu/upload.h"

#include <algorithm>

namespace sfumato::gpu {

Result<Upload::Slot*> Upload::next_slot(std::uint64_t size) {
    Slot& slot = slots_[turn_];
    turn_ = (turn_ + 1) % slots_.size();
    SF_CHECK(timeline_.wait(slot.busy_until));
    if (!slot.pool) {
        SF_TRY(slot.pool, CommandPool::create(device_));
    }
    SF_CHECK(slot.pool->clear());
    if (!slot.buffer || slot.buffer.size() < size) {
        slot.buffer = Buffer();
        SF_TRY(slot.buffer, Buffer::create(memory_, Intent::upload, std::max(size, options_.slot_bytes), "staging"));
    }
    return &slot;
}

Result<> Upload::write(const Buffer& target, std::uint64_t offset, std::uint64_t size,
                       const std::function<void(std::span<std::byte>)>& fill) {
    expect(offset + size <= target.size(), "Upload: write past the end of its target");
    SF_CHECK(timeline_.check());
    if (!target.mapped().empty() && !options_.force_staging) {
        fill(target.mapped().subspan(offset, size));
        return {};
    }
    SF_TRY(Slot * slot, next_slot(size));
    fill(slot->buffer.mapped().first(size));
    SF_TRY(const VkCommandBuffer commands, slot->pool->begin(true));
    const VkBufferCopy region{slot->buffer.offset(), target.offset() + offset, size};
    device_->vk().vkCmdCopyBuffer(commands, slot->buffer.handle(), target.handle(), 1, &region);
    barrier(*device_, commands, stage_transfer, stage_compute | stage_transfer);
    SF_CHECK(slot->pool->end(commands));
    SF_TRY(slot->busy_until, timeline_.submit(commands));
    return {};
}

Result<> Upload::finish() {
    for (Slot& slot : slots_) {
        SF_CHECK(timeline_.wait(slot.busy_until));
        slot = Slot();
    }
    return {};
}

} // namespace sfumato::gpu
