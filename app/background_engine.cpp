#include "background_engine.h"

#include <sys/resource.h>

#include <thread>
#include <utility>

namespace sfumato {
namespace {

/// Well behind the window, still ahead of what the user starts with `nice`.
constexpr int engine_niceness = 9;

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
