// Kept rates of a device: whatever is accepted is written and read back the same, and estimates are finite.
#include "tensor/rates_file.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto named = sfumato::rates_from_json({reinterpret_cast<const char*>(data), size});
    if (!named) return 0;
    const auto again = sfumato::rates_from_json(rates_to_json(named->rates, named->device, named->driver));
    if (!again || !(*again == *named)) __builtin_trap();
    for (const auto& [op, rates] : named->rates.ops)
        if (!std::isfinite(rates.milliseconds({1e15, 1e12}))) __builtin_trap();
    return 0;
}
