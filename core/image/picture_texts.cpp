#include "image/picture_texts.h"

#include "image/exif.h"

#include <algorithm>
#include <optional>

namespace sfumato {
namespace {

constexpr std::string_view xmp_prefix("http://ns.adobe.com/xap/1.0/\0", 29);

void append_code_point(std::string& out, std::uint32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | c >> 6);
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

std::string utf16_to_utf8(Bytes bytes, bool big_endian) {
    std::string out;
    out.reserve(bytes.size());
    ByteReader reader(bytes);
    const auto next = [&]() -> std::optional<std::uint32_t> {
        const auto unit = big_endian ? reader.big<std::uint16_t>() : reader.little<std::uint16_t>();
        return unit ? std::optional<std::uint32_t>(*unit) : std::nullopt;
    };
    constexpr std::uint32_t replacement = 0xFFFD;
    for (auto unit = next(); unit;) {
        std::uint32_t point = *unit;
        unit = next();
        if (point >= 0xD800 && point < 0xDC00 && unit && *unit >= 0xDC00 && *unit < 0xE000) {
            point = 0x10000 + ((point - 0xD800) << 10) + (*unit - 0xDC00);
            unit = next();
        } else if (point >= 0xD800 && point < 0xE000) {
            point = replacement;
        }
        if (point != 0) append_code_point(out, point);
    }
    return out;
}

/// Whether more of the 16-bit units are ASCII when read as big-endian than as little-endian.
bool looks_big_endian(Bytes bytes, bool otherwise) {
    std::size_t high_first = 0, low_first = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        high_first += bytes[i] == std::byte{0} && bytes[i + 1] != std::byte{0} ? 1u : 0u;
        low_first += bytes[i] != std::byte{0} && bytes[i + 1] == std::byte{0} ? 1u : 0u;
    }
    return high_first == low_first ? otherwise : high_first > low_first;
}

std::string without_trailing_nuls(Bytes bytes) {
    std::string_view text = as_text(bytes);
    while (!text.empty() && text.back() == '\0')
        text.remove_suffix(1);
    std::string out(text);
    std::ranges::replace(out, '\0', ' ');
    return out;
}

/// Directory entries of a TIFF block, read without trusting any offset.
class Directories {
public:
    explicit Directories(Bytes tiff) : tiff_(tiff) {
        const std::string_view text = as_text(tiff);
        big_ = text.starts_with("MM");
        valid_ = (big_ || text.starts_with("II")) && at<std::uint16_t>(2) == std::uint16_t{42};
    }
    bool big_endian() const { return big_; }
    std::optional<std::uint32_t> first() const { return valid_ ? at<std::uint32_t>(4) : std::nullopt; }

    /// Bytes of the value of `tag` in the directory at `offset`.
    std::optional<Bytes> value(std::uint32_t offset, std::uint16_t tag) const {
        const auto entry = find(offset, tag);
        if (!entry) return std::nullopt;
        const auto type = at<std::uint16_t>(*entry + 2);
        const auto count = at<std::uint32_t>(*entry + 4);
        if (!type || !count) return std::nullopt;
        const bool single = *type == 1 || *type == 2 || *type == 7; // BYTE, ASCII, UNDEFINED
        if (!single) return std::nullopt;
        std::size_t begin = *entry + 8;
        if (*count > 4) {
            const auto pointer = at<std::uint32_t>(begin);
            if (!pointer) return std::nullopt;
            begin = *pointer;
        }
        if (begin > tiff_.size() || *count > tiff_.size() - begin || *count > text_limits::max_text_bytes)
            return std::nullopt;
        return tiff_.subspan(begin, *count);
    }
    /// Offset that `tag` (a LONG) holds.
    std::optional<std::uint32_t> pointer(std::uint32_t offset, std::uint16_t tag) const {
        const auto entry = find(offset, tag);
        return entry ? at<std::uint32_t>(*entry + 8) : std::nullopt;
    }

private:
    template <class T> std::optional<T> at(std::size_t offset) const {
        if (offset > tiff_.size()) return std::nullopt;
        ByteReader reader(tiff_.subspan(offset));
        return big_ ? reader.big<T>() : reader.little<T>();
    }
    std::optional<std::size_t> find(std::uint32_t offset, std::uint16_t tag) const {
        const std::size_t count = at<std::uint16_t>(offset).value_or(0);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t entry = static_cast<std::size_t>(offset) + 2 + 12 * i;
            const auto found = at<std::uint16_t>(entry);
            if (!found) return std::nullopt;
            if (*found == tag) return entry;
        }
        return std::nullopt;
    }

    Bytes tiff_;
    bool big_ = false, valid_ = false;
};

void add_text(std::vector<TextChunk>& out, const char* name, std::string text) {
    if (!text.empty()) out.push_back({name, std::move(text), TextContainer::international});
}

void read_exif(Bytes tiff, std::vector<TextChunk>& out) {
    const Directories directories(tiff);
    const auto first = directories.first();
    if (!first) return;
    const auto ascii = [&](std::uint16_t tag, const char* name) {
        if (const auto value = directories.value(*first, tag)) add_text(out, name, without_trailing_nuls(*value));
    };
    if (const auto exif = directories.pointer(*first, 0x8769)) {
        if (const auto value = directories.value(*exif, 0x9286))
            add_text(out, picture_text::user_comment, decode_user_comment(*value, directories.big_endian()));
        if (const auto value = directories.value(*exif, 0x927C))
            add_text(out, picture_text::maker_note, without_trailing_nuls(*value));
    }
    ascii(0x010E, picture_text::description);
    ascii(0x010F, picture_text::make);
    ascii(0x0110, picture_text::model);
    ascii(0x0131, picture_text::software);
}

bool is_jpeg_file(Bytes file) {
    return as_text(file).starts_with("\xFF\xD8");
}
bool is_webp_file(Bytes file) {
    return as_text(file).starts_with("RIFF") && file.size() >= 12 && as_text(file.subspan(8, 4)) == "WEBP";
}

/// Calls `see(marker, body)` for each segment before the pixels until it gives false.
template <class See> void walk_jpeg(Bytes file, See see) {
    ByteReader reader(file.subspan(2));
    while (true) {
        const auto marker = reader.big<std::uint16_t>();
        if (!marker || (*marker & 0xFF00) != 0xFF00 || *marker == 0xFFDA || *marker == 0xFFD9) return;
        const auto length = reader.big<std::uint16_t>();
        if (!length || *length < 2) return;
        const auto body = reader.take(*length - 2u);
        if (!body || !see(*marker, *body)) return;
    }
}

template <class See> void walk_webp(Bytes file, See see) {
    ByteReader reader(file.subspan(12));
    while (true) {
        const auto type = reader.take(4);
        const auto length = reader.little<std::uint32_t>();
        if (!type || !length) return;
        const auto body = reader.take(*length);
        if (!body || !see(as_text(*type), *body)) return;
        (void)reader.take(*length % 2);
    }
}

std::string xmp_of(Bytes file) {
    std::string out;
    if (is_jpeg_file(file))
        walk_jpeg(file, [&](std::uint16_t marker, Bytes body) {
            const std::string_view text = as_text(body);
            if (marker == 0xFFE1 && text.starts_with(xmp_prefix)) out = text.substr(xmp_prefix.size());
            return out.empty();
        });
    else
        walk_webp(file, [&](std::string_view type, Bytes body) {
            if (type == "XMP " && body.size() <= text_limits::max_text_bytes) out = as_text(body);
            return out.empty();
        });
    std::ranges::replace(out, '\0', ' ');
    return out;
}

} // namespace

std::string decode_user_comment(Bytes value, bool big_endian) {
    constexpr std::size_t prefix = 8;
    if (value.size() < prefix) return {};
    const std::string_view encoding = as_text(value.subspan(0, prefix));
    Bytes text = value.subspan(prefix);
    if (!encoding.starts_with("UNICODE")) // ASCII, or undefined: in practice UTF-8
        return without_trailing_nuls(encoding.starts_with("ASCII") || encoding[0] == '\0' ? text : value);
    bool big = looks_big_endian(text, big_endian);
    if (const std::string_view mark = as_text(text); mark.starts_with("\xFE\xFF") || mark.starts_with("\xFF\xFE")) {
        big = mark.starts_with("\xFE\xFF");
        text = text.subspan(2);
    }
    return utf16_to_utf8(text, big);
}

std::vector<TextChunk> picture_texts(Bytes file) {
    std::vector<TextChunk> out;
    if (!is_jpeg_file(file) && !is_webp_file(file)) return out;
    read_exif(exif_block(file), out);
    add_text(out, picture_text::xmp, xmp_of(file));
    return out;
}

std::pair<int, int> jpeg_size(Bytes file) {
    std::pair<int, int> size{0, 0};
    if (!is_jpeg_file(file)) return size;
    walk_jpeg(file, [&](std::uint16_t marker, Bytes body) {
        // SOF0 to SOF15 but for DHT, JPG and DAC, which share their range (T.81, table B.1)
        const bool frame =
            marker >= 0xFFC0 && marker <= 0xFFCF && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC;
        if (!frame) return true;
        ByteReader reader(body);
        (void)reader.take(1);
        const int height = reader.big<std::uint16_t>().value_or(0);
        const int width = reader.big<std::uint16_t>().value_or(0);
        size = {width, height};
        return false;
    });
    return size;
}

std::pair<int, int> webp_size(Bytes file) {
    std::pair<int, int> size{0, 0};
    if (!is_webp_file(file)) return size;
    walk_webp(file, [&](std::string_view type, Bytes body) {
        const auto byte = [&](std::size_t i) { return i < body.size() ? std::to_integer<int>(body[i]) : 0; };
        if (type == "VP8X" && body.size() >= 10) // 24-bit canvas sizes minus one
            size = {1 + (byte(4) | byte(5) << 8 | byte(6) << 16), 1 + (byte(7) | byte(8) << 8 | byte(9) << 16)};
        else if (type == "VP8 " && body.size() >= 10) // RFC 6386, 9.1: 14 bits each behind the start code
            size = {(byte(6) | byte(7) << 8) & 0x3FFF, (byte(8) | byte(9) << 8) & 0x3FFF};
        else if (type == "VP8L" && body.size() >= 5) // 14 bits each behind the signature, minus one
            size = {1 + (byte(1) | (byte(2) & 0x3F) << 8), 1 + (byte(2) >> 6 | byte(3) << 2 | (byte(4) & 0x0F) << 10)};
        return size.first == 0;
    });
    return size;
}

} // namespace sfumato
