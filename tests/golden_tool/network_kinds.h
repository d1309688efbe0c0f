// Configurations of networks in the vocabulary of the original code, for kinds that share them.
#pragma once

#include "golden_tool/kinds.h"
#include "weights/model_files.h"

namespace sfumato::golden {

Result<UnetConfig> unet_config(const nlohmann::json& config, const std::filesystem::path& folder);
/// `ddconfig` and the case's scale_factor (0.18215 when absent).
Result<VaeConfig> vae_config(const nlohmann::json& ddconfig, double scale_factor, double shift_factor,
                             const std::filesystem::path& folder);

bool recognise_clip_text(const CaseInput& input);
Result<std::vector<Check>> run_clip_text(const CaseInput& input);
bool recognise_unet(const CaseInput& input);
Result<std::vector<Check>> run_unet(const CaseInput& input);
bool recognise_vae(const CaseInput& input);
Result<std::vector<Check>> run_vae(const CaseInput& input);
bool recognise_e2e(const CaseInput& input);
Result<std::vector<Check>> run_e2e(const CaseInput& input);

} // namespace sfumato::golden
