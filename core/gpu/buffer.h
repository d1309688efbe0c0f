// A range of device memory that gives itself back.
#pragma once

#include "gpu/memory.h"

#include <memory>
#include <span>
#include <utility>

namespace sfumato::gpu {

class Buffer {
public:
    Buffer() = default;
    static Result<Buffer> create(std::shared_ptr<Memory> memory, Intent intent, std::uint64_t size,
                                 std::string_view purpose) {
        SF_TRY(const Memory::Slice slice, memory->take(intent, size, purpose));
        return Buffer(std::move(memory), slice);
    }
    Buffer(Buffer&& other) noexcept : memory_(std::move(other.memory_)), slice_(std::exchange(other.slice_, {})) {}
    Buffer& operator=(Buffer&& other) noexcept {
        std::swap(memory_, other.memory_);
        std::swap(slice_, other.slice_);
        return *this;
    }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() {
        if (slice_.block != nullptr) memory_->give(slice_);
    }

    explicit operator bool() const { return slice_.block != nullptr; }
    std::uint64_t size() const { return slice_.size; }
    VkBuffer handle() const { return slice_.block->buffer; }
    /// Where this range starts in handle().
    std::uint64_t offset() const { return slice_.offset; }
    /// Device address; device intent only.
    VkDeviceAddress address() const { return slice_.block->address + slice_.offset; }
    /// The bytes as the host sees them; empty where it cannot.
    std::span<std::byte> mapped() const {
        if (slice_.block->mapped == nullptr) return {};
        return {slice_.block->mapped + slice_.offset, slice_.size};
    }

private:
    Buffer(std::shared_ptr<Memory> memory, const Memory::Slice& slice) : memory_(std::move(memory)), slice_(slice) {}
    std::shared_ptr<Memory> memory_;
    Memory::Slice slice_;
};

} // namespace sfumato::gpu
