#include "models/vae.h"

#include "models/layers.h"

namespace sfumato {
namespace {

constexpr ResBlockNames res_names{"norm1", "conv1", "norm2", "conv2", "nin_shortcut"};

struct Vae {
    const VaeConfig& config;
    float norm_eps = static_cast<float>(config.norm_eps);

    Tensor res(const Weights& w, Tensor x) const {
        return res_block(w, res_names, x, {}, config.norm_groups, norm_eps);
    }

    /// Single-head self-attention over all pixels.
    Tensor attend(const Weights& w, Tensor x) const {
        const Tensor h = group_norm(w["norm"], x, config.norm_groups, norm_eps);
        return self_attention(w, {"q", "k", "v", "proj_out"}, h, x, 1);
    }

    Tensor middle(const Weights& w, Tensor x) const {
        x = res(w["block_1"], x);
        if (w["attn_1"].has("q.weight")) x = attend(w["attn_1"], x);
        return res(w["block_2"], x);
    }

    /// The residual blocks (and attentions, where the checkpoint has them) of one resolution.
    Tensor level(const Weights& w, Tensor x) const {
        for (int i = 0; w["block"][i].has("norm1.weight"); ++i) {
            x = res(w["block"][i], x);
            if (w["attn"][i].has("q.weight")) x = attend(w["attn"][i], x);
        }
        return x;
    }

    Tensor output(const Weights& w, Tensor x) const {
        return conv2d(w["conv_out"], group_norm(w["norm_out"], x, config.norm_groups, norm_eps, Activation::silu));
    }
};

int levels(const Weights& w) {
    int n = 0;
    while (w[n].has("block.0.norm1.weight"))
        ++n;
    return n;
}

Tensor decode(const Weights& w, Tensor z, const Vae& vae) {
    const Weights decoder = w["decoder"];
    Tensor h = w["post_quant_conv"].has("weight") ? conv2d(w["post_quant_conv"], z) : z;
    h = vae.middle(decoder["mid"], conv2d(decoder["conv_in"], h));
    for (int i = levels(decoder["up"]) - 1; i >= 0; --i) { // level 0 is the full resolution
        h = vae.level(decoder["up"][i], h);
        const Weights upsample = decoder["up"][i]["upsample.conv"];
        if (upsample.has("weight")) h = conv2d(upsample, h, {.upsample = true});
    }
    return vae.output(decoder, h);
}

Tensor encode(const Weights& w, Tensor image, const Vae& vae) {
    const Weights encoder = w["encoder"];
    Tensor h = conv2d(encoder["conv_in"], image);
    for (int i = 0, n = levels(encoder["down"]); i < n; ++i) {
        h = vae.level(encoder["down"][i], h);
        const Weights downsample = encoder["down"][i]["downsample.conv"];
        // The original pads on the right and below only.
        if (downsample.has("weight")) h = conv2d(downsample, h, {.stride = 2, .pad_before = 0, .pad_after = 1});
    }
    h = vae.output(encoder, vae.middle(encoder["mid"], h));
    return w["quant_conv"].has("weight") ? conv2d(w["quant_conv"], h) : h;
}

} // namespace

Result<std::shared_ptr<Program>> vae_decoder_program(const TensorSource& source, const VaeConfig& config, int batch,
                                                     int height, int width, DType activation) {
    auto program = std::make_shared<Program>("vae_decoder", activation);
    const Tensor z = program->input("z", {batch, height, width, config.latent_channels});
    const Tensor image = decode(Weights(*program, source), convert(z, activation), Vae{config});
    program->output("image", convert(image, DType::f32));
    SF_CHECK(program->finish());
    return program;
}

Result<std::shared_ptr<Program>> vae_encoder_program(const TensorSource& source, const VaeConfig& config, int batch,
                                                     int height, int width, DType activation) {
    auto program = std::make_shared<Program>("vae_encoder", activation);
    const Tensor image = program->input("image", {batch, height, width, 3});
    const Tensor moments = encode(Weights(*program, source), convert(image, activation), Vae{config});
    program->output("moments", convert(moments, DType::f32));
    SF_CHECK(program->finish());
    return program;
}

} // namespace sfumato
