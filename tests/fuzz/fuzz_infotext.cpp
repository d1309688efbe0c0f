// A1111's parameters text: any text parses, and a recipe made of it can be written and read again.
#include "store/infotext.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<std::string> notes;
    const auto recipe = sfumato::recipe_from_infotext(sfumato::parse_infotext(text), notes);
    if (!recipe) return 0;
    const std::string written = sfumato::to_infotext(*recipe);
    const sfumato::Infotext again = sfumato::parse_infotext(written);
    if (again.find("Steps") == nullptr || *again.find("Steps") != std::to_string(recipe->steps)) __builtin_trap();
    return 0;
}
