// The executor for machines without a GPU: oneDNN for matrix products and convolutions, own vectorised loops for the
// rest.
#pragma once

#include "base/error.h"
#include "tensor/executor.h"

#include <cstdint>
#include <memory>

namespace sfumato {

struct CpuOptions {
    /// Threads to compute on. 0: as many as there are processors that this process may use. Results do not depend on
    /// it.
    int threads = 0;
    /// Matrix products and convolutions of bfloat16 operands with fp32 sums where the processor multiplies them
    /// natively (avx512_bf16, AMX): several times as fast, with the error of 8-bit mantissas. Elsewhere it changes
    /// nothing.
    bool allow_bf16 = false;
    /// Measures the wall time of each step.
    bool profiling = false;
    /// Most bytes for weights, activations and scratch. 0: what the system says is available when they are allocated.
    std::uint64_t memory_limit = 0;
};

/// Runs programs that store activations as f32; load() refuses others as unsupported. One arena and one scratch area
/// serve all programs of an executor, so that only one of them may run at a time.
/// Errors: usage (a negative number of threads), internal (oneDNN does not start).
Result<std::unique_ptr<Executor>> make_cpu_executor(const CpuOptions& options = {});

} // namespace sfumato
