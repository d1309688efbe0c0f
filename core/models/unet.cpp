#include "models/unet.h"

#include "models/layers.h"

#include <algorithm>
#include <vector>

namespace sfumato {
namespace {

constexpr ResBlockNames res_names{"in_layers.0", "in_layers.2", "out_layers.0", "out_layers.3", "skip_connection"};
constexpr AttentionNames attention_names{"to_q", "to_k", "to_v", "to_out.0"};

/// What every block of one forward pass sees.
struct Conditions {
    const UnetConfig& config;
    const UnetShape& shape;
    Tensor shifts;               ///< of all residual blocks, side by side
    std::int64_t next_shift = 0; ///< where those of the next block begin
    int level = 0;               ///< of the resolution we are at; 0 is the widest picture

    int heads() const { return config.heads(level); }
    int levels() const { return static_cast<int>(config.level_channels.size()); }
    float norm_eps() const { return static_cast<float>(config.norm_eps); }
    float layer_norm_eps() const { return static_cast<float>(config.layer_norm_eps); }
};

/// Outputs of a layer; 0, and the program failed, when it is missing.
std::int64_t width_of(const Weights& layer) {
    const TensorView* const weight = layer.find("weight");
    if (weight != nullptr && !weight->shape.empty()) return weight->shape[0];
    layer.program().fail(Error{ErrorCode::bad_input,
                               fmt::format("{}: tensor {} is missing (needed by {})", layer.source().origin(),
                                           layer.name("weight"), layer.program().name()),
                               {}});
    return 0;
}

Tensor res_block(const Weights& w, const Joined& x, Conditions& c) {
    const Columns shift(c.shifts, c.next_shift, width_of(w["emb_layers.1"]));
    c.next_shift += shift.width;
    return res_block(w, res_names, x, shift, c.config.norm_groups, c.norm_eps());
}

/// Keys and values of the text, from outside.
Tensor text_keys(const Weights& attention, const Conditions& c) {
    const std::int64_t width = width_of(attention[attention_names.k]) + width_of(attention[attention_names.v]);
    if (attention.program().failed()) return {};
    return attention.program().kept_input(attention.prefix(), {c.shape.batch, c.shape.context_tokens, width},
                                          attention.program().activation());
}

/// Self-attention, cross-attention, GEGLU feed-forward, each pre-normed with a residual.
Tensor transformer_block(const Weights& w, Tensor x, const Conditions& c) {
    const int heads = c.heads();
    const float eps = c.layer_norm_eps();
    Tensor h = layer_norm(w["norm1"], x, eps);
    x = self_attention(w["attn1"], attention_names, h, x, heads);
    h = layer_norm(w["norm2"], x, eps);
    x = cross_attention(w["attn2"], attention_names, h, text_keys(w["attn2"], c), x, heads);
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

/// Calls visit(module) for every module in the order in which the network runs them.
template <class Visit> void each_module(const Weights& w, Visit visit) {
    auto sequence = [&](const Weights& modules) {
        auto is_module = [](const Weights& m) {
            return m.has("in_layers.0.weight") || m.has("proj_in.weight") || m.has("op.weight") ||
                   m.has("conv.weight") || m.has("weight");
        };
        for (int m = 0; is_module(modules[m]); ++m)
            visit(modules[m]);
    };
    for (int n = 0; exists(w["input_blocks"][n]); ++n)
        sequence(w["input_blocks"][n]);
    sequence(w["middle_block"]);
    for (int n = 0; exists(w["output_blocks"][n]); ++n)
        sequence(w["output_blocks"][n]);
}

/// The layers that bring the time embedding into the residual blocks.
std::vector<Weights> time_layers(const Weights& w) {
    std::vector<Weights> layers;
    each_module(w, [&](const Weights& module) {
        if (module.has("in_layers.0.weight")) layers.push_back(module["emb_layers.1"]);
    });
    return layers;
}

std::vector<Weights> cross_attentions(const Weights& w) {
    std::vector<Weights> attentions;
    each_module(w, [&](const Weights& module) {
        for (int i = 0; module["transformer_blocks"][i].has("norm1.weight"); ++i)
            attentions.push_back(module["transformer_blocks"][i]["attn2"]);
    });
    return attentions;
}

Tensor unet(const Weights& w, Tensor x, Tensor shifts, const UnetConfig& config, const UnetShape& shape) {
    Conditions c{config, shape, shifts};
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
    const Tensor x = program->input("x", {shape.batch, shape.height, shape.width, config.in_channels}, activation);
    std::int64_t channels = 0;
    for (const Weights& layer : time_layers(w))
        channels += width_of(layer);
    const Tensor shifts = program->input("shifts", {shape.batch, channels}, activation);
    program->output("out", unet(w, x, shifts, config, shape));
    SF_CHECK(program->finish());
    return program;
}

Result<std::shared_ptr<Program>> unet_time_program(const TensorSource& source, const UnetConfig& config, int times,
                                                   DType activation) {
    auto program = std::make_shared<Program>("unet_time", activation);
    const Weights w(*program, source);
    const Tensor sinusoid = program->input("timestep", {times, config.model_channels}, activation);
    // Every use of the time embedding passes through SiLU first, so it is applied once here.
    Tensor emb = linear(w["time_embed.0"], sinusoid, {.activation = Activation::silu});
    emb = linear(w["time_embed.2"], emb, {.activation = Activation::silu});
    program->output("shifts", linear(time_layers(w), emb));
    SF_CHECK(program->finish());
    return program;
}

Result<std::shared_ptr<Program>> unet_context_program(const TensorSource& source, const UnetConfig& config, int batch,
                                                      int tokens, DType activation) {
    auto program = std::make_shared<Program>("unet_context", activation);
    const Weights w(*program, source);
    const Tensor context = program->input("context", {batch, tokens, config.context_dim}, activation);
    for (const Weights& attention : cross_attentions(w))
        program->output(attention.prefix(), keys_and_values(attention, attention_names, context));
    SF_CHECK(program->finish());
    return program;
}

} // namespace sfumato
