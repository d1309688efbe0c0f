// A model on disk (diffusers folder or single-file LDM checkpoint) as three networks' weights under canonical names,
// with everything that their shapes do not tell read from the configs beside them.
#pragma once

#include "base/cancel.h"
#include "base/error.h"
#include "weights/tensor_source.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sfumato {

/// Conditional U-Net with LDM names. Levels, layers and the places of attention are visible in the names.
struct UnetConfig {
    int in_channels = 0;
    int out_channels = 0;
    int model_channels = 0; ///< width of the first level; the timestep embedding has 4 times as many
    int context_dim = 0;    ///< width of the text states
    std::vector<int> level_channels;
    std::vector<int> level_layers; ///< residual blocks of each level on the way down (one more on the way up)
    /// Heads of each level (as many entries as levels). Empty when head_dim is set.
    std::vector<int> num_heads;
    int head_dim = 0; ///< fixed width of a head, or 0 when the number of heads is fixed
    int norm_groups = 32;
    double norm_eps = 1e-5;         ///< residual blocks and output
    double transformer_eps = 1e-6;  ///< group norm before a transformer
    double layer_norm_eps = 1e-5;   ///< layer norms inside a transformer
    bool linear_projection = false; ///< proj_in and proj_out are [C, C] matrices instead of 1x1 convolutions
    /// Heads of the attention of `level` (0 is the widest picture; the middle block counts as the last level).
    int heads(int level) const {
        if (head_dim > 0) return level_channels[static_cast<std::size_t>(level)] / head_dim;
        return num_heads[static_cast<std::size_t>(level)];
    }
};

/// KL VAE with LDM names.
struct VaeConfig {
    int image_channels = 3;
    int latent_channels = 0;
    std::vector<int> level_channels; ///< from the widest picture to the narrowest
    int layers_per_block = 0;        ///< residual blocks of a level in the encoder (one more in the decoder)
    int norm_groups = 32;
    double norm_eps = 1e-6;
    double scaling_factor = 0.18215; ///< latent = (mean - shift) * scaling_factor
    double shift_factor = 0;
    int factor = 8; ///< pixels per latent in each direction: 2^(levels - 1)
    bool has_quant_conv = true;
};

/// CLIP text transformer with Hugging Face names.
struct TextConfig {
    int width = 0;
    int layers = 0;
    int heads = 0;
    int mlp_width = 0;
    int positions = 0; ///< token limit, with start and end
    int vocab_size = 0;
    double eps = 1e-5;
    std::string activation = "quick_gelu"; ///< or "gelu"
    int bos_id = 0;
    int eos_id = 0;
};

/// What the network was trained with; the defaults are those of Stable Diffusion 1.x.
struct SchedulerConfig {
    double beta_start = 0.00085;
    double beta_end = 0.012;
    std::string beta_schedule = "scaled_linear"; ///< or "linear"
    int num_train_timesteps = 1000;
    std::string prediction_type = "epsilon"; ///< or "v_prediction"
};

/// Settings that win over every config, for files without one.
struct ModelOverrides {
    std::optional<int> unet_heads;
    std::optional<int> unet_head_dim;
    std::optional<int> text_heads;
    std::optional<std::string> text_activation;
    std::optional<int> vae_norm_groups;
    std::optional<double> scaling_factor;
    std::optional<std::string> prediction_type;
};

struct ModelFiles {
    std::filesystem::path path;
    std::string family; ///< "Stable Diffusion 1.x" ...
    std::shared_ptr<const TensorSource> unet;
    std::shared_ptr<const TensorSource> vae;
    std::shared_ptr<const TensorSource> text;
    UnetConfig unet_config;
    VaeConfig vae_config;
    TextConfig text_config;
    SchedulerConfig scheduler;
    int sample_size = 0;                                   ///< side of the training latents, 0 when unknown
    std::optional<std::filesystem::path> tokenizer_folder; ///< of a diffusers folder
    std::vector<std::filesystem::path> weight_files;
};

/// Opens a diffusers folder (or its model_index.json) or a single .safetensors checkpoint. Nothing is hard-coded:
/// dimensions come from names and shapes, the rest from config.json (folder), `__metadata__` key "sfumato.config" or
/// <stem>.json / config.json beside the file (single file), else from the family's defaults.
/// Errors: not_found (path, component, shard), bad_input (malformed file, missing tensor, a config that contradicts the
/// tensors: file, field, found, expected), unsupported (another family, pickles).
Result<ModelFiles> open_model(const std::filesystem::path& path, const ModelOverrides& overrides = {});

/// SHA-256 of a file, read piecewise. Error cancelled when the token is set meanwhile.
Result<std::string> file_sha256(const std::filesystem::path& path, const CancelToken& cancel = {});

/// What identifies the weights in a recipe: of a single file its SHA-256; of several files the SHA-256 over the lines
/// "<sha256>  <name>\n" (name relative to the model's folder) in the order of their names.
Result<std::string> model_sha256(const ModelFiles& model, const CancelToken& cancel = {});

} // namespace sfumato
