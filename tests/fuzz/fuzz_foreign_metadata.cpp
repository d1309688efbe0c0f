// Recipes of other programs, and texts of JPEG and WebP files: the first byte chooses the reader.
#include "image/picture_texts.h"
#include "store/foreign_metadata.h"
#include "store/metadata.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace sfumato;
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    std::vector<std::string> notes;
    Result<Recipe> recipe = fail(ErrorCode::bad_input, "none");
    switch (data[0]) {
    case 'c': recipe = recipe_from_comfyui(text, notes); break;
    case 'i': recipe = recipe_from_invokeai(text, notes); break;
    case 'd': recipe = recipe_from_dream(text, notes); break;
    case 'n': recipe = recipe_from_novelai(text, notes); break;
    case 'f': recipe = recipe_from_fooocus(text, notes); break;
    case 's': recipe = recipe_from_swarmui(text, notes); break;
    default: (void)read_metadata_quickly(as_bytes(text), "fuzz"); (void)jpeg_size(as_bytes(text));
    }
    if (recipe && !validate(*recipe)) __builtin_trap();
    return 0;
}
