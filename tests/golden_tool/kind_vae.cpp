#include "golden_tool/network_kinds.h"
#include "golden_tool/networks.h"
#include "models/vae.h"

#include <algorithm>
#include <cmath>

namespace sfumato::golden {
namespace {

const nlohmann::json& dd_of(const nlohmann::json& config) {
    return config.contains("ddconfig") ? config.at("ddconfig") : config;
}

Result<std::vector<Check>> decode_checks(const CaseInput& input, const FilePair& files, const VaeConfig& config,
                                         const TensorSource& weights, const TensorSource& io) {
    SF_TRY(const GoldenTensor z, read_tensor(io, "z", 4));
    SF_TRY(const GoldenTensor want, read_tensor(io, "decoded", 4));
    SF_TRY(auto program, vae_decoder_program(weights, config, static_cast<int>(z.shape[0]),
                                             static_cast<int>(z.shape[2]), static_cast<int>(z.shape[3])));
    std::vector<float> latents = channels_last(z);
    for (float& v : latents)
        v = v / static_cast<float>(config.scaling_factor) + static_cast<float>(config.shift_factor);
    const std::vector<InputData> inputs{{"z", latents}};
    SF_TRY(const auto out, run_once(*input.executor, program, inputs, {"image"}));
    return std::vector<Check>{
        check_close(input, "decoded" + files.label, channels_first(out[0], want.shape), want.values, 3e-5, 5e-5)};
}

Result<std::vector<Check>> encode_checks(const CaseInput& input, const FilePair& files, const VaeConfig& config,
                                         const TensorSource& weights, const TensorSource& io) {
    SF_TRY(const GoldenTensor image, read_tensor(io, "image", 4));
    SF_TRY(const GoldenTensor want, read_tensor(io, "moments", 4));
    SF_TRY(auto program, vae_encoder_program(weights, config, static_cast<int>(image.shape[0]),
                                             static_cast<int>(image.shape[2]), static_cast<int>(image.shape[3])));
    const std::vector<float> pixels = channels_last(image);
    const std::vector<InputData> inputs{{"image", pixels}};
    SF_TRY(const auto out, run_once(*input.executor, program, inputs, {"moments"}));
    const std::vector<float> moments = channels_first(out[0], want.shape);
    std::vector<Check> checks{check_close(input, "moments" + files.label, moments, want.values, 3e-5, 5e-5)};
    if (io.find("latent_mode_scaled") != nullptr) {
        SF_TRY(const GoldenTensor scaled, read_tensor(io, "latent_mode_scaled", 4));
        std::vector<float> mean(scaled.values.size());
        const std::size_t half = moments.size() / static_cast<std::size_t>(want.shape[0]) / 2;
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean[i] = (moments[i / half * 2 * half + i % half] - static_cast<float>(config.shift_factor)) *
                      static_cast<float>(config.scaling_factor);
        checks.push_back(check_close(input, "latent_mode_scaled" + files.label, mean, scaled.values, 3e-5, 5e-5));
    }
    return checks;
}

} // namespace

Result<VaeConfig> vae_config(const nlohmann::json& dd, double scale_factor, double shift_factor,
                             const std::filesystem::path& folder) {
    VaeConfig config;
    SF_TRY(config.latent_channels, int_field(dd, "z_channels", folder));
    config.scaling_factor = scale_factor;
    config.shift_factor = shift_factor;
    const std::size_t levels = dd.contains("ch_mult") && dd.at("ch_mult").is_array() ? dd.at("ch_mult").size() : 4;
    config.factor = 1 << (std::max<std::size_t>(levels, 1) - 1);
    return config;
}

bool recognise_vae(const CaseInput& input) {
    const nlohmann::json& dd = dd_of(input.config);
    return dd.is_object() && dd.contains("z_channels") && dd.contains("ch_mult") && !file_pairs(input.folder).empty();
}

Result<std::vector<Check>> run_vae(const CaseInput& input) {
    SF_TRY(const VaeConfig config, vae_config(dd_of(input.config), input.config.value("scale_factor", 0.18215),
                                              input.config.value("shift_factor", 0.0), input.folder));
    std::vector<Check> checks;
    for (const FilePair& files : file_pairs(input.folder)) {
        SF_TRY(auto weights, SafetensorsFile::open(files.weights));
        SF_TRY(auto io, SafetensorsFile::open(files.io));
        for (auto part : {decode_checks, encode_checks}) {
            SF_TRY(const std::vector<Check> more, part(input, files, config, *weights, *io));
            checks.insert(checks.end(), more.begin(), more.end());
        }
    }
    return checks;
}

} // namespace sfumato::golden
