#include "gpu/memory.h"

#include <span>

namespace sfumato::gpu {
namespace {

constexpr VkMemoryPropertyFlags local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
/// Host memory is always coherent here, so nothing ever needs flushing.
constexpr VkMemoryPropertyFlags host = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
constexpr VkMemoryPropertyFlags cached = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;

std::string_view intent_name(Intent intent) {
    switch (intent) {
    case Intent::device: return "device";
    case Intent::upload: return "upload";
    default: return "readback";
    }
}

/// Property flags to look for, the best first. The last of each list exists on every conforming device.
std::span<const VkMemoryPropertyFlags> wishes(Intent intent, bool unified) {
    static constexpr VkMemoryPropertyFlags device_unified[] = {local | host | cached, local | host, local, 0};
    static constexpr VkMemoryPropertyFlags device_own[] = {local, 0};
    // Cached for uploads too: packing weights scatters its writes, which is slow on write-combined memory.
    static constexpr VkMemoryPropertyFlags on_host[] = {host | cached, host};
    if (intent != Intent::device) return on_host;
    if (unified) return device_unified;
    return device_own;
}

double mib(std::uint64_t bytes) {
    return static_cast<double>(bytes) / (1 << 20);
}

} // namespace

Memory::~Memory() {
    for (MemoryBlock& block : blocks_)
        destroy_block(block);
}

Result<Memory::Slice> Memory::take(Intent intent, std::uint64_t size, std::string_view purpose) {
    MemoryStats& stats = stats_[static_cast<std::size_t>(intent)];
    if (++takes_ == options_.fail_allocation) return exhausted(intent, size, purpose, "failure asked for by a test");
    const std::uint64_t limit = device_->physical().features.max_allocation;
    if (FreeList::rounded(size) > limit)
        return exhausted(intent, size, purpose, fmt::format("the device allows {:.1f} MiB per allocation", mib(limit)));
    const auto hand_out = [&](MemoryBlock& block, std::uint64_t offset) {
        stats.used_bytes += FreeList::rounded(size);
        ++stats.allocations;
        return Slice{&block, offset, size};
    };
    for (MemoryBlock& block : blocks_)
        if (block.intent == intent)
            if (const auto offset = block.free.take(size)) return hand_out(block, *offset);
    SF_TRY(MemoryBlock * block, add_block(intent, FreeList::rounded(size), purpose));
    const auto offset = block->free.take(size);
    expect(offset.has_value(), "Memory: a new block has no room");
    return hand_out(*block, *offset);
}

void Memory::give(const Slice& slice) {
    MemoryBlock& block = *slice.block;
    MemoryStats& stats = stats_[static_cast<std::size_t>(block.intent)];
    block.free.give(slice.offset, slice.size);
    stats.used_bytes -= FreeList::rounded(slice.size);
    --stats.allocations;
    if (!block.free.empty()) return;
    stats.block_bytes -= block.free.size();
    --stats.blocks;
    destroy_block(block);
    blocks_.remove_if([&](const MemoryBlock& b) { return &b == &block; });
}

Result<MemoryBlock*> Memory::add_block(Intent intent, std::uint64_t size, std::string_view purpose) {
    MemoryStats& stats = stats_[static_cast<std::size_t>(intent)];
    const std::uint64_t usual =
        std::min(intent == Intent::device ? options_.block_bytes : options_.host_block_bytes,
                 device_->physical().features.max_allocation / FreeList::granule * FreeList::granule);
    // Requests above half a block get their own, so that giving them back frees their memory.
    std::uint64_t wanted = size > usual / 2 ? size : usual;
    MemoryBlock block;
    block.intent = intent;
    VkResult result = create_block(block, wanted);
    const auto is_exhausted = [&] {
        return result == VK_ERROR_OUT_OF_DEVICE_MEMORY || result == VK_ERROR_OUT_OF_HOST_MEMORY;
    };
    if (is_exhausted() && wanted > size) { // what was really asked for may still fit
        destroy_block(block);
        wanted = size;
        result = create_block(block, wanted);
    }
    if (result != VK_SUCCESS) {
        destroy_block(block);
        if (is_exhausted()) return exhausted(intent, size, purpose, vk_result_name(result));
        return vk_fail(result,
                       fmt::format("cannot allocate {} bytes of {} memory for {}", size, intent_name(intent), purpose));
    }
    block.free = FreeList(wanted);
    blocks_.push_back(std::move(block));
    stats.block_bytes += wanted;
    stats.peak_bytes = std::max(stats.peak_bytes, stats.block_bytes);
    ++stats.blocks;
    return &blocks_.back();
}

VkResult Memory::create_block(MemoryBlock& block, std::uint64_t size) {
    const VolkDeviceTable& vk = device_->vk();
    VkBufferCreateInfo buffer{VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
    buffer.size = size;
    buffer.usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT;
    const bool has_address = block.intent == Intent::device;
    if (has_address) buffer.usage |= VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
    if (const VkResult r = vk.vkCreateBuffer(device_->handle(), &buffer, nullptr, &block.buffer); r != VK_SUCCESS)
        return r;
    VkMemoryRequirements needs{};
    vk.vkGetBufferMemoryRequirements(device_->handle(), block.buffer, &needs);
    const auto type = memory_type(block.intent, needs.memoryTypeBits);
    if (!type) return VK_ERROR_FEATURE_NOT_PRESENT;
    VkMemoryAllocateFlagsInfo flags{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO};
    flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;
    VkMemoryAllocateInfo info{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO, has_address ? &flags : nullptr};
    info.allocationSize = needs.size;
    info.memoryTypeIndex = *type;
    if (const VkResult r = vk.vkAllocateMemory(device_->handle(), &info, nullptr, &block.memory); r != VK_SUCCESS)
        return r;
    if (const VkResult r = vk.vkBindBufferMemory(device_->handle(), block.buffer, block.memory, 0); r != VK_SUCCESS)
        return r;
    const VkMemoryPropertyFlags properties = device_->physical().memory.memoryTypes[*type].propertyFlags;
    if ((properties & host) == host && (block.intent != Intent::device || device_->unified())) {
        void* mapped = nullptr;
        const VkResult r = vk.vkMapMemory(device_->handle(), block.memory, 0, VK_WHOLE_SIZE, 0, &mapped);
        if (r != VK_SUCCESS) return r;
        block.mapped = static_cast<std::byte*>(mapped);
    }
    if (has_address) {
        VkBufferDeviceAddressInfo address{VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO};
        address.buffer = block.buffer;
        block.address = vk.vkGetBufferDeviceAddress(device_->handle(), &address);
    }
    return VK_SUCCESS;
}

void Memory::destroy_block(MemoryBlock& block) {
    device_->vk().vkDestroyBuffer(device_->handle(), block.buffer, nullptr);
    device_->vk().vkFreeMemory(device_->handle(), block.memory, nullptr);
    block.buffer = VK_NULL_HANDLE;
    block.memory = VK_NULL_HANDLE;
}

std::optional<std::uint32_t> Memory::memory_type(Intent intent, std::uint32_t allowed) const {
    const VkPhysicalDeviceMemoryProperties& memory = device_->physical().memory;
    for (const VkMemoryPropertyFlags wish : wishes(intent, device_->unified()))
        for (std::uint32_t i = 0; i < memory.memoryTypeCount; ++i)
            if ((allowed >> i & 1) != 0 && (memory.memoryTypes[i].propertyFlags & wish) == wish) return i;
    return std::nullopt;
}

std::uint32_t Memory::heap_of(Intent intent) const {
    const auto type = memory_type(intent, ~0u); // there is always one: the last wish is met everywhere
    return type ? device_->physical().memory.memoryTypes[*type].heapIndex : 0;
}

std::uint64_t Memory::budget() const {
    const std::uint32_t heap = heap_of(Intent::device);
    if (!device_->physical().memory_budget) return device_->physical().memory.memoryHeaps[heap].size;
    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
    VkPhysicalDeviceMemoryProperties2 memory{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2, &budget};
    device_->instance().vk().vkGetPhysicalDeviceMemoryProperties2(device_->physical().handle, &memory);
    return budget.heapBudget[heap];
}

tl::unexpected<Error> Memory::exhausted(Intent intent, std::uint64_t size, std::string_view purpose,
                                        std::string_view why) const {
    const std::uint32_t heap = heap_of(intent);
    std::uint64_t in_use = 0;
    for (const MemoryStats& s : stats_)
        in_use += s.block_bytes;
    return fail(
        ErrorCode::out_of_memory,
        "{}: cannot allocate {:.1f} MiB of {} memory for {} from heap {} ({:.0f} MiB): {}; {:.1f} MiB are in use here",
        device_->physical().info.name, mib(size), intent_name(intent), purpose, heap,
        mib(device_->physical().memory.memoryHeaps[heap].size), why, mib(in_use));
}

} // namespace sfumato::gpu
