#include "golden_tool/network_kinds.h"
#include "golden_tool/networks.h"
#include "models/clip_text.h"

#include <algorithm>

namespace sfumato::golden {
namespace {

Result<TextConfig> text_config(const CaseInput& input) {
    TextConfig config;
    SF_TRY(config.width, int_field(input.config, "hidden_size", input.folder));
    SF_TRY(config.layers, int_field(input.config, "num_hidden_layers", input.folder));
    SF_TRY(config.heads, int_field(input.config, "num_attention_heads", input.folder));
    SF_TRY(config.vocab_size, int_field(input.config, "vocab_size", input.folder));
    SF_TRY(config.positions, int_field(input.config, "max_position_embeddings", input.folder));
    config.eps = input.config.value("layer_norm_eps", 1e-5);
    config.activation = input.config.value("hidden_act", "quick_gelu");
    return config;
}

/// The final state at the end-of-text token: the first occurrence of the largest id, as the original finds it.
std::vector<float> pooled(std::span<const float> hidden, std::span<const std::int32_t> ids, std::size_t tokens) {
    std::vector<float> out;
    const std::size_t width = hidden.size() / ids.size();
    for (std::size_t b = 0; b < ids.size() / tokens; ++b) {
        const auto row = ids.subspan(b * tokens, tokens);
        const auto eos = static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
        const auto state = hidden.subspan((b * tokens + eos) * width, width);
        out.insert(out.end(), state.begin(), state.end());
    }
    return out;
}

Result<std::vector<Check>> run_pair(const CaseInput& input, const FilePair& files, const TextConfig& config) {
    SF_TRY(auto weights, SafetensorsFile::open(files.weights));
    SF_TRY(auto io, SafetensorsFile::open(files.io));
    // The half-precision pairs may leave their tokens to the main io file.
    SF_TRY(auto main_io, SafetensorsFile::open(input.folder / "io.safetensors"));
    const TensorSource& inputs_file = io->find("tokens") != nullptr ? *io : *main_io;
    SF_TRY(const std::vector<std::int32_t> ids, read_ids(inputs_file, "tokens"));
    SF_TRY(const GoldenTensor shape, read_tensor(inputs_file, "tokens", 2));
    const auto batch = static_cast<int>(shape.shape[0]), tokens = static_cast<int>(shape.shape[1]);
    std::vector<std::int32_t> positions(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
        positions[i] = static_cast<std::int32_t>(i % static_cast<std::size_t>(tokens));
    SF_TRY(auto program, clip_text_program(*weights, config, batch, tokens, 1, DType::f32, true));
    const std::vector<InputData> inputs{{"tokens", ids}, {"positions", positions}};
    SF_TRY(const auto out, run_once(*input.executor, program, inputs,
                                    {"hidden", "last_unnormed", "penultimate", "penultimate_final_ln"}));

    std::vector<Check> checks;
    const char* names[] = {"last_hidden_state", "last_hidden_unnormed", "penultimate_hidden",
                           "penultimate_hidden_final_ln"};
    for (std::size_t i = 0; i < 4; ++i) {
        if (io->find(names[i]) == nullptr) continue;
        SF_TRY(const GoldenTensor want, read_tensor(*io, names[i], 3));
        checks.push_back(check_close(input, names[i] + files.label, out[i], want.values, 2e-5, 5e-5));
    }
    // A text projection (OpenCLIP) is applied by none of the networks that this program conditions.
    if (io->find("pooled") != nullptr && weights->find("text_projection.weight") == nullptr &&
        weights->find("text_projection") == nullptr) {
        SF_TRY(const GoldenTensor want, read_tensor(*io, "pooled", 2));
        checks.push_back(check_close(input, "pooled" + files.label,
                                     pooled(out[0], ids, static_cast<std::size_t>(tokens)), want.values, 2e-5, 5e-5));
    }
    return checks;
}

} // namespace

bool recognise_clip_text(const CaseInput& input) {
    return input.config.contains("num_hidden_layers") && input.config.contains("hidden_act") &&
           input.config.contains("max_position_embeddings") && !file_pairs(input.folder).empty();
}

Result<std::vector<Check>> run_clip_text(const CaseInput& input) {
    SF_TRY(const TextConfig config, text_config(input));
    std::vector<Check> checks;
    for (const FilePair& files : file_pairs(input.folder)) {
        SF_TRY(const std::vector<Check> more, run_pair(input, files, config));
        checks.insert(checks.end(), more.begin(), more.end());
    }
    return checks;
}

} // namespace sfumato::golden
