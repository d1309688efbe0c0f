#include "interrupt.h"

#include "console.h"

#include "base/expect.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <initializer_list>
#include <poll.h>
#include <unistd.h>

namespace sfumato::cli {
namespace {

/// Each signal is a byte on its way through this pipe: writing is all that a signal handler may safely do.
std::array<int, 2> signal_pipe{-1, -1};

void on_signal(int) {
    const int error = errno;
    const char byte = 0;
    // A full pipe holds signals enough.
    [[maybe_unused]] const ssize_t written = ::write(signal_pipe[1], &byte, 1);
    errno = error;
}

} // namespace

Interrupt::Interrupt() {
    expect(signal_pipe[0] < 0, "there is one Interrupt at a time");
    expect(::pipe2(signal_pipe.data(), O_CLOEXEC | O_NONBLOCK) == 0, "no pipe for signals");
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction current {};
        if (sigaction(signal, nullptr, &current) != 0 || current.sa_handler == SIG_IGN) continue;
        struct sigaction caught {};
        caught.sa_handler = on_signal;
        caught.sa_flags = SA_RESTART;
        sigemptyset(&caught.sa_mask);
        if (sigaction(signal, &caught, nullptr) == 0) before_.emplace_back(signal, current);
    }
}

Interrupt::~Interrupt() {
    thread_ = {}; // asks it to stop and joins
    for (const auto& [signal, action] : before_)
        sigaction(signal, &action, nullptr);
    for (int& end : signal_pipe)
        ::close(std::exchange(end, -1));
}

void Interrupt::watch(std::function<void()> ask) {
    thread_ = {}; // the one before stops, and a signal that comes now waits for the next one
    if (!ask) return;
    thread_ = std::jthread([ask = std::move(ask)](const std::stop_token& stop) {
        bool asked = false;
        while (!stop.stop_requested()) {
            pollfd end{signal_pipe[0], POLLIN, 0};
            constexpr int patience_ms = 50; // how long the end of the program may have to wait for this thread
            char byte = 0;
            if (::poll(&end, 1, patience_ms) <= 0 || ::read(signal_pipe[0], &byte, 1) != 1) continue;
            if (asked) _exit(exit_code::cancelled);
            asked = true;
            ask();
        }
    });
}

} // namespace sfumato::cli
