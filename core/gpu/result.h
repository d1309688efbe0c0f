// VkResult as Result<T>.
#pragma once

#include "base/error.h"

#include <volk.h>

#include <source_location>
#include <string_view>

namespace sfumato::gpu {

/// "VK_ERROR_DEVICE_LOST"
std::string_view vk_result_name(VkResult result);

/// An error for a failed call: device_lost, out_of_memory or device by `result`; `what` says what was tried.
tl::unexpected<Error> vk_fail(VkResult result, std::string_view what,
                              std::source_location where = std::source_location::current());

/// vk_fail unless `result` is VK_SUCCESS.
Result<> vk_check(VkResult result, std::string_view what, std::source_location where = std::source_location::current());

} // namespace sfumato::gpu
