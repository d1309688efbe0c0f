// Weights as kernels read them: packed once at load.
#pragma once

#include "base/error.h"
#include "tensor/features.h"
#include "tensor/program.h"

#include <span>

namespace sfumato {

/// Element type of a weight on the device: f32 stays f32, f16 and bf16 stay 16 bits wide, vectors become f32.
DType device_dtype(const WeightInfo& weight);

/// n rounded up to whole blocks of features.weight_block.
std::uint32_t padded_n(std::uint32_t n, const Features& features);

/// Where an output of the file goes: its own place, or that of the gated order (WeightInfo::gated) with values and
/// gates in runs of gate_run(features); there columns may stay empty where the half does not divide into runs.
std::uint32_t packed_column(const WeightInfo& weight, std::uint32_t output, const Features& features);

/// Writes device_bytes(weight, features) bytes: for matrix and conv the blocks [N/NB][K][NB] (K = taps*k, tap-major,
/// zero columns beyond n), for vector n floats (padded with zeros to a multiple of 4), for rows the file's own order.
void pack_weight(const WeightInfo& weight, const Features& features, std::span<std::byte> out);

} // namespace sfumato
