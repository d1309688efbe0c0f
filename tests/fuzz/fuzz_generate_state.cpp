// Kept states of pictures: the file as it is, and its fields alone behind a header and a checksum that are right, which
// no mutation would ever hit. Whatever is accepted is written and read back the same.
#include "base/hash.h"
#include "generate/generate_state.h"

#include <cstddef>
#include <cstdint>

namespace {

void check(sfumato::Bytes bytes) {
    const auto state = sfumato::decode_state(bytes);
    if (!state) return;
    const std::vector<std::byte> written = sfumato::encode_state(*state);
    // NaN in a history is not equal to itself, so the bytes are compared.
    if (written.size() != bytes.size() || !std::equal(written.begin(), written.end(), bytes.begin())) __builtin_trap();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    check(bytes);
    constexpr size_t header = 8 + 4 + 8, checksum = 64;
    if (size < header + checksum) return 0;
    const sfumato::Bytes fields = bytes.subspan(header, size - header - checksum);
    std::string file("SFUMSTAT\1\0\0\0", 12);
    for (int i = 0; i < 8; ++i)
        file += static_cast<char>(fields.size() >> (8 * i));
    file.append(sfumato::as_text(fields));
    file += sfumato::sha256_hex(sfumato::as_bytes(file));
    check(sfumato::as_bytes(file));
    return 0;
}
