// KL-regularised autoencoder of latent diffusion (Rombach et al. 2022), names as in the original code.
#pragma once

#include "tensor/program.h"
#include "weights/model_files.h"

#include <memory>

namespace sfumato {

/// Program with input "z" [batch][height][width][latent_channels] (latents divided by the scaling factor already) and
/// output "image" [batch][height*factor][width*factor][3] in about -1..1.
Result<std::shared_ptr<Program>> vae_decoder_program(const TensorSource& source, const VaeConfig& config, int batch,
                                                     int height, int width, DType activation = DType::f32);

/// Program with input "image" [batch][height][width][3] in -1..1 and output "moments"
/// [batch][height/factor][width/factor][2*latent_channels]: mean, then log variance.
Result<std::shared_ptr<Program>> vae_encoder_program(const TensorSource& source, const VaeConfig& config, int batch,
                                                     int height, int width, DType activation = DType::f32);

/// The networks in halves: narrow at the latents' size, wide beyond it. One after the other they are the whole; the
/// wide halves see their neighbourhood alone (but for the statistics of their norms) and can be run on tiles.
enum class VaePart { decode_narrow, decode_wide, encode_wide, encode_narrow };
/// Program with input "in" [1][height][width][channels] and output "out", in f32. Channels from part to part:
/// level_channels.back() in the decoder, encoder_features() in the encoder.
Result<std::shared_ptr<Program>> vae_part_program(VaePart part, const TensorSource& source, const VaeConfig& config,
                                                  int height, int width);
int encoder_features(const VaeConfig& config);

} // namespace sfumato
