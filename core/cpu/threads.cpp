#include "cpu/threads.h"

#include "cpu/places.h"

#ifdef _OPENMP
#include <omp.h>
#endif

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace sfumato::cpu {
namespace {

/// Looks at a flag that long before sleeping: some 20 us, what waking a thread takes.
constexpr int glances = 600;

inline void relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

} // namespace

#ifdef _OPENMP
OneThreadScope::OneThreadScope() : before_(omp_get_max_threads()) {
    omp_set_num_threads(1);
}
OneThreadScope::~OneThreadScope() {
    omp_set_num_threads(before_);
}
#else
OneThreadScope::OneThreadScope() : before_(1) {}
OneThreadScope::~OneThreadScope() = default;
#endif

/// Workers enter the open job, take indices until there are none, and leave it. A job ends when its indices are taken
/// and all who entered have left: it never waits for a thread that the system did not wake.
class Threads::Pool {
public:
    explicit Pool(int workers) : wanted_(workers), places_(workers + 1) {}
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    ~Pool() {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
            generation_.fetch_add(1);
        }
        wake_.notify_all();
        for (std::thread& worker : workers_)
            worker.join();
    }

    void run(std::size_t count, Task task, const void* context) {
        while (static_cast<int>(workers_.size()) < wanted_)
            workers_.emplace_back([this, thread = static_cast<int>(workers_.size()) + 1] { work(thread); });
        {
            const std::lock_guard lock(mutex_);
            task_ = task;
            context_ = context;
            count_ = count;
            next_.store(0);
            open_ = true;
            generation_.fetch_add(1);
        }
        wake_.notify_all();
        take(0);
        std::unique_lock lock(mutex_);
        open_ = false;
        if (inside_.load() == 0) return;
        lock.unlock();
        for (int i = 0; i < glances && inside_.load() > 0; ++i)
            relax();
        lock.lock();
        left_.wait(lock, [this] { return inside_.load() == 0; });
    }

private:
    void take(int thread) {
        for (std::size_t i = next_.fetch_add(1); i < count_; i = next_.fetch_add(1)) {
            places_.enter(thread); // before each, since the system may have brought it to another's side meanwhile
            task_(context_, i, thread);
        }
        places_.leave(thread);
    }

    void work(int thread) {
        const OneThreadScope alone;
        std::uint64_t seen = 0;
        for (;;) {
            for (int i = 0; i < glances && generation_.load() == seen; ++i)
                relax();
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [&] { return generation_.load() != seen; });
            seen = generation_.load();
            if (stop_) return;
            if (!open_) continue;
            inside_.fetch_add(1);
            lock.unlock();
            take(thread);
            lock.lock();
            if (inside_.fetch_sub(1) == 1) left_.notify_one();
        }
    }

    const int wanted_;
    Places places_;
    std::vector<std::thread> workers_;
    std::mutex mutex_;
    std::condition_variable wake_, left_;
    std::atomic<std::uint64_t> generation_ = 0; ///< of jobs; written under the mutex
    std::atomic<std::size_t> next_ = 0;         ///< index of the job that nobody took yet
    std::atomic<int> inside_ = 0;               ///< workers in the job; written under the mutex
    bool open_ = false, stop_ = false;
    Task task_ = nullptr;
    const void* context_ = nullptr;
    std::size_t count_ = 0;
};

Threads::Threads(int count) : count_(std::max(1, count)) {
    if (count_ > 1) pool_ = std::make_shared<Pool>(count_ - 1);
}

void Threads::run(std::size_t count, Task task, const void* context) const {
    if (pool_ && count > 1) return pool_->run(count, task, context);
    for (std::size_t i = 0; i < count; ++i)
        task(context, i, 0);
}

} // namespace sfumato::cpu
