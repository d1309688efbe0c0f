#include "cpu/memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <limits>

namespace sfumato::cpu {
namespace {

std::atomic<std::uint64_t> held_by_all = 0; ///< bytes of all Pages of this process

} // namespace

Pages& Pages::operator=(Pages&& other) noexcept {
    if (this == &other) return *this;
    release();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    use_ = std::move(other.use_);
    return *this;
}

void Pages::release() {
    if (data_ == nullptr) return;
    munmap(data_, size_);
    use_->now -= size_;
    held_by_all -= size_;
    data_ = nullptr;
}

std::uint64_t available_bytes() {
    constexpr auto unknown = std::numeric_limits<std::uint64_t>::max();
    std::FILE* file = std::fopen("/proc/meminfo", "re");
    if (file == nullptr) return unknown;
    char line[256];
    unsigned long long kibibytes = 0;
    bool found = false;
    while (!found && std::fgets(line, sizeof line, file) != nullptr)
        found = std::sscanf(line, "MemAvailable: %llu", &kibibytes) == 1;
    std::fclose(file);
    return found ? static_cast<std::uint64_t>(kibibytes) * 1024 : unknown;
}

std::uint64_t usable_bytes() {
    const std::uint64_t left = available_bytes();
    return left == std::numeric_limits<std::uint64_t>::max() ? 0 : left + held_by_all;
}

std::uint64_t HostMemory::limit_bytes() const {
    return limit_ > 0 ? limit_ : usable_bytes();
}

Result<Pages> HostMemory::allocate(std::uint64_t bytes, std::string_view purpose) const {
    constexpr std::uint64_t page = 4096, worth_asking = 1ull << 20; // asking the system for each bias would take longer
    const std::uint64_t size = std::max<std::uint64_t>((bytes + page - 1) / page * page, page);
    const std::uint64_t left = limit_ > 0             ? limit_ - std::min(limit_, use_->now)
                               : size >= worth_asking ? available_bytes()
                                                      : std::numeric_limits<std::uint64_t>::max();
    if (size > left)
        return fail(ErrorCode::out_of_memory, "{} needs {} MiB of memory, but only {} MiB are available", purpose,
                    (size >> 20) + 1, left >> 20);
    void* const at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        return fail(ErrorCode::out_of_memory, "{}: the system refused {} MiB of memory", purpose, (size >> 20) + 1);
    madvise(at, size, MADV_HUGEPAGE); // a hint: systems without huge pages are only slower
    Pages pages;
    pages.data_ = static_cast<std::byte*>(at);
    pages.size_ = size;
    pages.use_ = use_;
    use_->now += size;
    held_by_all += size;
    use_->peak = std::max(use_->peak, use_->now);
    return pages;
}

} // namespace sfumato::cpu
