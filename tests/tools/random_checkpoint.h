// Stable Diffusion checkpoints of the right names and shapes with random weights, for memory tests and quick tests.
#pragma once

#include "base/dtype.h"
#include "base/error.h"
#include "weights/safetensors.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sfumato {

/// Dimensions of the three networks.
struct RandomModel {
    int latent_channels = 4;
    int unet_channels = 320;
    std::vector<int> unet_multipliers{1, 2, 4, 4};
    std::vector<bool> unet_attention{true, true, true, false}; ///< per level
    int unet_layers = 2;
    int unet_heads = 8;
    int vae_channels = 128;
    std::vector<int> vae_multipliers{1, 2, 4, 4};
    int vae_layers = 2;
    int text_width = 768;
    int text_layers = 12;
    int text_heads = 12;
    int text_mlp = 3072;
    int vocab_size = 49408;
    int positions = 77;
    bool describe_itself = false; ///< put a config into the single file's metadata, as defaults do not fit
};

RandomModel sd15_model();
RandomModel tiny_model();

enum class CheckpointLayout { ldm, diffusers };

/// Diffusers names and shapes of the networks' parameters.
std::vector<TensorSpec> unet_specs(const RandomModel& model);
std::vector<TensorSpec> vae_specs(const RandomModel& model);
std::vector<TensorSpec> text_specs(const RandomModel& model);

/// Writes a single file (ldm) or a folder (diffusers, without a tokenizer). Matrices and convolutions are
/// normal(0, 0.5 / sqrt(fan-in)), norms are near 1, biases small, so that activations stay finite in half precision.
/// The data is streamed: memory use does not grow with the model.
Result<> write_random_checkpoint(const std::filesystem::path& out, const RandomModel& model, CheckpointLayout layout,
                                 DType dtype, std::uint64_t seed);

} // namespace sfumato
