// What the processor is and which loops it runs.
#pragma once

#include <string>

namespace sfumato::cpu {

/// Model name as the system states it, "unknown processor" when it does not.
std::string processor_name();
/// Processors that this process may use, at least 1.
int usable_processors();

} // namespace sfumato::cpu
