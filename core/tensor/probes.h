// Ops that no network has: they measure what a device can do at best, for the roofline of `sfumato-cli bench`.
#pragma once

#include "tensor/program.h"

#include <cstdint>

namespace sfumato {

/// Independent chains per element of probe_fma: enough to hide the latency of a processor's two FMA units.
inline constexpr std::uint32_t probe_fma_chains = 12;

/// The mean over 12 chains v = v*a + b, each repeated `iterations` times (a multiple of 16) from v = x + chain/16.
/// 24 FLOPs per element and iteration, next to no memory traffic. The result has x's shape.
Tensor probe_fma(Tensor x, std::uint32_t iterations, float a, float b);

/// The mean of each row (the last dimension, a multiple of 4): memory that is only read. Result: x's shape with one
/// channel.
Tensor probe_read(Tensor x);

/// The same values in another place: memory that is read and written.
Tensor probe_copy(Tensor x);

} // namespace sfumato
