#include "background_engine.h"

#include <sys/resource.h>

#include <thread>
#include <utility>

namespace sfumato {
namespace {

/// Linux weighs a thread 1024 at niceness 0, 335 at 5 and 137 at 9 (sched(7), the kernel's table of weights). At 5 the
/// window still has three times the weight of each of the engine's threads, and as it seldom runs for long it gets its
/// turn at once. At 9 the engine had an eighth of a processor beside any other program that computes; at 5 it has a
/// quarter, and is still ahead of what the user starts with `nice` (10).
constexpr int engine_niceness = 5;

} // namespace

std::unique_ptr<Engine> makeBackgroundEngine(const EngineOptions& options, std::function<void(Event)> sink) {
    std::unique_ptr<Engine> engine;
    // On Linux niceness belongs to a thread and is inherited by the threads that it starts. It cannot be taken back
    // without privileges, so a thread that ends here lends it to the engine. Failure costs smoothness only.
    std::thread([&] {
        (void)setpriority(PRIO_PROCESS, 0, engine_niceness);
        engine = std::make_unique<Engine>(options, std::move(sink));
    }).join();
    return engine;
}

} // namespace sfumato
