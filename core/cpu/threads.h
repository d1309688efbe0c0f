// Threads of this folder. They wait asleep, unlike OpenMP's, which spin and so take a busy machine's time; oneDNN runs
// each of its primitives on the one thread that calls it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

namespace sfumato::cpu {

/// A handle of a pool of threads; copies share it. One parallel_for() at a time, from one thread.
class Threads {
public:
    /// `count` threads with the calling one. They begin when they are first needed.
    explicit Threads(int count);
    int count() const { return count_; }

    using Task = void (*)(const void* context, std::size_t index, int thread);
    /// Calls task(context, index, thread) for every index in [0, count), on the calling thread and those that wake in
    /// time to help.
    void run(std::size_t count, Task task, const void* context) const;

private:
    class Pool;
    int count_;
    std::shared_ptr<Pool> pool_; ///< empty: the calling thread alone
};

/// Within this scope oneDNN runs on the calling thread alone.
class OneThreadScope {
public:
    OneThreadScope();
    OneThreadScope(const OneThreadScope&) = delete;
    OneThreadScope& operator=(const OneThreadScope&) = delete;
    ~OneThreadScope();

private:
    int before_;
};

/// Calls body(index, thread) for every index in [0, count). Which thread takes which index is open, so results must not
/// depend on it; `thread` (below threads.count()) is for scratch alone.
template <class Body> void parallel_for(const Threads& threads, std::size_t count, const Body& body) {
    threads.run(
        count,
        [](const void* context, std::size_t index, int thread) { (*static_cast<const Body*>(context))(index, thread); },
        &body);
}

/// Calls body(begin, end) on pieces of [0, count) of `piece` elements, the last one shorter.
template <class Body>
void parallel_pieces(const Threads& threads, std::size_t count, std::size_t piece, const Body& body) {
    parallel_for(threads, (count + piece - 1) / piece,
                 [&](std::size_t i, int) { body(i * piece, std::min(count, (i + 1) * piece)); });
}

} // namespace sfumato::cpu
