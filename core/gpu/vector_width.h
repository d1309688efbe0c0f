// How wide lavapipe, Mesa's driver for the processor itself, computes.
#pragma once

#include "gpu/instance.h"

namespace sfumato::gpu {

/// Where the instance has a lavapipe that gains from 512-bit vectors (Mesa 26 or later, on a processor with AVX-512)
/// and has not been told its width by the user, tells it to use them. True: make the instance anew, since the driver
/// listens only when it is loaded. True once per process at most.
bool widen_vectors(const Instance& instance);

} // namespace sfumato::gpu
