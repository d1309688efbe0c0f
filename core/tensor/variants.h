// Which family of kernels a device gets: one table by device class, driver, version and subgroup size.
#pragma once

#include "tensor/features.h"

#include <cstdint>

namespace sfumato {

/// How the kernels of a family read what several lanes need (shaders/README.md).
enum class KernelFamily {
    portable, ///< every invocation reads for itself; caches and shared memory do the rest
    lanes,    ///< CPU drivers: each lane reads a part and hands it round by subgroup broadcast
    uniform,  ///< CPU drivers whose compiler tells uniform values apart: scalar loads, lanes along memory
};

/// The first row of the table that fits.
KernelFamily kernel_family(const Features& features);

/// NB of the packed weight layout that the family's kernels read, see pack.h.
std::uint32_t preferred_weight_block(const Features& features);

/// Packed columns of a gated weight (WeightInfo::gated): so many values and as many gates by turns. Never more than
/// half a block of the packed layout.
std::uint32_t gate_run(const Features& features);

} // namespace sfumato
