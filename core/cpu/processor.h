// What the processor is and which loops it runs.
#pragma once

#include <string>

namespace sfumato::cpu {

/// Model name as the system states it, "unknown processor" when it does not.
std::string processor_name();
/// Processors that this process may use, at least 1.
int usable_processors();
/// Whether products of bfloat16 operands run in hardware.
bool multiplies_bf16();

} // namespace sfumato::cpu
