#include "models/clip_text.h"

#include "models/layers.h"

namespace sfumato {
namespace {

constexpr AttentionNames attention_names{"q_proj", "k_proj", "v_proj", "out_proj"};

/// Pre-norm block: x + attn(ln1(x)), then x + mlp(ln2(x)); the mask lets a token see itself and those before it.
Tensor encoder_layer(const Weights& w, Tensor x, const TextConfig& config) {
    const auto eps = static_cast<float>(config.eps);
    const Tensor normed = layer_norm(w["layer_norm1"], x, eps);
    x = self_attention(w["self_attn"], attention_names, normed, x, config.heads, true);
    const Activation activation = config.activation == "quick_gelu" ? Activation::quick_gelu : Activation::gelu;
    const Tensor h = linear(w["mlp.fc1"], layer_norm(w["layer_norm2"], x, eps), {.activation = activation});
    return linear(w["mlp.fc2"], h, {.residual = x});
}

} // namespace

Result<std::shared_ptr<Program>> clip_text_program(const TensorSource& source, const TextConfig& config, int batch,
                                                   int tokens, int clip_skip, DType activation, bool all_outputs) {
    if (clip_skip < 1 || clip_skip > config.layers)
        return fail(ErrorCode::usage, "clip skip is {}, expected 1 to {} for this text encoder", clip_skip,
                    config.layers);
    if (tokens > config.positions)
        return fail(ErrorCode::usage, "{} tokens given, the text encoder has {} positions", tokens, config.positions);
    auto program = std::make_shared<Program>("clip_text", activation);
    const Weights w(*program, source, "text_model");
    const Tensor ids = program->input("tokens", {batch, tokens}, DType::i32);
    const Tensor positions = program->input("positions", {batch, tokens}, DType::i32);
    Tensor x =
        add(embedding(w["embeddings.token_embedding"], ids), embedding(w["embeddings.position_embedding"], positions));

    const auto eps = static_cast<float>(config.eps);
    Tensor chosen = x, penultimate = x;
    for (int i = 0; i < config.layers; ++i) {
        if (i == config.layers - 1) penultimate = x;
        x = encoder_layer(w["encoder.layers"][i], x, config);
        if (i == config.layers - clip_skip) chosen = x;
        if (!all_outputs && i == config.layers - clip_skip) break; // later layers would not be used
    }
    auto f32 = [](Tensor t) { return t.dtype() == DType::f32 ? t : convert(t, DType::f32); };
    program->output("hidden", f32(layer_norm(w["final_layer_norm"], chosen, eps)));
    if (all_outputs) {
        program->output("penultimate_final_ln", f32(layer_norm(w["final_layer_norm"], penultimate, eps)));
        program->output("penultimate", f32(affine(penultimate, 1.0f, 0.0f)));
        program->output("last_unnormed", f32(affine(x, 1.0f, 0.0f)));
    }
    SF_CHECK(program->finish());
    return program;
}

} // namespace sfumato
