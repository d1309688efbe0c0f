#include "text/byte_symbols.h"

#include "text/unicode.h"

namespace sfumato {

namespace {

bool stands_for_itself(int byte) {
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

struct ByteMap {
    std::array<char32_t, 256> character{};
    std::array<int, 0x100 + 68> byte{}; // by character, -1 where none
    ByteMap() {
        byte.fill(-1);
        char32_t next_other = 0x100;
        for (int b = 0; b < 256; ++b) {
            const char32_t c = stands_for_itself(b) ? static_cast<char32_t>(b) : next_other++;
            character[static_cast<std::size_t>(b)] = c;
            byte[c] = b;
        }
    }
};

const ByteMap& byte_map() {
    static const ByteMap map;
    return map;
}

} // namespace

std::string symbol_of_byte(std::uint8_t byte) {
    std::string text;
    unicode::append_utf8(text, byte_map().character[byte]);
    return text;
}

std::array<std::uint8_t, 256> bytes_in_vocabulary_order() {
    std::array<std::uint8_t, 256> order{};
    std::size_t at = 0;
    for (const bool printable : {true, false})
        for (int byte = 0; byte < 256; ++byte)
            if (stands_for_itself(byte) == printable) order[at++] = static_cast<std::uint8_t>(byte);
    return order;
}

std::string bytes_of_symbol(std::string_view symbol) {
    const bool ends_word = symbol.ends_with(end_of_word) && symbol.size() > end_of_word.size();
    if (ends_word) symbol.remove_suffix(end_of_word.size());
    std::string bytes;
    for (std::size_t at = 0; at < symbol.size();) {
        const char32_t c = unicode::next_code_point(symbol, at);
        const int byte = c < byte_map().byte.size() ? byte_map().byte[c] : -1;
        if (byte >= 0)
            bytes.push_back(static_cast<char>(byte));
        else
            unicode::append_utf8(bytes, c);
    }
    if (ends_word) bytes.push_back(' ');
    return bytes;
}

} // namespace sfumato
