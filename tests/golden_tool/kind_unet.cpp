#include "generate/unet_call.h"
#include "golden_tool/network_kinds.h"
#include "golden_tool/networks.h"

namespace sfumato::golden {

Result<UnetConfig> unet_config(const nlohmann::json& config, const std::filesystem::path& folder) {
    UnetConfig out;
    SF_TRY(out.in_channels, int_field(config, "in_channels", folder));
    SF_TRY(out.out_channels, int_field(config, "out_channels", folder));
    SF_TRY(out.model_channels, int_field(config, "model_channels", folder));
    SF_TRY(out.context_dim, int_field(config, "context_dim", folder));
    if (!config.contains("channel_mult") || !config.at("channel_mult").is_array())
        return fail(ErrorCode::bad_input, "{}/config.json: field channel_mult is missing or not a list",
                    folder.string());
    for (const auto& multiple : config.at("channel_mult"))
        out.level_channels.push_back(out.model_channels * (multiple.is_number_integer() ? multiple.get<int>() : 1));
    out.num_heads.assign(out.level_channels.size(), config.value("num_heads", 1));
    out.head_dim = std::max(0, config.value("num_head_channels", 0));
    return out;
}

bool recognise_unet(const CaseInput& input) {
    return input.config.contains("model_channels") && input.config.contains("context_dim") &&
           !input.config.contains("adm_in_channels") && !input.config.contains("hint_channels") &&
           !file_pairs(input.folder).empty();
}

Result<std::vector<Check>> run_unet(const CaseInput& input) {
    SF_TRY(const UnetConfig config, unet_config(input.config, input.folder));
    std::vector<Check> checks;
    for (const FilePair& files : file_pairs(input.folder)) {
        SF_TRY(auto weights, SafetensorsFile::open(files.weights));
        SF_TRY(auto io, SafetensorsFile::open(files.io));
        SF_TRY(const GoldenTensor x, read_tensor(*io, "x", 4));
        SF_TRY(const GoldenTensor context, read_tensor(*io, "context", 3));
        SF_TRY(const GoldenTensor times, read_tensor(*io, "timesteps", 1));
        SF_TRY(const GoldenTensor want, read_tensor(*io, "out", 4));
        const UnetShape shape{static_cast<int>(x.shape[0]), static_cast<int>(x.shape[2]), static_cast<int>(x.shape[3]),
                              static_cast<int>(context.shape[1])};
        SF_TRY(const std::vector<float> out,
               call_unet(*input.executor, *weights, config, shape, channels_last(x), times.values, context.values));
        checks.push_back(
            check_close(input, "out" + files.label, channels_first(out, want.shape), want.values, 8e-5, 2e-4));
    }
    return checks;
}

} // namespace sfumato::golden
