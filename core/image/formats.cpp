#include "image/formats.h"

#include "base/file.h"
#include "image/exif.h"
#include "image/png.h"
#include "image/stb.h"
#include "image/webp.h"

#include <algorithm>
#include <new>

namespace sfumato {
namespace {

bool starts_with(Bytes bytes, std::string_view magic) {
    return as_text(bytes).starts_with(magic);
}

bool is_jpeg(Bytes bytes) {
    return starts_with(bytes, "\xFF\xD8\xFF");
}
bool is_bmp(Bytes bytes) {
    return starts_with(bytes, "BM");
}
bool is_webp(Bytes bytes) {
    return starts_with(bytes, "RIFF") && bytes.size() >= 12 && as_text(bytes.subspan(8, 4)) == "WEBP";
}

constexpr ImageFormat formats[] = {
    {"PNG", "png", is_png, decode_png},
    {"JPEG", "jpg jpeg", is_jpeg, decode_jpeg},
    {"WebP", "webp", is_webp, decode_webp},
    {"BMP", "bmp", is_bmp, decode_bmp},
};

std::string supported_names() {
    std::string names;
    for (const ImageFormat& format : formats)
        names += (names.empty() ? "" : ", ") + std::string(format.name);
    return names;
}

} // namespace

std::span<const ImageFormat> image_formats() {
    return formats;
}

const ImageFormat* find_image_format(Bytes bytes) {
    const auto* found =
        std::ranges::find_if(formats, [&](const ImageFormat& format) { return format.recognise(bytes); });
    return found == std::end(formats) ? nullptr : found;
}

Result<> check_image_size(std::uint64_t width, std::uint64_t height) {
    using namespace image_limits;
    if (width == 0 || height == 0)
        return fail(ErrorCode::bad_input, "the image's size is {}x{}, expected at least 1x1", width, height);
    if (width > max_side || height > max_side || width * height > max_pixels)
        return fail(ErrorCode::bad_input, "the image's size is {}x{}, expected at most {} a side and {} pixels", width,
                    height, max_side, max_pixels);
    return {};
}

Result<Image> decode_image(Bytes bytes, std::string_view name) {
    const auto decode = [&]() -> Result<Image> {
        if (bytes.empty()) return fail(ErrorCode::bad_input, "the file is empty, expected an image");
        const ImageFormat* format = find_image_format(bytes);
        if (format == nullptr)
            return fail(ErrorCode::bad_input, "not an image of a known format (expected {})", supported_names());
        SF_TRY(Image image, with_context(format->decode(bytes), "while reading it as {}", format->name));
        return turn_upright(std::move(image), exif_orientation(bytes));
    };
    try {
        auto image = decode();
        if (!image) image.error().message = fmt::format("{}: {}", name, image.error().message);
        return image;
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::out_of_memory, "{}: not enough memory for this image", name);
    }
}

Result<Image> load_image(const std::filesystem::path& path) {
    SF_TRY(MappedFile file, MappedFile::open(path));
    if (file.bytes().size() > image_limits::max_file_bytes)
        return fail(ErrorCode::bad_input, "{}: is {} bytes, expected an image of at most {}", path.string(),
                    file.bytes().size(), image_limits::max_file_bytes);
    return decode_image(file.bytes(), path.string());
}

} // namespace sfumato
