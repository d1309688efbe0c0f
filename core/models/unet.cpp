#include "models/unet.h"

#include "models/layers.h"

#include <algorithm>

namespace sfumato {
namespace {

constexpr ResBlockNames res_names{"in_layers.0", "in_layers.2", "out_layers.0", "out_layers.3", "skip_connection"};
constexpr AttentionNames attention_names{"to_q", "to_k", "to_v", "to_out.0"};

/// What every block of one forward pass sees.
struct Conditions {
    const UnetConfig& config;
    Tensor emb;     ///< SiLU(time embedding) [b][4*model_channels]
    Tensor context; ///< [b][tokens][context_dim]
    int level = 0;  ///< of the resolution we are at; 0 is the widest picture

    int heads() const { return config.heads(level); }
    int levels() const { return static_cast<int>(config.level_channels.size()); }
    float norm_eps() const { return static_cast<float>(config.norm_eps); }
    float layer_norm_eps() const { return static_cast<float>(config.layer_norm_eps); }
};

Tensor res_block(const Weights& w, const Joined& x, const Conditions& c) {
    const Tensor shift = linear(w["emb_layers.1"], c.emb);
    return res_block(w, res_names, x, shift, c.config.norm_groups, c.norm_eps());
}

/// Self-attention, cross-attention, GEGLU feed-forward, each pre-normed with a residual.
Tensor transformer_block(const Weights& w, Tensor x, const Conditions& c) {
    const int heads = c.heads();
    const float eps = c.layer_norm_eps();
    Tensor h = layer_norm(w["norm1"], x, eps);
    x = self_attention(w["attn1"], attention_names, h, x, heads);
    h = layer_norm(w["norm2"], x, eps);
    x = cross_attention(w["attn2"], attention_names, h, keys_and_values(w["attn2"], attention_names, c.context), x,
                        heads);
    h = linear(w["ff.net.0.proj"], layer_norm(w["norm3"], x, eps), {.activation = Activation::geglu});
    return linear(w["ff.net.2"], h, {.residual = x});
}

/// Pixels are the tokens; proj_in and proj_out are 1x1 convolutions (SD 1.x) or linear layers, which is the same
/// product.
Tensor spatial_transformer(const Weights& w, Tensor x, const Conditions& c) {
    Tensor h = group_norm(w["norm"], x, c.config.norm_groups, static_cast<float>(c.config.transformer_eps));
    h = linear(w["proj_in"], h);
    for (int i = 0; w["transformer_blocks"][i].has("norm1.weight"); ++i)
        h = transformer_block(w["transformer_blocks"][i], h, c);
    return linear(w["proj_out"], h, {.residual = x});
}

/// One entry of input_blocks, middle_block or output_blocks: a sequence of modules, recognised by their weights.
/// `next_skip` is what the result will be joined with: upsampling ends at its size, which may be odd.
Tensor module_sequence(const Weights& w, const Joined& input, Conditions& c, Tensor next_skip = {}) {
    const bool begins_residual = w[0].has("in_layers.0.weight"); // which reads both halves where they are
    Tensor x = begins_residual ? res_block(w[0], input, c) : concat(input);
    for (int m = begins_residual ? 1 : 0;; ++m) {
        const Weights module = w[m];
        if (module.has("in_layers.0.weight")) {
            x = res_block(module, x, c);
        } else if (module.has("proj_in.weight")) {
            x = spatial_transformer(module, x, c);
        } else if (module.has("op.weight")) {
            x = conv2d(module["op"], x, {.stride = 2});
            c.level = std::min(c.level + 1, c.levels() - 1);
        } else if (module.has("conv.weight")) {
            Conv2dOptions options{.upsample = true};
            if (next_skip.valid()) {
                options.crop_height = next_skip.shape()[1];
                options.crop_width = next_skip.shape()[2];
            }
            x = conv2d(module["conv"], x, options);
            c.level = std::max(c.level - 1, 0);
        } else if (module.has("weight")) {
            x = conv2d(module, x);
        } else {
            return x;
        }
    }
}

bool exists(const Weights& w) {
    return w.has("0.weight") || w.has("0.in_layers.0.weight") || w.has("0.op.weight");
}

Tensor unet(const Weights& w, Tensor x, Tensor sinusoid, Tensor context, const UnetConfig& config) {
    // Every use of the time embedding passes through SiLU first, so it is applied once here.
    Tensor emb = linear(w["time_embed.0"], sinusoid, {.activation = Activation::silu});
    emb = linear(w["time_embed.2"], emb, {.activation = Activation::silu});
    Conditions c{config, emb, context};

    std::vector<Tensor> skips;
    Tensor h = x;
    for (int n = 0; exists(w["input_blocks"][n]); ++n) {
        h = module_sequence(w["input_blocks"][n], h, c);
        skips.push_back(h);
    }
    h = module_sequence(w["middle_block"], h, c);
    for (int n = 0; exists(w["output_blocks"][n]); ++n) {
        if (skips.empty()) {
            w.program().fail(Error{ErrorCode::bad_input,
                                   fmt::format("{}: more output_blocks than input_blocks", w.source().origin()),
                                   {}});
            return {};
        }
        const Tensor skip = skips.back();
        skips.pop_back();
        h = module_sequence(w["output_blocks"][n], Joined(h, skip), c, skips.empty() ? Tensor{} : skips.back());
    }
    if (!skips.empty())
        w.program().fail(Error{ErrorCode::bad_input,
                               fmt::format("{}: {} output_blocks are missing (there are as many as input_blocks)",
                                           w.source().origin(), skips.size()),
                               {}});
    h = group_norm(w["out.0"], h, config.norm_groups, c.norm_eps(), Activation::silu);
    return conv2d(w["out.2"], h);
}

} // namespace

Result<std::shared_ptr<Program>> unet_program(const TensorSource& source, const UnetConfig& config,
                                              const UnetShape& shape, DType activation) {
    auto program = std::make_shared<Program>("unet", activation);
    const Weights w(*program, source);
    const Tensor x = program->input("x", {shape.batch, shape.height, shape.width, config.in_channels});
    const Tensor sinusoid = program->input("timestep", {shape.batch, config.model_channels});
    const Tensor context = program->input("context", {shape.batch, shape.context_tokens, config.context_dim});
    const Tensor out =
        unet(w, convert(x, activation), convert(sinusoid, activation), convert(context, activation), config);
    program->output("out", convert(out, DType::f32));
    SF_CHECK(program->finish());
    return program;
}

} // namespace sfumato
