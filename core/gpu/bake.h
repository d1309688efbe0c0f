// From a Program and its Plan to command buffers.
#pragma once

#include "gpu/commands.h"
#include "gpu/context.h"
#include "gpu/profile.h"

#include <memory>
#include <vector>

namespace sfumato::gpu {

/// A step made ready for a device, but for addresses.
struct PreparedStep {
    Dispatch dispatch;
    Pipeline pipeline;
    double milliseconds = 0; ///< estimate by what is known of the device
};

/// Dispatches and pipelines of all steps. Errors: unsupported (an op without shader, f16 on a device without 16-bit
/// storage), internal (a dispatch that does not fit its shader or the device's limits), device.
Result<std::vector<PreparedStep>> prepare_steps(const Program& program, Context& context);

/// Ends (exclusive) of the chunks of about `chunk_milliseconds`, each of at least one step.
std::vector<std::size_t> chunk_ends(const std::vector<PreparedStep>& steps, double chunk_milliseconds);

/// Where inputs wait to be copied to the arena, and outputs to be read.
struct HostRange {
    std::uint32_t tensor = 0;
    std::uint64_t offset = 0; ///< into the upload or readback buffer
};

/// Everything that recording reads.
struct BakeSource {
    const Program& program;
    const Plan& plan;
    const std::vector<PreparedStep>& steps;
    const std::vector<WeightStore::Handle>& weights;
    const Buffer* upload; ///< null when the program has no inputs
    const Buffer* readback;
    const Buffer* kept; ///< null when the program has no kept inputs
    const std::vector<HostRange>& inputs;
    const std::vector<HostRange>& outputs;
};

struct Baked {
    std::vector<VkCommandBuffer> chunks; ///< the first starts by copying all inputs, the last ends with all outputs
};

/// Records into `pool` (cleared first) with the arena's present address. `profile` may be null.
Result<Baked> bake(const BakeSource& source, Context& context, CommandPool& pool, const Profile* profile);

} // namespace sfumato::gpu
