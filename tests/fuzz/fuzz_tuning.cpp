// The file of measured kernel choices: any bytes.
#include "tensor/tuning.h"

#include <cstdint>
#include <cstdlib>

using namespace sfumato;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto file = parse_tuning(text);
    if (!file) return 0;
    // What was accepted is written as it came, up to the order of its lines.
    const std::string written = format_tuning(*file);
    const auto again = parse_tuning(written);
    if (!again || again->subject != file->subject || again->tuning != file->tuning || written.size() != text.size())
        std::abort();
    return 0;
}
