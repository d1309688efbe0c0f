// The profile of a run as a table for people.
#pragma once

#include <string>

namespace sfumato::cli {

/// Lines "op  count  milliseconds  share" from an event::Finished::json_report; empty when it holds no profile.
std::string profile_table(const std::string& json_report);

} // namespace sfumato::cli
