// Remembered hashes of model files: whatever is accepted is written and read back the same.
#include "engine/hash_memory.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto hashes = sfumato::known_hashes_from_json({reinterpret_cast<const char*>(data), size});
    if (!hashes) return 0;
    for (const auto& [stamps, sha256] : *hashes)
        if (sha256.size() != 64) __builtin_trap();
    const auto again = sfumato::known_hashes_from_json(sfumato::known_hashes_to_json(*hashes));
    if (!again || *again != *hashes) __builtin_trap();
    return 0;
}
