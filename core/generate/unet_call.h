// Calls of the three programs that make up a U-Net (models/unet.h).
#pragma once

#include "base/cancel.h"
#include "models/unet.h"
#include "tensor/executor.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sfumato {

using NamedValues = std::vector<std::pair<std::string, std::vector<float>>>;

/// All outputs of a loaded unet_context_program() for `context` [batch][tokens][context_dim].
Result<NamedValues> run_context(LoadedProgram& program, std::span<const float> context, const CancelToken& cancel);
/// [times][channels] of a loaded unet_time_program().
Result<std::vector<float>> run_times(LoadedProgram& program, const UnetConfig& config, std::span<const float> times,
                                     const CancelToken& cancel);
/// Appends to each of `all` what `more` has under the same name, as the next items of the batch.
void append_items(NamedValues& all, const NamedValues& more);

/// The whole network once, its programs loaded for this call: x [batch][height][width][channels], one time for each
/// item, context [batch][tokens][context_dim], result like x. For tests and tools; sessions keep what they loaded.
Result<std::vector<float>> call_unet(Executor& executor, const TensorSource& source, const UnetConfig& config,
                                     const UnetShape& shape, std::span<const float> x, std::span<const float> times,
                                     std::span<const float> context, DType activation = DType::f32);

} // namespace sfumato
