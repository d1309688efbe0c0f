// Which processors the threads of a pool work on.
#pragma once

#include <atomic>
#include <chrono>
#include <vector>

namespace sfumato::cpu {

/// Some systems let two threads share one processor for seconds while another is idle (seen in virtual machines whose
/// processors seem to have no cache in common). So a thread that finds itself on the processor of another one of its
/// pool moves to one that none of them uses; after that the system may move it as it likes.
class Places {
public:
    explicit Places(int threads);

    /// The calling thread, the `thread`-th of the pool, begins a piece of work. Thread 0, the caller's own, never
    /// moves, others only to where the calling thread is allowed to be, and what it is allowed stays as it was.
    void enter(int thread);
    /// It has done its work and will sleep.
    void leave(int thread);

private:
    struct Place {
        std::atomic<int> cpu;
        std::chrono::steady_clock::time_point moved; ///< of its thread alone
    };

    bool is_shared(int thread, int cpu) const;
    void move(int thread);

    std::vector<Place> places_; ///< by thread
};

} // namespace sfumato::cpu
