// Suggestions for names that were mistyped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// Up to three of `names` that are few letters away from `name`, nearest first: "a, b or c". Empty when none is near.
std::string near_names(std::string_view name, const std::vector<std::string>& names);

} // namespace sfumato
