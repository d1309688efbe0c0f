// Threads: OpenMP's, which are oneDNN's too, so that two pools do not fight for the processors.
#pragma once

#ifdef _OPENMP
#include <omp.h>
#endif

#include <algorithm>
#include <cstddef>

namespace sfumato::cpu {

/// oneDNN asks OpenMP how many threads to use; within this scope it is told `threads`.
class ThreadScope {
public:
#ifdef _OPENMP
    explicit ThreadScope(int threads) : before_(omp_get_max_threads()) {
        omp_set_num_threads(threads);
    }
    ThreadScope(const ThreadScope&) = delete;
    ThreadScope& operator=(const ThreadScope&) = delete;
    ~ThreadScope() {
        omp_set_num_threads(before_);
    }

private:
    int before_;
#else
    explicit ThreadScope(int) {}
#endif
};

/// Calls body(index, thread) for every index in [0, count). Which thread takes which index is open, so results must not
/// depend on it; `thread` (below `threads`) is for scratch alone.
template <class Body> void parallel_for([[maybe_unused]] int threads, std::size_t count, const Body& body) {
#ifdef _OPENMP
    if (threads > 1 && count > 1) {
#pragma omp parallel for num_threads(threads) schedule(dynamic)
        for (std::size_t i = 0; i < count; ++i)
            body(i, omp_get_thread_num());
        return;
    }
#endif
    for (std::size_t i = 0; i < count; ++i)
        body(i, 0);
}

/// Calls body(begin, end) on pieces of [0, count) of `piece` elements, the last one shorter.
template <class Body> void parallel_pieces(int threads, std::size_t count, std::size_t piece, const Body& body) {
    parallel_for(threads, (count + piece - 1) / piece,
                 [&](std::size_t i, int) { body(i * piece, std::min(count, (i + 1) * piece)); });
}

} // namespace sfumato::cpu
