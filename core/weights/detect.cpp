#include "weights/detect.h"

#include "weights/safetensors.h"

#include <algorithm>
#include <array>
#include <set>

namespace sfumato {
namespace {

std::string list_text(const std::vector<int>& values) {
    std::vector<std::int64_t> wide(values.begin(), values.end());
    return shape_text(wide);
}

/// The tensor, with `rank` dimensions of 1 to 2^28 each.
Result<const TensorView*> need(const TensorSource& source, const std::string& name, std::size_t rank) {
    const TensorView* tensor = source.find(name);
    if (tensor == nullptr) return fail(ErrorCode::bad_input, "{}: tensor '{}' is missing", source.origin(), name);
    const bool sane =
        std::all_of(tensor->shape.begin(), tensor->shape.end(), [](std::int64_t n) { return n > 0 && n <= (1 << 28); });
    if (tensor->shape.size() != rank || !sane)
        return fail(ErrorCode::bad_input, "{}: tensor '{}' has shape {}, expected {} dimensions of at least 1",
                    source.origin(), name, shape_text(tensor->shape), rank);
    return tensor;
}

Result<int> dimension(const TensorSource& source, const std::string& name, std::size_t rank, std::size_t axis) {
    SF_TRY(const TensorView* tensor, need(source, name, rank));
    return static_cast<int>(tensor->shape[axis]);
}

/// The config is the claim, the tensors are the truth.
Result<> agree(const std::string& origin, const char* field, std::optional<int> claimed, int actual,
               const TensorSource& source) {
    if (!claimed || *claimed == actual) return {};
    return fail(ErrorCode::bad_input, "{}: field {} is {}, expected {} as in the tensors of {}", origin, field,
                *claimed, actual, source.origin());
}

/// A list of one claims the same for all levels.
Result<> agree(const std::string& origin, const char* field, const std::vector<int>& claimed,
               const std::vector<int>& actual, bool one_for_all, const TensorSource& source) {
    if (claimed.empty() || claimed == actual) return {};
    if (one_for_all && claimed.size() == 1 &&
        std::all_of(actual.begin(), actual.end(), [&](int n) { return n == claimed[0]; }))
        return {};
    return fail(ErrorCode::bad_input, "{}: field {} is {}, expected {} as in the tensors of {}", origin, field,
                list_text(claimed), list_text(actual), source.origin());
}

bool has(const TensorSource& source, const std::string& name) {
    return source.find(name) != nullptr;
}

std::string input_block(int n, const char* rest) {
    return fmt::format("input_blocks.{}.0.{}", n, rest);
}

/// Walks the input blocks: residual blocks widen a level, `op` (a strided convolution) ends it.
Result<> read_levels(const TensorSource& source, UnetConfig& out) {
    int channels = out.model_channels;
    int layers = 0;
    for (int block = 1;; ++block) {
        if (has(source, input_block(block, "in_layers.2.weight"))) {
            SF_TRY(channels, dimension(source, input_block(block, "in_layers.2.weight"), 4, 0));
            ++layers;
        } else if (has(source, input_block(block, "op.weight"))) {
            out.level_channels.push_back(channels);
            out.level_layers.push_back(layers);
            layers = 0;
        } else {
            break;
        }
    }
    out.level_channels.push_back(channels);
    out.level_layers.push_back(layers);
    if (std::find(out.level_layers.begin(), out.level_layers.end(), 0) != out.level_layers.end())
        return fail(ErrorCode::bad_input,
                    "{}: the U-Net has levels of {} residual blocks, expected at least one in each; tensors of "
                    "input_blocks are missing",
                    source.origin(), list_text(out.level_layers));
    return {};
}

/// Width of the text states: that of every cross attention's keys.
Result<> read_context(const TensorSource& source, UnetConfig& out) {
    for (const std::string& name : source.names()) {
        if (!name.ends_with(".attn2.to_k.weight")) continue;
        SF_TRY(const int width, dimension(source, name, 2, 1));
        if (out.context_dim != 0 && width != out.context_dim)
            return fail(ErrorCode::bad_input,
                        "{}: tensor '{}' takes text states of width {}, expected {} as in the others", source.origin(),
                        printable_name(name), width, out.context_dim);
        out.context_dim = width;
    }
    if (out.context_dim == 0)
        return fail(ErrorCode::bad_input,
                    "{}: the U-Net has no cross attention (no tensor '*.attn2.to_k.weight'), expected some",
                    source.origin());
    return {};
}

/// Levels (and the middle, which counts as the last) whose channels must divide into heads.
std::set<int> attention_levels(const TensorSource& source, const UnetConfig& config) {
    std::set<int> out;
    int block = 1;
    for (std::size_t level = 0; level < config.level_layers.size(); ++level, ++block)
        for (int layer = 0; layer < config.level_layers[level]; ++layer, ++block)
            if (has(source, fmt::format("input_blocks.{}.1.norm.weight", block))) out.insert(static_cast<int>(level));
    if (has(source, "middle_block.1.norm.weight")) out.insert(static_cast<int>(config.level_layers.size()) - 1);
    return out;
}

Result<> set_heads(const TensorSource& source, const UnetHints& hints, UnetConfig& out) {
    const std::size_t levels = out.level_channels.size();
    const std::string origin = hints.origin.empty() ? source.origin() : hints.origin;
    constexpr int heads_of_sd1 = 8; // not visible in any shape; the family's value
    if (!hints.num_heads.empty())
        out.num_heads = hints.num_heads;
    else if (hints.head_dim)
        out.head_dim = *hints.head_dim;
    else
        out.num_heads = {heads_of_sd1};
    if (out.num_heads.size() == 1) out.num_heads.assign(levels, out.num_heads[0]);
    if (out.head_dim == 0 && out.num_heads.size() != levels)
        return fail(ErrorCode::bad_input, "{}: heads are given for {} levels, expected {} as in the tensors of {}",
                    origin, out.num_heads.size(), levels, source.origin());
    for (const int level : attention_levels(source, out)) {
        const int channels = out.level_channels[static_cast<std::size_t>(level)];
        const int divisor = out.head_dim > 0 ? out.head_dim : out.num_heads[static_cast<std::size_t>(level)];
        if (channels % divisor != 0)
            return fail(ErrorCode::bad_input,
                        "{}: {} is {} at level {} with {} channels, expected a divisor of the channels{}", origin,
                        out.head_dim > 0 ? "the width of a head" : "the number of heads", divisor, level, channels,
                        hints.num_heads.empty() && !hints.head_dim
                            ? "; no config gives it: put num_heads into <name>.json beside the file"
                            : "");
    }
    return {};
}

Result<> check_groups(const std::string& origin, int groups, const std::vector<int>& channels) {
    for (const int c : channels)
        if (groups <= 0 || c % groups != 0)
            return fail(ErrorCode::bad_input, "{}: {} norm groups do not divide {} channels", origin, groups, c);
    return {};
}

Result<> check_unet_hints(const TensorSource& source, const UnetHints& h, const UnetConfig& c) {
    SF_CHECK(agree(h.origin, "in_channels", h.in_channels, c.in_channels, source));
    SF_CHECK(agree(h.origin, "out_channels", h.out_channels, c.out_channels, source));
    SF_CHECK(agree(h.origin, "model_channels", h.model_channels, c.model_channels, source));
    SF_CHECK(agree(h.origin, "cross_attention_dim (context_dim)", h.context_dim, c.context_dim, source));
    SF_CHECK(agree(h.origin, "block_out_channels (model_channels * channel_mult)", h.level_channels, c.level_channels,
                   false, source));
    SF_CHECK(agree(h.origin, "layers_per_block (num_res_blocks)", h.level_layers, c.level_layers, true, source));
    if (h.linear_projection && *h.linear_projection != c.linear_projection)
        return fail(ErrorCode::bad_input, "{}: field use_linear_projection is {}, expected {} as in the tensors of {}",
                    h.origin, *h.linear_projection, c.linear_projection, source.origin());
    return {};
}

int count_numbered(const TensorSource& source, std::string_view before, std::string_view after) {
    int n = 0;
    while (has(source, fmt::format("{}{}{}", before, n, after)))
        ++n;
    return n;
}

} // namespace

Result<UnetConfig> detect_unet(const TensorSource& source, const UnetHints& hints) {
    UnetConfig out;
    SF_TRY(const TensorView* first, need(source, "input_blocks.0.0.weight", 4));
    out.model_channels = static_cast<int>(first->shape[0]);
    out.in_channels = static_cast<int>(first->shape[1]);
    SF_TRY(out.out_channels, dimension(source, "out.2.weight", 4, 0));
    SF_TRY(const TensorView* time, need(source, "time_embed.0.weight", 2));
    if (time->shape[1] != out.model_channels)
        return fail(ErrorCode::bad_input,
                    "{}: tensor 'time_embed.0.weight' has shape {}, expected [..., {}] as 'input_blocks.0.0.weight' "
                    "has {} channels",
                    source.origin(), shape_text(time->shape), out.model_channels, out.model_channels);
    SF_CHECK(read_levels(source, out));
    SF_CHECK(read_context(source, out));
    SF_TRY(const TensorView* middle, need(source, "middle_block.0.in_layers.2.weight", 4));
    if (middle->shape[0] != out.level_channels.back())
        return fail(
            ErrorCode::bad_input,
            "{}: tensor 'middle_block.0.in_layers.2.weight' has shape {}, expected {} channels as the last level",
            source.origin(), shape_text(middle->shape), out.level_channels.back());
    for (const std::string& name : source.names())
        if (name.ends_with(".proj_in.weight")) out.linear_projection = source.find(name)->shape.size() == 2;
    out.norm_groups = hints.norm_groups.value_or(out.norm_groups);
    out.norm_eps = hints.norm_eps.value_or(out.norm_eps);
    SF_CHECK(check_unet_hints(source, hints, out));
    SF_CHECK(check_groups(hints.origin.empty() ? source.origin() : hints.origin, out.norm_groups, out.level_channels));
    SF_CHECK(set_heads(source, hints, out));
    return out;
}

Result<VaeConfig> detect_vae(const TensorSource& source, const VaeHints& hints) {
    VaeConfig out;
    SF_TRY(out.image_channels, dimension(source, "encoder.conv_in.weight", 4, 1));
    SF_TRY(out.latent_channels, dimension(source, "decoder.conv_in.weight", 4, 1));
    const int levels = count_numbered(source, "encoder.down.", ".block.0.conv1.weight");
    if (levels == 0 || levels > 16)
        return fail(ErrorCode::bad_input,
                    "{}: the VAE has {} levels (tensors 'encoder.down.N.block.0.conv1.weight'), expected 1 to 16",
                    source.origin(), levels);
    for (int level = 0; level < levels; ++level) {
        SF_TRY(const int channels, dimension(source, fmt::format("encoder.down.{}.block.0.conv1.weight", level), 4, 0));
        out.level_channels.push_back(channels);
    }
    out.layers_per_block = count_numbered(source, "encoder.down.0.block.", ".conv1.weight");
    out.factor = 1 << (levels - 1);
    out.has_quant_conv = has(source, "quant_conv.weight") && has(source, "post_quant_conv.weight");
    SF_TRY(const int moments, dimension(source, "encoder.conv_out.weight", 4, 0));
    if (moments != 2 * out.latent_channels)
        return fail(ErrorCode::bad_input,
                    "{}: tensor 'encoder.conv_out.weight' has {} channels, expected {} (mean and log-variance of {})",
                    source.origin(), moments, 2 * out.latent_channels, out.latent_channels);
    SF_CHECK(agree(hints.origin, "latent_channels (z_channels)", hints.latent_channels, out.latent_channels, source));
    SF_CHECK(agree(hints.origin, "in_channels", hints.image_channels, out.image_channels, source));
    SF_CHECK(
        agree(hints.origin, "layers_per_block (num_res_blocks)", hints.layers_per_block, out.layers_per_block, source));
    SF_CHECK(agree(hints.origin, "block_out_channels (ch * ch_mult)", hints.level_channels, out.level_channels, false,
                   source));
    out.norm_groups = hints.norm_groups.value_or(out.norm_groups);
    out.shift_factor = hints.shift_factor.value_or(out.shift_factor);
    out.scaling_factor = hints.scaling_factor.value_or(out.scaling_factor);
    SF_CHECK(check_groups(hints.origin.empty() ? source.origin() : hints.origin, out.norm_groups, out.level_channels));
    return out;
}

Result<TextConfig> detect_text(const TensorSource& source, const TextHints& hints) {
    TextConfig out;
    SF_TRY(const TensorView* tokens, need(source, "text_model.embeddings.token_embedding.weight", 2));
    out.vocab_size = static_cast<int>(tokens->shape[0]);
    out.width = static_cast<int>(tokens->shape[1]);
    SF_TRY(const TensorView* positions, need(source, "text_model.embeddings.position_embedding.weight", 2));
    out.positions = static_cast<int>(positions->shape[0]);
    if (positions->shape[1] != out.width)
        return fail(ErrorCode::bad_input,
                    "{}: tensor 'text_model.embeddings.position_embedding.weight' has shape {}, expected [..., {}]",
                    source.origin(), shape_text(positions->shape), out.width);
    out.layers = count_numbered(source, "text_model.encoder.layers.", ".layer_norm1.weight");
    SF_TRY(out.mlp_width, dimension(source, "text_model.encoder.layers.0.mlp.fc1.weight", 2, 0));
    SF_CHECK(agree(hints.origin, "vocab_size", hints.vocab_size, out.vocab_size, source));
    SF_CHECK(agree(hints.origin, "hidden_size", hints.width, out.width, source));
    SF_CHECK(agree(hints.origin, "max_position_embeddings", hints.positions, out.positions, source));
    SF_CHECK(agree(hints.origin, "num_hidden_layers", hints.layers, out.layers, source));
    SF_CHECK(agree(hints.origin, "intermediate_size", hints.mlp_width, out.mlp_width, source));
    constexpr int head_width_of_clip = 64;
    out.heads = hints.heads.value_or(std::max(1, out.width / head_width_of_clip));
    if (out.width % out.heads != 0)
        return fail(ErrorCode::bad_input, "{}: {} heads do not divide the text encoder's width {}",
                    hints.origin.empty() ? source.origin() : hints.origin, out.heads, out.width);
    out.eps = hints.eps.value_or(out.eps);
    out.activation = hints.activation.value_or(out.activation);
    // Old configs of Hugging Face say bos 0 and eos 2, which the tokenizer never had: CLIP's are the last two ids.
    const bool legacy = !hints.eos_id || (*hints.eos_id == 2 && out.vocab_size > 3);
    out.eos_id = legacy ? out.vocab_size - 1 : *hints.eos_id;
    out.bos_id = legacy || !hints.bos_id ? std::max(0, out.vocab_size - 2) : *hints.bos_id;
    if (out.eos_id >= out.vocab_size || out.bos_id >= out.vocab_size)
        return fail(ErrorCode::bad_input, "{}: bos_token_id {} and eos_token_id {}, expected ids below vocab_size {}",
                    hints.origin, out.bos_id, out.eos_id, out.vocab_size);
    return out;
}

Family detect_family(std::span<const std::string> names) {
    struct Mark {
        std::string_view part;
        std::string_view family;
        bool supported;
    };
    // The first mark that occurs in any name decides: marks of later families come first, as they share names.
    constexpr std::array marks{
        Mark{"lora_down.", "LoRA", false},
        Mark{".lora_A.", "LoRA", false},
        Mark{"hada_w1_a", "LyCORIS", false},
        Mark{"lokr_w", "LyCORIS", false},
        Mark{"double_blocks.", "Flux", false},
        Mark{"single_transformer_blocks.", "Flux", false},
        Mark{"joint_blocks.", "Stable Diffusion 3", false},
        Mark{"conditioner.embedders.", "SDXL", false},
        Mark{"input_hint_block.", "ControlNet", false},
        Mark{"controlnet_cond_embedding.", "ControlNet", false},
        Mark{"cond_stage_model.model.transformer.resblocks.", "Stable Diffusion 2.x (single file)", false},
        Mark{"label_emb.", "U-Net with class conditioning (SDXL)", false},
        Mark{"add_embedding.", "U-Net with class conditioning (SDXL)", false},
        Mark{"model.diffusion_model.input_blocks.", "Stable Diffusion 1.x", true},
        Mark{"down_blocks.0.resnets.0.time_emb_proj.", "Stable Diffusion U-Net (part of a diffusers folder)", false},
        Mark{"input_blocks.0.0.", "Stable Diffusion U-Net (alone)", false},
        Mark{"decoder.up_blocks.", "KL VAE (part of a diffusers folder)", false},
        Mark{"decoder.up.", "KL VAE (alone)", false},
        Mark{"emb_params", "Textual inversion", false},
        Mark{"conv_first.", "ESRGAN upscaler", false},
        Mark{"model.1.sub.", "ESRGAN upscaler", false},
        Mark{"text_model.encoder.layers.", "CLIP text encoder", false},
        Mark{"encoder.block.0.layer.0.SelfAttention.", "T5 encoder", false},
    };
    for (const Mark& mark : marks)
        for (const std::string& name : names)
            if (name.find(mark.part) != std::string::npos) return {std::string(mark.family), mark.supported};
    return {"unknown", false};
}

Result<> check_supported(const Family& family, std::string_view origin) {
    if (family.supported) return {};
    return fail(ErrorCode::unsupported,
                "{}: is {}, expected a Stable Diffusion 1.x checkpoint ('model.diffusion_model.*') or a diffusers "
                "folder",
                origin, family.name == "unknown" ? "of an unknown family" : "of the family '" + family.name + "'");
}

} // namespace sfumato
