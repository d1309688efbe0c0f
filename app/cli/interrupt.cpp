#include "interrupt.h"

#include "console.h"

#include <ctime>
#include <initializer_list>
#include <pthread.h>
#include <unistd.h>

namespace sfumato::cli {

Interrupt::Interrupt() {
    sigemptyset(&signals_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction current {};
        if (sigaction(signal, nullptr, &current) == 0 && current.sa_handler != SIG_IGN) sigaddset(&signals_, signal);
    }
    pthread_sigmask(SIG_BLOCK, &signals_, &old_mask_);
}

Interrupt::~Interrupt() {
    thread_ = {}; // asks it to stop and joins
    pthread_sigmask(SIG_SETMASK, &old_mask_, nullptr);
}

void Interrupt::watch(std::function<void()> ask) {
    thread_ = {}; // the one before stops, and a signal that comes now waits for the next one
    if (!ask) return;
    thread_ = std::jthread([signals = signals_, ask = std::move(ask)](const std::stop_token& stop) {
        bool asked = false;
        while (!stop.stop_requested()) {
            const timespec patience{0, 50'000'000}; // how long the end of the program may have to wait for this thread
            if (sigtimedwait(&signals, nullptr, &patience) < 0) continue;
            if (asked) _exit(exit_code::cancelled);
            asked = true;
            ask();
        }
    });
}

} // namespace sfumato::cli
