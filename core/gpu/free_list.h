// Which parts of a block of memory are free: pure arithmetic, so that it can be tested without a device.
#pragma once

#include "base/expect.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

namespace sfumato::gpu {

class FreeList {
public:
    /// Sizes and offsets are rounded up to this many bytes: enough for every alignment that Vulkan's buffers ask for.
    static constexpr std::uint64_t granule = 256;
    static std::uint64_t rounded(std::uint64_t size) {
        return (std::max(size, std::uint64_t(1)) + granule - 1) / granule * granule;
    }

    explicit FreeList(std::uint64_t size) : size_(size) { free_.emplace(0, size); }

    /// Offset of `size` bytes (rounded up) in the smallest hole that fits, or nothing.
    std::optional<std::uint64_t> take(std::uint64_t size) {
        size = rounded(size);
        auto best = free_.end();
        for (auto hole = free_.begin(); hole != free_.end(); ++hole)
            if (hole->second >= size && (best == free_.end() || hole->second < best->second)) best = hole;
        if (best == free_.end()) return std::nullopt;
        const auto [offset, length] = *best;
        free_.erase(best);
        if (length > size) free_.emplace(offset + size, length - size);
        return offset;
    }

    /// Gives back what take() handed out; joins it with the holes beside it.
    void give(std::uint64_t offset, std::uint64_t size) {
        size = rounded(size);
        expect(offset + size <= size_, "FreeList: range outside of the block");
        auto after = free_.lower_bound(offset);
        expect(after == free_.end() || offset + size <= after->first, "FreeList: range is free already");
        if (after != free_.begin()) {
            const auto before = std::prev(after);
            expect(before->first + before->second <= offset, "FreeList: range is free already");
            if (before->first + before->second == offset) {
                offset = before->first;
                size += before->second;
                free_.erase(before);
            }
        }
        if (after != free_.end() && offset + size == after->first) {
            size += after->second;
            free_.erase(after);
        }
        free_.emplace(offset, size);
    }

    bool empty() const { return free_.size() == 1 && free_.begin()->second == size_; }
    std::size_t holes() const { return free_.size(); }
    std::uint64_t size() const { return size_; }
    std::uint64_t free_bytes() const {
        std::uint64_t sum = 0;
        for (const auto& [offset, length] : free_)
            sum += length;
        return sum;
    }

private:
    std::uint64_t size_;
    std::map<std::uint64_t, std::uint64_t> free_; ///< offset -> length, never touching each other
};

} // namespace sfumato::gpu
