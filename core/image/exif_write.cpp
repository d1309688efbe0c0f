#include "image/encode.h"

#include <utility>

namespace sfumato {
namespace {

void put16(std::string& out, unsigned value) {
    out += static_cast<char>(value >> 8 & 0xFF);
    out += static_cast<char>(value & 0xFF);
}

void put32(std::string& out, std::size_t value) {
    put16(out, static_cast<unsigned>(value >> 16));
    put16(out, static_cast<unsigned>(value & 0xFFFF));
}

/// UTF-8, which is valid here, as big-endian UTF-16.
std::string utf16(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (at + length > text.size()) break;
        unsigned point = length == 1 ? lead : lead & (0xFFu >> (length + 1));
        for (std::size_t i = 1; i < length; ++i)
            point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
        at += length;
        if (point < 0x10000) {
            put16(out, point);
        } else {
            put16(out, 0xD800 + ((point - 0x10000) >> 10));
            put16(out, 0xDC00 + ((point - 0x10000) & 0x3FF));
        }
    }
    return out;
}

struct Field {
    unsigned tag = 0;
    unsigned type = 7; ///< 2 ASCII, 3 SHORT, 4 LONG, 7 undefined
    std::string value;
};

/// A directory whose long values stand behind it.
std::string directory(const std::vector<Field>& fields, std::size_t offset) {
    std::string out, values;
    const std::size_t values_at = offset + 2 + 12 * fields.size() + 4;
    put16(out, static_cast<unsigned>(fields.size()));
    for (const Field& field : fields) {
        put16(out, field.tag);
        put16(out, field.type);
        put32(out, field.type == 3 || field.type == 4 ? 1 : field.value.size());
        if (field.value.size() <= 4) {
            out += field.value + std::string(4 - field.value.size(), '\0');
        } else {
            put32(out, values_at + values.size());
            values += field.value;
            if (values.size() % 2 != 0) values += '\0';
        }
    }
    put32(out, 0); // no further directory
    return out + values;
}

} // namespace

std::vector<std::byte> make_exif(std::string_view user_comment, std::string_view maker_note,
                                 std::string_view software) {
    std::vector<Field> inner{{0x9000, 7, "0232"}}; // in the order of their tags, as TIFF wants it
    if (!maker_note.empty()) inner.push_back({0x927C, 7, std::string(maker_note)});
    if (!user_comment.empty()) inner.push_back({0x9286, 7, std::string("UNICODE\0", 8) + utf16(user_comment)});
    inner.push_back({0xA001, 3, std::string("\0\1", 2)}); // sRGB
    constexpr std::size_t header = 8;
    std::vector<Field> outer;
    if (!software.empty()) outer.push_back({0x0131, 2, std::string(software) + '\0'});
    outer.push_back({0x8769, 4, std::string(4, '\0')});
    std::string place;
    put32(place, header + directory(outer, header).size());
    outer.back().value = place;
    std::string out("MM\0*\0\0\0\x08", 8);
    out += directory(outer, header);
    out += directory(inner, out.size());
    const Bytes bytes = as_bytes(out);
    return {bytes.begin(), bytes.end()};
}

} // namespace sfumato
