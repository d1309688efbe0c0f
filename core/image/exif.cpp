#include "image/exif.h"

#include "image/png.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace sfumato {
namespace {

/// Reads fields in the byte order that the TIFF header names.
struct TiffReader {
    Bytes bytes;
    bool big_endian = false;

    template <class T> std::optional<T> at(std::size_t offset) const {
        if (offset > bytes.size()) return std::nullopt;
        ByteReader reader(bytes.subspan(offset));
        return big_endian ? reader.big<T>() : reader.little<T>();
    }
};

/// Orientation in the first directory of a TIFF block.
int orientation_of_tiff(Bytes tiff) {
    const std::string_view text = as_text(tiff);
    if (!text.starts_with("II") && !text.starts_with("MM")) return 1;
    const TiffReader reader{tiff, text[0] == 'M'};
    const auto directory = reader.at<std::uint32_t>(4);
    if (reader.at<std::uint16_t>(2) != 42 || !directory) return 1;
    const std::size_t count = reader.at<std::uint16_t>(*directory).value_or(0);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t entry = static_cast<std::size_t>(*directory) + 2 + 12 * i;
        if (reader.at<std::uint16_t>(entry) != 0x0112) continue;
        const int value = reader.at<std::uint16_t>(entry + 8).value_or(1);
        return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

constexpr std::string_view exif_prefix("Exif\0\0", 6);

/// APP1 segments stand before the scan (JFIF; EXIF 2.32, 4.7.2).
Bytes tiff_of_jpeg(Bytes file) {
    ByteReader reader(file.subspan(2));
    while (true) {
        const auto marker = reader.big<std::uint16_t>();
        if (!marker || (*marker & 0xFF00) != 0xFF00 || *marker == 0xFFDA) return {};
        const auto length = reader.big<std::uint16_t>();
        if (!length || *length < 2) return {};
        const auto body = reader.take(*length - 2u);
        if (!body) return {};
        if (*marker == 0xFFE1 && as_text(*body).starts_with(exif_prefix)) return body->subspan(exif_prefix.size());
    }
}

Bytes tiff_of_webp(Bytes file) {
    ByteReader reader(file.subspan(12));
    while (true) {
        const auto type = reader.take(4);
        const auto length = reader.little<std::uint32_t>();
        if (!type || !length) return {};
        const auto body = reader.take(*length);
        if (!body) return {};
        // Some writers keep JPEG's prefix here although the container does not ask for it.
        if (as_text(*type) == "EXIF")
            return as_text(*body).starts_with(exif_prefix) ? body->subspan(exif_prefix.size()) : *body;
        (void)reader.take(*length % 2); // chunks are padded to even sizes
    }
}

} // namespace

Bytes exif_block(Bytes file) {
    const std::string_view text = as_text(file);
    if (is_png(file)) return find_png_chunk(file, "eXIf");
    if (text.starts_with("\xFF\xD8")) return tiff_of_jpeg(file);
    if (text.starts_with("RIFF") && text.size() >= 12) return tiff_of_webp(file);
    return {};
}

int exif_orientation(Bytes file) {
    return orientation_of_tiff(exif_block(file));
}

Image turn_upright(Image image, int orientation) {
    if (orientation <= 1 || orientation > 8) return image;
    const bool transposed = orientation >= 5;
    const bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    Image out{transposed ? image.height : image.width, transposed ? image.width : image.height, image.channels, {}};
    out.pixels.resize(image.pixels.size());
    const auto channels = static_cast<std::size_t>(image.channels);
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x) {
            // (x, y) upright comes from (sx, sy) as stored: transpose first, then mirror in stored coordinates.
            int sx = transposed ? y : x;
            int sy = transposed ? x : y;
            if (flip_x) sx = image.width - 1 - sx;
            if (flip_y) sy = image.height - 1 - sy;
            const std::size_t from =
                (static_cast<std::size_t>(sy) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(sx)) *
                channels;
            const std::size_t to =
                (static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) + static_cast<std::size_t>(x)) *
                channels;
            std::copy_n(image.pixels.begin() + static_cast<std::ptrdiff_t>(from), channels,
                        out.pixels.begin() + static_cast<std::ptrdiff_t>(to));
        }
    return out;
}

} // namespace sfumato
