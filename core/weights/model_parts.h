// Finding the files of a diffusers folder, and refusing what is no model of a known family.
#pragma once

#include "base/error.h"
#include "weights/rename.h"
#include "weights/safetensors.h"

#include <filesystem>
#include <memory>
#include <string>

namespace sfumato {

inline constexpr std::uint64_t max_config_bytes = 4ull << 20;

/// A safetensors file; error unsupported for PyTorch pickles, which are not opened at all.
Result<std::unique_ptr<SafetensorsFile>> open_weights_file(const std::filesystem::path& path);

/// The weights file or index of a component's folder: full precision first, then the fp16 variant, then the only
/// .safetensors file there. Errors: not_found (folder or weights), unsupported (pickles only).
Result<std::filesystem::path> find_component_weights(const std::filesystem::path& folder, Component component);

/// Text of the folder's config.json. Error not_found naming the component.
Result<std::string> read_component_config(const std::filesystem::path& folder, Component component);

/// Refuses pipelines of other families by their class name (error unsupported). An empty name passes.
Result<> check_pipeline(const std::string& class_name, const std::string& origin);

} // namespace sfumato
