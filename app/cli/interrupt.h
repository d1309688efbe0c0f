// Ctrl+C and friends as an ordinary call on an ordinary thread.
#pragma once

#include <csignal>
#include <functional>
#include <thread>
#include <vector>

namespace sfumato::cli {

/// Blocks SIGINT, SIGTERM and SIGHUP in this thread and those it starts later; make one before any other thread.
/// Signals that whoever started the program has set to be ignored (nohup) stay ignored.
class Interrupt {
public:
    Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt();
    /// From now on `ask` is called, on a thread of this object, for the first signal, also for one that came before. A
    /// second signal ends the process at once. An empty `ask` stops watching: afterwards none of the old is called.
    void watch(std::function<void()> ask);

private:
    sigset_t signals_{};
    sigset_t old_mask_{};
    std::jthread thread_;
};

} // namespace sfumato::cli
