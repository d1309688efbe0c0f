// What the programs of one executor share. Held by each of them, so that the executor may go first.
#pragma once

#include "gpu/buffer.h"
#include "gpu/executor.h"
#include "gpu/pipeline.h"
#include "gpu/timeline.h"
#include "gpu/weights.h"
#include "tensor/estimate.h"

#include <memory>

namespace sfumato::gpu {

/// The memory of all activations: one buffer, as large as the largest loaded program needs. Programs run one after the
/// other, so they share it.
struct Arena {
    Buffer buffer;
    std::uint64_t generation = 0; ///< changes whenever the buffer moves: command buffers hold its address
    std::uint32_t programs = 0;   ///< loaded now; without any the buffer is given back
};

/// Members are destroyed from the last to the first.
struct Context {
    GpuOptions options;
    std::shared_ptr<Device> device;
    std::shared_ptr<Memory> memory;
    std::unique_ptr<Timeline> timeline;
    std::unique_ptr<Pipelines> pipelines;
    std::unique_ptr<WeightStore> weights;
    Arena arena;
    DeviceRates rates; ///< for the size of chunks
    bool profiling = false;

    const Features& features() const { return device->physical().features; }
};

/// Makes the arena hold `bytes` (and the slack that kernels may read past the end). Nothing may be running; what the
/// arena held is gone when it had to move. Error: out_of_memory; the arena is then empty.
Result<> reserve_arena(Context& context, std::uint64_t bytes);

} // namespace sfumato::gpu
