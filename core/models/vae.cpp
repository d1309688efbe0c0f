#include "models/vae.h"

#include "models/layers.h"

#include <functional>

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

/// As far as everything is of the latents' size: the part that looks at the whole picture (attention), and cheap.
Tensor decode_narrow(const Weights& w, Tensor z, const Vae& vae) {
    const Weights decoder = w["decoder"];
    Tensor h = w["post_quant_conv"].has("weight") ? conv2d(w["post_quant_conv"], z) : z;
    h = vae.middle(decoder["mid"], conv2d(decoder["conv_in"], h));
    return vae.level(decoder["up"][levels(decoder["up"]) - 1], h);
}

/// The rest: what looks at its neighbourhood alone, but for the statistics of its norms.
Tensor decode_wide(const Weights& w, Tensor h, const Vae& vae) {
    const Weights decoder = w["decoder"];
    for (int i = levels(decoder["up"]) - 1; i >= 0; --i) { // level 0 is the full resolution
        const Weights upsample = decoder["up"][i]["upsample.conv"];
        if (upsample.has("weight")) h = conv2d(upsample, h, {.upsample = true});
        if (i > 0) h = vae.level(decoder["up"][i - 1], h);
    }
    return vae.output(decoder, h);
}

Tensor encode_wide(const Weights& w, Tensor image, const Vae& vae) {
    const Weights encoder = w["encoder"];
    Tensor h = conv2d(encoder["conv_in"], image);
    for (int i = 0, n = levels(encoder["down"]); i + 1 < n; ++i) {
        h = vae.level(encoder["down"][i], h);
        const Weights downsample = encoder["down"][i]["downsample.conv"];
        // The original pads on the right and below only.
        if (downsample.has("weight")) h = conv2d(downsample, h, {.stride = 2, .pad_before = 0, .pad_after = 1});
    }
    return h;
}

Tensor encode_narrow(const Weights& w, Tensor h, const Vae& vae) {
    const Weights encoder = w["encoder"];
    h = vae.level(encoder["down"][levels(encoder["down"]) - 1], h);
    h = vae.output(encoder, vae.middle(encoder["mid"], h));
    return w["quant_conv"].has("weight") ? conv2d(w["quant_conv"], h) : h;
}

struct Ends {
    const char* name;
    const char* input;
    const char* output;
};

/// A program of one input and one output, in f32 outside.
Result<std::shared_ptr<Program>> program_of(const Ends& ends, const Shape& shape, DType activation,
                                            const TensorSource& source,
                                            const std::function<Tensor(const Weights&, Tensor)>& network) {
    auto program = std::make_shared<Program>(ends.name, activation);
    const Tensor in = program->input(ends.input, shape);
    const Tensor out = network(Weights(*program, source), convert(in, activation));
    program->output(ends.output, convert(out, DType::f32));
    SF_CHECK(program->finish());
    return program;
}

} // namespace

Result<std::shared_ptr<Program>> vae_decoder_program(const TensorSource& source, const VaeConfig& config, int batch,
                                                     int height, int width, DType activation) {
    return program_of(
        {"vae_decoder", "z", "image"}, {batch, height, width, config.latent_channels}, activation, source,
        [&](const Weights& w, Tensor z) { return decode_wide(w, decode_narrow(w, z, Vae{config}), Vae{config}); });
}

Result<std::shared_ptr<Program>> vae_encoder_program(const TensorSource& source, const VaeConfig& config, int batch,
                                                     int height, int width, DType activation) {
    return program_of({"vae_encoder", "image", "moments"}, {batch, height, width, 3}, activation, source,
                      [&](const Weights& w, Tensor image) {
                          return encode_narrow(w, encode_wide(w, image, Vae{config}), Vae{config});
                      });
}

Result<std::shared_ptr<Program>> vae_part_program(VaePart part, const TensorSource& source, const VaeConfig& config,
                                                  int height, int width) {
    const int features = config.level_channels.back();
    const Vae vae{config};
    switch (part) {
    case VaePart::decode_narrow:
        return program_of({"vae_decoder_narrow", "in", "out"}, {1, height, width, config.latent_channels}, DType::f32,
                          source, [&](const Weights& w, Tensor z) { return decode_narrow(w, z, vae); });
    case VaePart::decode_wide:
        return program_of({"vae_decoder_wide", "in", "out"}, {1, height, width, features}, DType::f32, source,
                          [&](const Weights& w, Tensor h) { return decode_wide(w, h, vae); });
    case VaePart::encode_wide:
        return program_of({"vae_encoder_wide", "in", "out"}, {1, height, width, 3}, DType::f32, source,
                          [&](const Weights& w, Tensor image) { return encode_wide(w, image, vae); });
    case VaePart::encode_narrow:
        return program_of({"vae_encoder_narrow", "in", "out"}, {1, height, width, encoder_features(config)}, DType::f32,
                          source, [&](const Weights& w, Tensor h) { return encode_narrow(w, h, vae); });
    }
    return fail(ErrorCode::internal, "no such part of a VAE");
}

int encoder_features(const VaeConfig& config) {
    const std::size_t n = config.level_channels.size();
    return n > 1 ? config.level_channels[n - 2] : config.level_channels.back();
}

} // namespace sfumato
