// Ctrl+C and friends as an ordinary call on an ordinary thread.
#pragma once

#include <csignal>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace sfumato::cli {

/// Catches SIGINT, SIGTERM and SIGHUP while it lives, on whichever thread they arrive: libraries start threads of their
/// own before main(), and blocking signals would not reach those. One object at a time. Signals that whoever started
/// the program has set to be ignored (nohup) stay ignored.
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
    std::vector<std::pair<int, struct sigaction>> before_; ///< what was set, by signal
    std::jthread thread_;
};

} // namespace sfumato::cli
