// Weights to the device: straight into mapped memory, or through a bounded ring of staging buffers.
#pragma once

#include "gpu/buffer.h"
#include "gpu/commands.h"
#include "gpu/timeline.h"

#include <array>
#include <functional>
#include <memory>

namespace sfumato::gpu {

class Upload {
public:
    struct Options {
        std::uint64_t slot_bytes = 16ull << 20;
        bool force_staging = false;
    };
    Upload(std::shared_ptr<Device> device, std::shared_ptr<Memory> memory, Timeline& timeline, const Options& options)
        : device_(std::move(device)), memory_(std::move(memory)), timeline_(timeline), options_(options) {}
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;
    /// Waits for copies under way, so that the staging memory may go.
    ~Upload() { drain(); }

    /// Fills target[offset, offset + size) with what `fill` writes into a span of `size` bytes. The data is on the
    /// device for every later submit. Errors: out_of_memory, device_lost, device.
    Result<> write(const Buffer& target, std::uint64_t offset, std::uint64_t size,
                   const std::function<void(std::span<std::byte>)>& fill);
    /// Waits for the copies and gives the staging memory back.
    Result<> finish();
    /// Waits for copies under way, whatever happened.
    void drain() noexcept { timeline_.drain(); }
    std::uint64_t slot_bytes() const { return options_.slot_bytes; }

private:
    struct Slot {
        Buffer buffer;
        std::unique_ptr<CommandPool> pool;
        std::uint64_t busy_until = 0; ///< timeline value of its last copy
    };
    Result<Slot*> next_slot(std::uint64_t size);

    std::shared_ptr<Device> device_;
    std::shared_ptr<Memory> memory_;
    Timeline& timeline_;
    Options options_;
    std::array<Slot, 2> slots_;
    std::size_t turn_ = 0;
};

} // namespace sfumato::gpu
