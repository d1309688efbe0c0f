// Remembered prompts of any bytes: what is read is written and read again as the same.
#include "store/prompt_memory.h"

#include <cstdint>
#include <cstdlib>

using namespace sfumato;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto memory = prompt_memory_from_json({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!memory) return 0;
    const auto again = prompt_memory_from_json(prompt_memory_to_json(*memory), "again");
    if (!again || *again != *memory) std::abort();
    return 0;
}
