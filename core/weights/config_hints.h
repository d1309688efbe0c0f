// What config files say about a model, in the vocabulary of diffusers or of the original LDM configs. Everything is
// optional; detect.h holds it against the tensors.
#pragma once

#include "base/error.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

struct UnetHints {
    std::string origin; ///< file and place in it, for messages; empty when there is no config
    std::optional<int> in_channels, out_channels, model_channels, context_dim, head_dim, norm_groups, sample_size;
    std::optional<double> norm_eps;
    std::optional<bool> linear_projection;
    std::vector<int> level_channels; ///< empty: unknown
    std::vector<int> level_layers;   ///< one entry: the same for all levels
    std::vector<int> num_heads;      ///< one entry: the same for all levels
};

struct VaeHints {
    std::string origin;
    std::optional<int> image_channels, latent_channels, layers_per_block, norm_groups;
    std::optional<double> scaling_factor, shift_factor;
    std::vector<int> level_channels;
};

struct TextHints {
    std::string origin;
    std::optional<int> width, layers, heads, mlp_width, positions, vocab_size, bos_id, eos_id;
    std::optional<double> eps;
    std::optional<std::string> activation;
};

struct SchedulerHints {
    std::optional<double> beta_start, beta_end;
    std::optional<std::string> beta_schedule, prediction_type;
    std::optional<int> num_train_timesteps;
};

/// Configs of all parts of a single-file checkpoint.
struct SidecarHints {
    UnetHints unet;
    VaeHints vae;
    TextHints text;
    SchedulerHints scheduler;
};

struct ModelIndex {
    std::string class_name; ///< of the pipeline; empty when absent
};

/// Each reads one JSON text; `origin` is its path. Errors: bad_input naming file, field, found and expected;
/// unsupported for values that this program cannot honour.
Result<UnetHints> read_diffusers_unet(std::string_view json, const std::string& origin);
Result<VaeHints> read_diffusers_vae(std::string_view json, const std::string& origin);
Result<TextHints> read_clip_text(std::string_view json, const std::string& origin);
Result<SchedulerHints> read_diffusers_scheduler(std::string_view json, const std::string& origin);
Result<ModelIndex> read_model_index(std::string_view json, const std::string& origin);

/// {"clip": {...}, "unet": {...}, "vae": {...}, "scale_factor": x, "parameterization": "eps" or "v", ...}. nullopt when
/// none of clip, unet and vae is there: some programs keep notes of their own in such a file.
Result<std::optional<SidecarHints>> read_sidecar(std::string_view json, const std::string& origin);

} // namespace sfumato
