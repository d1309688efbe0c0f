// Case folding for search. The scripts that have case and are typed into prompts, without the tables of ICU.
#include "recipe/utf8.h"
#include "store/gallery_query.h"

namespace sfumato {
namespace {

char32_t lower(char32_t c) {
    const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    if (within('A', 'Z')) return c + 32;
    if (c < 0xC0) return c;
    if (within(0xC0, 0xDE)) return c == 0xD7 ? c : c + 32;                              // Latin-1
    if (within(0x100, 0x137) || within(0x14A, 0x177)) return c == 0x130 ? U'i' : c | 1; // Latin Extended-A
    if (within(0x139, 0x148) || within(0x179, 0x17E)) return (c & 1) != 0 ? c + 1 : c;  // its odd-even runs
    if (c == 0x178) return 0xFF;
    if (within(0x391, 0x3A9) && c != 0x3A2) return c + 32; // Greek
    if (within(0x400, 0x40F)) return c + 80;               // Cyrillic
    if (within(0x410, 0x42F)) return c + 32;
    if (within(0x460, 0x481) || within(0x48A, 0x4BF) || within(0x4D0, 0x52F)) return c | 1;
    if (within(0x531, 0x556)) return c + 48;                            // Armenian
    if (within(0x1E00, 0x1E95) || within(0x1EA0, 0x1EFF)) return c | 1; // Latin Extended Additional (Vietnamese)
    return c;
}

} // namespace

std::string fold_case(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            out += byte < 0x20 || byte == 0x7F ? ' ' : static_cast<char>(lower(byte));
            ++at;
            continue;
        }
        const auto point = next_code_point(text, at);
        if (point) {
            append_utf8(out, lower(*point));
        } else {
            out += ' ';
            ++at;
        }
    }
    return out;
}

} // namespace sfumato
