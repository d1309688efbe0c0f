// The dimensions of networks from names and shapes of their tensors, held against what their configs say.
#pragma once

#include "weights/config_hints.h"
#include "weights/model_files.h"

#include <span>
#include <string>
#include <string_view>

namespace sfumato {

/// Each takes a source with canonical names. Errors: bad_input for a missing tensor, an impossible shape, a config
/// that contradicts the tensors (file, field, found, expected).
Result<UnetConfig> detect_unet(const TensorSource& source, const UnetHints& hints);
Result<VaeConfig> detect_vae(const TensorSource& source, const VaeHints& hints);
Result<TextConfig> detect_text(const TensorSource& source, const TextHints& hints);

/// What the names of a weights file tell about its family.
struct Family {
    std::string name;       ///< "Stable Diffusion 1.x", "SDXL", ..., or "unknown"
    bool supported = false; ///< whether open_model can open it
};
Family detect_family(std::span<const std::string> names);
/// Error unsupported, saying of which family the file at `origin` is.
Result<> check_supported(const Family& family, std::string_view origin);

} // namespace sfumato
