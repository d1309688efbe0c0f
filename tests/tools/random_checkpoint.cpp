#include "tools/random_checkpoint.h"

#include "base/half.h"
#include "weights/rename.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace sfumato {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;
using Shape = std::vector<std::int64_t>;

/// Collects parameters under a growing prefix.
struct Specs {
    std::vector<TensorSpec> list;
    void add(const std::string& name, Shape shape) { list.push_back({name, DType::f32, std::move(shape)}); }
    void with_bias(const std::string& name, Shape shape) {
        const std::int64_t out = shape[0];
        add(name + ".weight", std::move(shape));
        add(name + ".bias", {out});
    }
    void conv(const std::string& name, int in, int out, int size) { with_bias(name, {out, in, size, size}); }
    void linear(const std::string& name, int in, int out) { with_bias(name, {out, in}); }
    void norm(const std::string& name, int channels) { with_bias(name, {channels}); }
};

void add_resnet(Specs& s, const std::string& p, int in, int out, int time) {
    s.norm(p + ".norm1", in);
    s.conv(p + ".conv1", in, out, 3);
    if (time > 0) s.linear(p + ".time_emb_proj", time, out);
    s.norm(p + ".norm2", out);
    s.conv(p + ".conv2", out, out, 3);
    if (in != out) s.conv(p + ".conv_shortcut", in, out, 1);
}

void add_attention(Specs& s, const std::string& p, int c, int context) {
    s.add(p + ".to_q.weight", {c, c});
    s.add(p + ".to_k.weight", {c, context});
    s.add(p + ".to_v.weight", {c, context});
    s.linear(p + ".to_out.0", c, c);
}

void add_transformer(Specs& s, const std::string& p, int c, int context) {
    s.norm(p + ".norm", c);
    s.conv(p + ".proj_in", c, c, 1);
    s.conv(p + ".proj_out", c, c, 1);
    const std::string block = p + ".transformer_blocks.0";
    for (const char* norm : {".norm1", ".norm2", ".norm3"})
        s.norm(block + norm, c);
    add_attention(s, block + ".attn1", c, c);
    add_attention(s, block + ".attn2", c, context);
    s.linear(block + ".ff.net.0.proj", c, 8 * c);
    s.linear(block + ".ff.net.2", 4 * c, c);
}

void add_unet_up(Specs& s, const RandomModel& m, std::vector<int> skips) {
    const int levels = static_cast<int>(m.unet_multipliers.size());
    const int time = 4 * m.unet_channels;
    int channels = m.unet_channels * m.unet_multipliers.back();
    for (int up = 0; up < levels; ++up) {
        const auto level = static_cast<std::size_t>(levels - 1 - up);
        const int out = m.unet_channels * m.unet_multipliers[level];
        const std::string p = "up_blocks." + std::to_string(up);
        for (int layer = 0; layer <= m.unet_layers; ++layer) {
            const std::string n = std::to_string(layer);
            add_resnet(s, p + ".resnets." + n, channels + skips.back(), out, time);
            skips.pop_back();
            channels = out;
            if (m.unet_attention[level]) add_transformer(s, p + ".attentions." + n, channels, m.text_width);
        }
        if (up + 1 < levels) s.conv(p + ".upsamplers.0.conv", channels, channels, 3);
    }
}

void add_vae_half(Specs& s, const RandomModel& m, const std::string& side) {
    const int levels = static_cast<int>(m.vae_multipliers.size());
    const int widest = m.vae_channels * m.vae_multipliers.back();
    const bool decoder = side == "decoder";
    int channels = decoder ? widest : m.vae_channels;
    s.conv(side + ".conv_in", decoder ? m.latent_channels : 3, channels, 3);
    for (int i = 0; i < levels; ++i) {
        const int level = decoder ? levels - 1 - i : i;
        const int out = m.vae_channels * m.vae_multipliers[static_cast<std::size_t>(level)];
        const std::string p = side + (decoder ? ".up_blocks." : ".down_blocks.") + std::to_string(i);
        for (int layer = 0; layer < m.vae_layers + (decoder ? 1 : 0); ++layer) {
            add_resnet(s, p + ".resnets." + std::to_string(layer), channels, out, 0);
            channels = out;
        }
        if (i + 1 < levels)
            s.conv(p + (decoder ? ".upsamplers.0.conv" : ".downsamplers.0.conv"), channels, channels, 3);
    }
    add_resnet(s, side + ".mid_block.resnets.0", widest, widest, 0);
    add_resnet(s, side + ".mid_block.resnets.1", widest, widest, 0);
    s.norm(side + ".mid_block.attentions.0.group_norm", widest);
    for (const char* name : {"to_q", "to_k", "to_v", "to_out.0"})
        s.linear(side + ".mid_block.attentions.0." + name, widest, widest);
    s.norm(side + ".conv_norm_out", channels);
    s.conv(side + ".conv_out", channels, decoder ? 3 : 2 * m.latent_channels, 3);
}

/// Draws from a table of normal values: a multiply and a look-up each, as a full-size model has a thousand million.
class RandomData {
public:
    explicit RandomData(std::uint64_t seed) : state_(seed) {
        for (float& value : table_) {
            const double u = (static_cast<double>(next() >> 11) + 0.5) / 9007199254740992.0;
            const double v = static_cast<double>(next() >> 11) / 9007199254740992.0;
            value = static_cast<float>(std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v));
        }
    }
    /// SplitMix64 (Steele, Lea, Flood 2014).
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    Result<> write(SafetensorsWriter& writer, const TensorSpec& spec);

private:
    template <class T, class Convert> Result<> draw(SafetensorsWriter& writer, std::int64_t count, Convert convert) {
        std::vector<T> scaled(table_.size());
        std::transform(table_.begin(), table_.end(), scaled.begin(), convert);
        std::vector<T> piece(1u << 18);
        while (count > 0) {
            const auto n =
                static_cast<std::size_t>(std::min<std::int64_t>(count, static_cast<std::int64_t>(piece.size())));
            for (std::size_t i = 0; i < n; i += 4) {
                const std::uint64_t bits = next();
                for (std::size_t k = 0; k < 4; ++k)
                    piece[i + k] = scaled[(bits >> (16 * k)) & 0xffff];
            }
            SF_CHECK(writer.write(std::as_bytes(std::span(piece.data(), n))));
            count -= static_cast<std::int64_t>(n);
        }
        return {};
    }
    std::uint64_t state_;
    std::vector<float> table_ = std::vector<float>(1u << 16);
};

Result<> write_range(SafetensorsWriter& writer, const TensorSpec& spec) {
    // position_ids count up; the schedule tensors are only there to be skipped, so any small numbers do.
    std::int64_t count = 1;
    for (const std::int64_t n : spec.shape)
        count *= n;
    for (std::int64_t i = 0; i < count; ++i) {
        const float value = static_cast<float>(i) / static_cast<float>(count);
        const auto bytes =
            spec.dtype == DType::i64 ? std::as_bytes(std::span(&i, 1)) : std::as_bytes(std::span(&value, 1));
        SF_CHECK(writer.write(bytes));
    }
    return {};
}

Result<> RandomData::write(SafetensorsWriter& writer, const TensorSpec& spec) {
    const bool schedule = spec.name.find('.') == std::string::npos;
    if (spec.dtype == DType::i64 || schedule) return write_range(writer, spec);
    std::int64_t count = 1;
    std::int64_t fan_in = 1;
    for (std::size_t i = 0; i < spec.shape.size(); ++i) {
        count *= spec.shape[i];
        if (i > 0) fan_in *= spec.shape[i];
    }
    const bool vector = spec.shape.size() == 1;
    const bool embedding = spec.name.find("embeddings.") != std::string::npos;
    const float deviation = vector || embedding ? 0.02f : 0.5f / std::sqrt(static_cast<float>(fan_in));
    const float mean = vector && spec.name.ends_with(".weight") ? 1.0f : 0.0f;
    const auto value = [&](float x) { return mean + deviation * x; };
    if (spec.dtype == DType::f32) return draw<float>(writer, count, value);
    const bool half = spec.dtype == DType::f16;
    return draw<std::uint16_t>(writer, count,
                               [&](float x) { return half ? float_to_half(value(x)) : float_to_bf16(value(x)); });
}

Result<> write_file(const fs::path& path, std::vector<TensorSpec> specs,
                    const std::map<std::string, std::string>& metadata, std::uint64_t seed) {
    std::stable_sort(specs.begin(), specs.end(), [](const TensorSpec& a, const TensorSpec& b) {
        return std::pair(dtype_size(b.dtype), std::string_view(a.name)) <
               std::pair(dtype_size(a.dtype), std::string_view(b.name));
    });
    SF_TRY(SafetensorsWriter writer, SafetensorsWriter::create(path, specs, metadata));
    RandomData random(seed);
    for (const TensorSpec& spec : specs)
        SF_CHECK(random.write(writer, spec));
    return writer.finish();
}

void set_dtype(std::vector<TensorSpec>& specs, DType dtype) {
    for (TensorSpec& spec : specs)
        spec.dtype = dtype;
}

/// Appends the specs under the names and shapes of the original checkpoints.
void append_ldm(std::vector<TensorSpec>& out, Component component, const std::string& prefix,
                std::vector<TensorSpec> specs) {
    std::vector<std::string> names;
    for (const TensorSpec& spec : specs)
        names.push_back(spec.name);
    const std::vector<NamePair> pairs = canonical_names(component, names);
    for (std::size_t i = 0; i < specs.size(); ++i) {
        TensorSpec& spec = specs[i];
        if (component == Component::vae && spec.shape.size() == 2) spec.shape.insert(spec.shape.end(), {1, 1});
        spec.name = prefix + pairs[i].to;
        out.push_back(std::move(spec));
    }
}

json channel_list(int base, const std::vector<int>& multipliers) {
    json out = json::array();
    for (const int m : multipliers)
        out.push_back(base * m);
    return out;
}

json clip_config(const RandomModel& m) {
    return {{"hidden_size", m.text_width},         {"num_hidden_layers", m.text_layers},
            {"num_attention_heads", m.text_heads}, {"intermediate_size", m.text_mlp},
            {"vocab_size", m.vocab_size},          {"max_position_embeddings", m.positions},
            {"hidden_act", "quick_gelu"},          {"layer_norm_eps", 1e-5},
            {"bos_token_id", m.vocab_size - 2},    {"eos_token_id", m.vocab_size - 1}};
}

Result<> write_single_file(const fs::path& path, const RandomModel& m, DType dtype, std::uint64_t seed) {
    std::vector<TensorSpec> specs;
    append_ldm(specs, Component::unet, "model.diffusion_model.", unet_specs(m));
    append_ldm(specs, Component::vae, "first_stage_model.", vae_specs(m));
    append_ldm(specs, Component::text, "cond_stage_model.transformer.", text_specs(m));
    set_dtype(specs, dtype);
    // What such files carry besides the networks.
    specs.push_back({"cond_stage_model.transformer.text_model.embeddings.position_ids", DType::i64, {1, m.positions}});
    for (const char* name :
         {"betas", "alphas_cumprod", "alphas_cumprod_prev", "sqrt_alphas_cumprod", "sqrt_one_minus_alphas_cumprod"})
        specs.push_back({name, DType::f32, {1000}});
    std::map<std::string, std::string> metadata;
    if (m.describe_itself) {
        const json config = {
            {"clip", clip_config(m)}, {"unet", {{"num_heads", m.unet_heads}}}, {"vae", json::object()}};
        metadata["sfumato.config"] = config.dump();
    }
    return write_file(path, std::move(specs), metadata, seed);
}

Result<> write_component(const fs::path& folder, const char* file, const json& config, std::vector<TensorSpec> specs,
                         DType dtype, std::uint64_t seed) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail_errno(error.value(), folder, "cannot make the folder");
    SF_CHECK(write_file_atomically(folder / "config.json", as_bytes(config.dump(1))));
    set_dtype(specs, dtype);
    return write_file(folder / file, std::move(specs), {}, seed);
}

Result<> write_folder(const fs::path& folder, const RandomModel& m, DType dtype, std::uint64_t seed) {
    const json unet = {{"_class_name", "UNet2DConditionModel"},
                       {"sample_size", 64},
                       {"in_channels", m.latent_channels},
                       {"out_channels", m.latent_channels},
                       {"block_out_channels", channel_list(m.unet_channels, m.unet_multipliers)},
                       {"layers_per_block", m.unet_layers},
                       {"cross_attention_dim", m.text_width},
                       {"attention_head_dim", m.unet_heads},
                       {"norm_num_groups", 32},
                       {"norm_eps", 1e-5}};
    const json vae = {{"_class_name", "AutoencoderKL"},
                      {"latent_channels", m.latent_channels},
                      {"block_out_channels", channel_list(m.vae_channels, m.vae_multipliers)},
                      {"layers_per_block", m.vae_layers},
                      {"norm_num_groups", 32},
                      {"scaling_factor", 0.18215}};
    const json scheduler = {
        {"_class_name", "PNDMScheduler"},   {"beta_start", 0.00085},       {"beta_end", 0.012},
        {"beta_schedule", "scaled_linear"}, {"num_train_timesteps", 1000}, {"prediction_type", "epsilon"}};
    SF_CHECK(write_component(folder / "unet", "diffusion_pytorch_model.safetensors", unet, unet_specs(m), dtype, seed));
    SF_CHECK(
        write_component(folder / "vae", "diffusion_pytorch_model.safetensors", vae, vae_specs(m), dtype, seed + 1));
    SF_CHECK(
        write_component(folder / "text_encoder", "model.safetensors", clip_config(m), text_specs(m), dtype, seed + 2));
    std::error_code error;
    fs::create_directories(folder / "scheduler", error);
    if (error) return fail_errno(error.value(), folder, "cannot make the folder");
    SF_CHECK(write_file_atomically(folder / "scheduler/scheduler_config.json", as_bytes(scheduler.dump(1))));
    const json index = {{"_class_name", "StableDiffusionPipeline"}};
    return write_file_atomically(folder / "model_index.json", as_bytes(index.dump(1)));
}

} // namespace

RandomModel sd15_model() {
    return {};
}

RandomModel tiny_model() {
    RandomModel m;
    m.unet_channels = 32;
    m.unet_multipliers = {1, 2};
    m.unet_attention = {true, false};
    m.unet_layers = 1;
    m.unet_heads = 4;
    m.vae_channels = 32;
    m.vae_multipliers = {1, 1, 2};
    m.vae_layers = 1;
    m.text_width = 32;
    m.text_layers = 2;
    m.text_heads = 2;
    m.text_mlp = 64;
    m.describe_itself = true;
    return m;
}

std::vector<TensorSpec> unet_specs(const RandomModel& m) {
    Specs s;
    const int time = 4 * m.unet_channels;
    s.linear("time_embedding.linear_1", m.unet_channels, time);
    s.linear("time_embedding.linear_2", time, time);
    s.conv("conv_in", m.latent_channels, m.unet_channels, 3);
    int channels = m.unet_channels;
    std::vector<int> skips{channels};
    for (std::size_t level = 0; level < m.unet_multipliers.size(); ++level) {
        const int out = m.unet_channels * m.unet_multipliers[level];
        const std::string p = "down_blocks." + std::to_string(level);
        for (int layer = 0; layer < m.unet_layers; ++layer) {
            const std::string n = std::to_string(layer);
            add_resnet(s, p + ".resnets." + n, channels, out, time);
            channels = out;
            if (m.unet_attention[level]) add_transformer(s, p + ".attentions." + n, channels, m.text_width);
            skips.push_back(channels);
        }
        if (level + 1 == m.unet_multipliers.size()) break;
        s.conv(p + ".downsamplers.0.conv", channels, channels, 3);
        skips.push_back(channels);
    }
    add_resnet(s, "mid_block.resnets.0", channels, channels, time);
    add_transformer(s, "mid_block.attentions.0", channels, m.text_width);
    add_resnet(s, "mid_block.resnets.1", channels, channels, time);
    add_unet_up(s, m, std::move(skips));
    s.norm("conv_norm_out", m.unet_channels);
    s.conv("conv_out", m.unet_channels, m.latent_channels, 3);
    return s.list;
}

std::vector<TensorSpec> vae_specs(const RandomModel& m) {
    Specs s;
    add_vae_half(s, m, "encoder");
    add_vae_half(s, m, "decoder");
    s.conv("quant_conv", 2 * m.latent_channels, 2 * m.latent_channels, 1);
    s.conv("post_quant_conv", m.latent_channels, m.latent_channels, 1);
    // The 1x1 quantisation convolutions stay [C, C, 1, 1] in both layouts; only attention differs.
    return s.list;
}

std::vector<TensorSpec> text_specs(const RandomModel& m) {
    Specs s;
    s.add("text_model.embeddings.token_embedding.weight", {m.vocab_size, m.text_width});
    s.add("text_model.embeddings.position_embedding.weight", {m.positions, m.text_width});
    for (int layer = 0; layer < m.text_layers; ++layer) {
        const std::string p = "text_model.encoder.layers." + std::to_string(layer);
        s.norm(p + ".layer_norm1", m.text_width);
        s.norm(p + ".layer_norm2", m.text_width);
        for (const char* name : {"q_proj", "k_proj", "v_proj", "out_proj"})
            s.linear(p + ".self_attn." + name, m.text_width, m.text_width);
        s.linear(p + ".mlp.fc1", m.text_width, m.text_mlp);
        s.linear(p + ".mlp.fc2", m.text_mlp, m.text_width);
    }
    s.norm("text_model.final_layer_norm", m.text_width);
    return s.list;
}

Result<> write_random_checkpoint(const fs::path& out, const RandomModel& model, CheckpointLayout layout, DType dtype,
                                 std::uint64_t seed) {
    if (layout == CheckpointLayout::ldm) return write_single_file(out, model, dtype, seed);
    return write_folder(out, model, dtype, seed);
}

} // namespace sfumato
