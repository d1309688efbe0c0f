// Compiled pipelines kept on disk between runs, one file per device and driver version.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <volk.h>

#include <string>
#include <string_view>
#include <vector>

namespace sfumato::gpu {

/// File name for a device and its driver, "10de-2330-<version>-<uuid>-<hash>.bin". `driver` is the driver's name and
/// version as text: some drivers change neither number nor UUID between versions.
std::string pipeline_cache_name(const VkPhysicalDeviceProperties& properties, std::string_view driver);

/// The driver's data of a cache file, after checking our header (magic, length, hash) and Vulkan's own header against
/// the device: drivers have been seen to crash on data they should have refused. Errors: bad_input, saying what
/// differs.
Result<Bytes> check_pipeline_cache(Bytes file, const VkPhysicalDeviceProperties& properties);

/// `data` with our header in front.
std::vector<std::byte> wrap_pipeline_cache(Bytes data);

} // namespace sfumato::gpu
