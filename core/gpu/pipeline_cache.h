// Compiled pipelines kept on disk between runs, one file per device and driver version.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <volk.h>

#include <filesystem>
#include <optional>
#include <vector>

namespace sfumato::gpu {

/// "10de-2330-0.535.1-<uuid>.bin": another driver version gets another file.
std::string pipeline_cache_name(const VkPhysicalDeviceProperties& properties);

/// The driver's data of a cache file, after checking our header (magic, length, hash) and Vulkan's own header against
/// the device: drivers have been seen to crash on data they should have refused. Errors: bad_input, saying what differs.
Result<Bytes> check_pipeline_cache(Bytes file, const VkPhysicalDeviceProperties& properties);

/// `data` with our header in front.
std::vector<std::byte> wrap_pipeline_cache(Bytes data);

} // namespace sfumato::gpu
