// The probes of tensor/probes.h: what this processor can do at best.
#include "cpu/step.h"
#include "cpu/threads.h"

#include "shaders/probe_copy.h"
#include "shaders/probe_fma.h"
#include "shaders/probe_read.h"

#include <cstring>

namespace sfumato::cpu {

Result<ReadyStep> prepare_probe_fma(const StepView& step) {
    const auto p = step.params<shaders::ProbeFmaParams>();
    const std::uint64_t in = step.in(0), out = step.out();
    return ready([=, threads = step.context().threads, loops = step.context().loops](const Frame& f) {
        constexpr std::size_t piece = 256; // elements; each is thousands of operations
        const float* x = f.floats(in);
        float* y = f.floats(out);
        parallel_pieces(threads, p.count, piece, [&](std::size_t begin, std::size_t end) {
            loops->fma_chains(x + begin, y + begin, end - begin, p.iterations, p.a, p.b);
        });
    });
}

Result<ReadyStep> prepare_probe_read(const StepView& step) {
    const auto p = step.params<shaders::ProbeReadParams>();
    const std::uint64_t in = step.in(0), out = step.out();
    return ready([=, threads = step.context().threads, loops = step.context().loops](const Frame& f) {
        const float* x = f.floats(in);
        float* y = f.floats(out);
        parallel_pieces(threads, p.rows, 16, [&](std::size_t begin, std::size_t end) {
            for (std::size_t row = begin; row < end; ++row)
                y[row] = static_cast<float>(loops->sum(x + row * p.width, p.width) / p.width);
        });
    });
}

Result<ReadyStep> prepare_probe_copy(const StepView& step) {
    const auto p = step.params<shaders::ProbeCopyParams>();
    const std::uint64_t in = step.in(0), out = step.out();
    return ready([=, threads = step.context().threads](const Frame& f) {
        copy_floats(threads, f.floats(in), f.floats(out), p.count);
    });
}

} // namespace sfumato::cpu
