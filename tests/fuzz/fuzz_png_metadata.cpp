// Image files: pixels, text chunks, orientation, and the recipes found in them.
#include "image/formats.h"
#include "store/metadata.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const sfumato::Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
    if (const auto image = sfumato::decode_image(bytes, "fuzz"); image && !sfumato::is_consistent(*image))
        __builtin_trap();
    if (const auto metadata = sfumato::read_metadata(bytes, "fuzz.txt"); metadata && metadata->recipe)
        if (!sfumato::validate(*metadata->recipe)) __builtin_trap();
    return 0;
}
