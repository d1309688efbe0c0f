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

/// The network as samplers call it at every step. What does not change with the picture enters from outside: the inputs
/// are "x" [batch][height][width][in_channels], "shifts" [batch][all channels], which unet_time_program() gives, and
/// for every cross-attention, by its name ("input_blocks.1.1.transformer_blocks.0.attn2"), a kept input with what
/// unet_context_program() gives. The output is "out" [batch][height][width][out_channels]. Which blocks there are
/// follows from the names in `source`.
Result<std::shared_ptr<Program>> unet_program(const TensorSource& source, const UnetConfig& config,
                                              const UnetShape& shape, DType activation = DType::f32);

/// What the time embedding adds in the residual blocks: input "timestep" [times][model_channels] (the sinusoid of
/// models/positional.h, computed on the host in full precision), output "shifts" [times][channels of all residual
/// blocks in their order].
Result<std::shared_ptr<Program>> unet_time_program(const TensorSource& source, const UnetConfig& config, int times,
                                                   DType activation = DType::f32);

/// What the text says in the cross-attentions: input "context" [batch][tokens][context_dim], an output for each of
/// them, by its name: keys, then values [batch][tokens][2 * channels].
Result<std::shared_ptr<Program>> unet_context_program(const TensorSource& source, const UnetConfig& config, int batch,
                                                      int tokens, DType activation = DType::f32);

} // namespace sfumato
