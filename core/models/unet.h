// Conditional U-Net of latent diffusion (Rombach et al. 2022), names as in the original code (input_blocks.N.M, ...).
#pragma once

#include "tensor/program.h"
#include "weights/model_files.h"

#include <memory>

namespace sfumato {

/// Sizes for which a U-Net program is recorded.
struct UnetShape {
    int batch = 1;
    int height = 0; ///< latent rows
    int width = 0;  ///< latent columns
    int context_tokens = 0;
    bool operator==(const UnetShape&) const = default;
};

/// Program with inputs "x" [batch][height][width][in_channels], "timestep" [batch][model_channels] (the sinusoid of
/// models/positional.h, computed on the host in full precision), "context" [batch][tokens][context_dim] and the output
/// "out" [batch][height][width][out_channels]. Which blocks there are follows from the names in `source`.
Result<std::shared_ptr<Program>> unet_program(const TensorSource& source, const UnetConfig& config,
                                              const UnetShape& shape, DType activation = DType::f32);

} // namespace sfumato
