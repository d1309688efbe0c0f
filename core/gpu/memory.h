// Device memory by intent: blocks from the driver, cut up by a free list.
#pragma once

#include "gpu/device.h"
#include "gpu/free_list.h"

#include <array>
#include <list>
#include <memory>
#include <string>

namespace sfumato::gpu {

/// What memory is for decides where it lives.
enum class Intent : std::uint8_t {
    device,   ///< weights and activations; mapped too where the device is unified
    upload,   ///< written by the host, read by copies
    readback, ///< written by copies, read by the host
};

/// One vkAllocateMemory and the one buffer that spans it.
struct MemoryBlock {
    Intent intent = Intent::device;
    VkDeviceMemory memory = VK_NULL_HANDLE;
    VkBuffer buffer = VK_NULL_HANDLE;
    VkDeviceAddress address = 0;
    std::byte* mapped = nullptr; ///< null where the host cannot see it
    FreeList free{0};
};

struct MemoryStats {
    std::uint64_t block_bytes = 0; ///< held from the driver
    std::uint64_t used_bytes = 0;  ///< handed out
    std::uint64_t peak_bytes = 0;  ///< most block_bytes so far
    std::uint32_t blocks = 0;
    std::uint32_t allocations = 0; ///< handed out now
};

struct MemoryOptions {
    std::uint64_t block_bytes = 64ull << 20;     ///< of device intent; larger requests get a block of their own
    std::uint64_t host_block_bytes = 4ull << 20; ///< of the other intents
    std::uint32_t fail_allocation = 0;           ///< n > 0: the n-th take() fails as if memory were exhausted
};

/// Not thread-safe; used by the thread that owns the executor. Outlives all Buffers made from it.
class Memory {
public:
    struct Slice {
        MemoryBlock* block = nullptr;
        std::uint64_t offset = 0;
        std::uint64_t size = 0;
    };

    Memory(std::shared_ptr<Device> device, const MemoryOptions& options)
        : device_(std::move(device)), options_(options) {}
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    ~Memory();

    /// `purpose` names the content in errors ("weights"). Errors: out_of_memory, naming the size, the heap and what is
    /// in use; device.
    Result<Slice> take(Intent intent, std::uint64_t size, std::string_view purpose);
    void give(const Slice& slice);
    MemoryStats stats(Intent intent) const { return stats_[static_cast<std::size_t>(intent)]; }
    /// Bytes of device intent that this process may hold at present without crowding others out: what the driver says,
    /// else the size of the heap.
    std::uint64_t budget() const;
    const Device& device() const { return *device_; }

private:
    Result<MemoryBlock*> add_block(Intent intent, std::uint64_t size, std::string_view purpose);
    /// Fills `block`; what it made before a failure is cleaned up by destroy_block.
    VkResult create_block(MemoryBlock& block, std::uint64_t size);
    void destroy_block(MemoryBlock& block);
    std::optional<std::uint32_t> memory_type(Intent intent, std::uint32_t allowed) const;
    /// Number of the heap that memory of `intent` comes from.
    std::uint32_t heap_of(Intent intent) const;
    tl::unexpected<Error> exhausted(Intent intent, std::uint64_t size, std::string_view purpose,
                                    std::string_view why) const;

    std::shared_ptr<Device> device_;
    MemoryOptions options_;
    std::list<MemoryBlock> blocks_;
    std::array<MemoryStats, 3> stats_{};
    std::uint32_t takes_ = 0;
};

} // namespace sfumato::gpu
