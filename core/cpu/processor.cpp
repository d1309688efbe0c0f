#include "cpu/processor.h"

#include "cpu/loops.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <thread>

namespace sfumato::cpu {

std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("model name")) continue;
        const auto colon = line.find(':');
        const auto begin = colon == std::string::npos ? colon : line.find_first_not_of(" \t", colon + 1);
        if (begin != std::string::npos) return line.substr(begin);
    }
    return "unknown processor";
}

int usable_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
    return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

const Loops& choose_loops([[maybe_unused]] int widest_lanes) {
#ifdef SFUMATO_CPU_X86
    const auto allowed = [&](int lanes) { return widest_lanes == 0 || lanes <= widest_lanes; };
    if (allowed(16) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return avx512::loops;
    if (allowed(8) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2::loops;
#endif
    return portable::loops;
}

} // namespace sfumato::cpu
