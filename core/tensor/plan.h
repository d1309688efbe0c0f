// Plan: liveness, one arena, barriers on real hazards, limits. Pure arithmetic over a Program.
#pragma once

#include "tensor/features.h"
#include "tensor/program.h"

#include <cstdint>
#include <vector>

namespace sfumato {

struct Placement {
    std::uint64_t offset = 0; ///< bytes into the arena (kept inputs: into their own memory), multiple of
                              ///< arena_alignment
    std::uint64_t size = 0;   ///< bytes, rounded up to arena_alignment
    std::uint32_t first = 0;  ///< first step that uses it (0 for inputs)
    std::uint32_t last = 0;   ///< last step that uses it (steps.size() for outputs)
};

inline constexpr std::uint64_t arena_alignment = 256;

struct Plan {
    std::vector<Placement> tensors;   ///< by tensor id
    std::vector<bool> barrier_before; ///< by step: wait for earlier steps' memory before this one
    std::uint64_t arena_bytes = 0;
    std::uint64_t kept_bytes = 0;        ///< of kept inputs, which lie beside the arena
    std::uint64_t lower_bound_bytes = 0; ///< most bytes alive at once: no arena can be smaller
    std::uint64_t weight_bytes = 0;      ///< device bytes of all weights
    std::uint32_t barriers = 0;
};

/// Places every tensor and finds every hazard. Errors: out_of_memory when a tensor or the arena exceeds the device's
/// allocation limit, naming the tensor's step and both sizes.
Result<Plan> make_plan(const Program& program, const Features& features);

} // namespace sfumato
