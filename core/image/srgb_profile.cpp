// Numbers of IEC 61966-2-1, adapted to D50 as ICC.1:2010 asks for (Bradford).
#include "image/encode.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <string>

namespace sfumato {
namespace {

void put32(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xFF);
}

/// s15Fixed16Number
void put_fixed(std::string& out, double value) {
    put32(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536.0))));
}

std::string numbers(const char* type, std::initializer_list<double> values) {
    std::string out = type + std::string(4, '\0');
    for (const double value : values)
        put_fixed(out, value);
    return out;
}

/// multiLocalizedUnicodeType with one English text of ASCII.
std::string text(std::string_view ascii) {
    std::string out = "mluc" + std::string(4, '\0');
    put32(out, 1);
    put32(out, 12);
    out += "enUS";
    put32(out, static_cast<std::uint32_t>(2 * ascii.size()));
    put32(out, 28);
    for (const char c : ascii) {
        out += '\0';
        out += c;
    }
    return out;
}

/// parametricCurveType, function 3: (a x + b)^g from d on, c x below.
std::string curve() {
    std::string out = "para" + std::string(4, '\0') + std::string("\0\x03\0\0", 4);
    for (const double value : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045})
        put_fixed(out, value);
    return out;
}

} // namespace

std::vector<std::byte> srgb_profile() {
    struct Tag {
        const char* name;
        std::string body;
    };
    const std::array<Tag, 10> tags{{
        {"desc", text("sRGB")},
        {"cprt", text("No copyright, use freely")},
        {"wtpt", numbers("XYZ ", {0.96420, 1.0, 0.82491})},
        {"chad", numbers("sf32", {1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168})},
        {"rXYZ", numbers("XYZ ", {0.43607, 0.22249, 0.01392})},
        {"gXYZ", numbers("XYZ ", {0.38515, 0.71687, 0.09708})},
        {"bXYZ", numbers("XYZ ", {0.14307, 0.06061, 0.71410})},
        {"rTRC", curve()},
        {"gTRC", {}}, // share the body of the first
        {"bTRC", {}},
    }};
    constexpr std::size_t header_bytes = 128;
    std::string table, bodies;
    put32(table, static_cast<std::uint32_t>(tags.size()));
    std::size_t offset = 0, length = 0;
    for (const Tag& tag : tags) {
        if (!tag.body.empty()) {
            offset = header_bytes + 4 + 12 * tags.size() + bodies.size();
            length = tag.body.size();
            bodies += tag.body + std::string((4 - tag.body.size() % 4) % 4, '\0');
        }
        table += tag.name;
        put32(table, static_cast<std::uint32_t>(offset));
        put32(table, static_cast<std::uint32_t>(length));
    }
    std::string header;
    put32(header, static_cast<std::uint32_t>(header_bytes + table.size() + bodies.size()));
    header += std::string(4, '\0') + std::string("\x04\x20\0\0", 4) + "mntrRGB XYZ ";
    // A fixed day: the profile is the same in every picture.
    header += std::string("\x07\xE9\0\x01\0\x01\0\0\0\0\0\0", 12) + "acsp" + std::string(28, '\0');
    for (const double value : {0.96420, 1.0, 0.82491})
        put_fixed(header, value);
    header.resize(header_bytes, '\0');
    const std::string all = header + table + bodies;
    const Bytes bytes = as_bytes(all);
    return {bytes.begin(), bytes.end()};
}

} // namespace sfumato
