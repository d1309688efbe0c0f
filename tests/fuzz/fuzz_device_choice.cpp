// The remembered choice of a device: whatever is accepted is sound, and is written and read back the same.
#include "engine/device_choice.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto race = sfumato::race_from_json({reinterpret_cast<const char*>(data), size});
    if (!race) return 0;
    if (!(race->cpu > 0) || !std::isfinite(race->cpu) || !(race->vulkan > 0)) __builtin_trap();
    const auto again = sfumato::race_from_json(sfumato::race_to_json(*race));
    if (!again || !(*again == *race)) __builtin_trap();
    return 0;
}
