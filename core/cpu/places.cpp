#include "cpu/places.h"

#include <sched.h>

namespace sfumato::cpu {
namespace {

using namespace std::chrono_literals;

constexpr int nowhere = -1;
/// Moves of a thread are at least so far apart: on a busy machine they do not help, and each takes some microseconds.
constexpr auto rest = 1ms;

} // namespace

Places::Places(int threads) : places_(static_cast<std::size_t>(threads)) {
    for (Place& place : places_)
        place.cpu.store(nowhere, std::memory_order_relaxed);
}

void Places::enter(int thread) {
    int cpu = sched_getcpu();
    if (thread > 0 && is_shared(thread, cpu)) {
        move(thread);
        cpu = sched_getcpu();
    }
    places_[static_cast<std::size_t>(thread)].cpu.store(cpu, std::memory_order_relaxed);
}

void Places::leave(int thread) {
    places_[static_cast<std::size_t>(thread)].cpu.store(nowhere, std::memory_order_relaxed);
}

bool Places::is_shared(int thread, int cpu) const {
    for (std::size_t i = 0; i < places_.size(); ++i)
        if (static_cast<int>(i) != thread && places_[i].cpu.load(std::memory_order_relaxed) == cpu) return true;
    return false;
}

void Places::move(int thread) {
    Place& mine = places_[static_cast<std::size_t>(thread)];
    const auto now = std::chrono::steady_clock::now();
    if (now - mine.moved < rest) return;
    mine.moved = now;
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return; // more processors than a cpu_set_t can name
    cpu_set_t unused = allowed;
    for (const Place& place : places_)
        if (const int cpu = place.cpu.load(std::memory_order_relaxed); &place != &mine && cpu >= 0 && cpu < CPU_SETSIZE)
            CPU_CLR(cpu, &unused);
    // Forbidden the processors of the others, the thread is moved at once, and stays where it is when they are allowed
    // again.
    if (CPU_COUNT(&unused) > 0 && sched_setaffinity(0, sizeof unused, &unused) == 0)
        sched_setaffinity(0, sizeof allowed, &allowed);
}

} // namespace sfumato::cpu
