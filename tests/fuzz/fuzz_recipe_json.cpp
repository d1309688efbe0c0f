// Recipe JSON: whatever is accepted is valid, and is written and read back the same.
#include "recipe/json.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::vector<std::string> notes;
    const auto recipe = sfumato::recipe_from_json({reinterpret_cast<const char*>(data), size}, &notes);
    if (!recipe) return 0;
    if (!sfumato::validate(*recipe)) __builtin_trap();
    const auto again = sfumato::recipe_from_json(sfumato::recipe_to_json(*recipe));
    if (!again || !(*again == *recipe)) __builtin_trap();
    return 0;
}
