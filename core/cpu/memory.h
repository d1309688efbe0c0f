// Large blocks of host memory, counted and limited, that fail with an Error instead of an exception or a killed
// process.
#pragma once

#include "base/error.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace sfumato::cpu {

/// Bytes held now and at most so far.
struct MemoryUse {
    std::uint64_t now = 0;
    std::uint64_t peak = 0;
};

/// Zeroed pages of the system, page-aligned; huge pages where the system has them.
class Pages {
public:
    Pages() = default;
    Pages(Pages&& other) noexcept { *this = std::move(other); }
    Pages& operator=(Pages&& other) noexcept;
    ~Pages() { release(); }
    std::byte* data() const { return data_; }
    std::uint64_t size() const { return size_; }

private:
    friend class HostMemory;
    void release();
    std::byte* data_ = nullptr;
    std::uint64_t size_ = 0;
    std::shared_ptr<MemoryUse> use_;
};

class HostMemory {
public:
    /// `limit` 0: what the system has available at the time.
    explicit HostMemory(std::uint64_t limit) : limit_(limit), use_(std::make_shared<MemoryUse>()) {}
    /// Error out_of_memory, naming `purpose` and both sizes.
    Result<Pages> allocate(std::uint64_t bytes, std::string_view purpose) const;
    std::uint64_t peak_bytes() const { return use_->peak; }
    /// The limit, or what all of this process may take at present; 0: not known.
    std::uint64_t limit_bytes() const;

private:
    std::uint64_t limit_;
    std::shared_ptr<MemoryUse> use_;
};

/// Bytes that the system could give without swapping (MemAvailable); the largest number when it does not say.
std::uint64_t available_bytes();
/// The same with what all HostMemory of this process holds now, which a next picture would use again. 0: the system
/// does not say.
std::uint64_t usable_bytes();

} // namespace sfumato::cpu
