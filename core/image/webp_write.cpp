// WebP through libwebp; the container with its blocks is ours (RFC 9649, 2.7).
#include "image/encode.h"

#include "base/expect.h"

#include <webp/encode.h>

namespace sfumato {
namespace {

void put_little(std::string& out, std::size_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> (8 * i) & 0xFF);
}

void put_chunk(std::string& out, std::string_view type, std::string_view body) {
    if (body.empty()) return;
    out += type;
    put_little(out, body.size(), 4);
    out += body;
    if (body.size() % 2 != 0) out += '\0';
}

struct Picture {
    WebPPicture picture{};
    WebPMemoryWriter writer{};
    bool valid = WebPPictureInit(&picture) != 0;
    Picture() { WebPMemoryWriterInit(&writer); }
    Picture(const Picture&) = delete;
    Picture& operator=(const Picture&) = delete;
    ~Picture() {
        WebPPictureFree(&picture);
        WebPMemoryWriterClear(&writer);
    }
};

Result<std::string> encode_pixels(const Image& image, int quality) {
    Picture p;
    WebPConfig config;
    if (!p.valid || WebPConfigInit(&config) == 0) return fail(ErrorCode::internal, "libwebp is of another version");
    config.lossless = quality == 0 ? 1 : 0;
    config.quality = quality == 0 ? 75.0f : static_cast<float>(quality); // lossless: effort
    config.exact = 1;                                                    // colours below full transparency stay
    config.thread_level = 0;
    p.picture.use_argb = config.lossless;
    p.picture.width = image.width;
    p.picture.height = image.height;
    p.picture.writer = WebPMemoryWrite;
    p.picture.custom_ptr = &p.writer;
    const int stride = image.width * image.channels;
    const int taken = image.channels == 4 ? WebPPictureImportRGBA(&p.picture, image.pixels.data(), stride)
                                          : WebPPictureImportRGB(&p.picture, image.pixels.data(), stride);
    if (taken == 0) return fail(ErrorCode::out_of_memory, "not enough memory for the WebP");
    if (WebPEncode(&config, &p.picture) == 0)
        return fail(ErrorCode::internal, "cannot encode the WebP: error {}", static_cast<int>(p.picture.error_code));
    return std::string(reinterpret_cast<const char*>(p.writer.mem), p.writer.size);
}

static_assert(webp_max_side == WEBP_MAX_DIMENSION);

} // namespace

bool writes_webp() {
    return true;
}

Result<std::vector<std::byte>> encode_webp(const Image& image, int quality, const PictureBlocks& blocks) {
    expect(is_consistent(image), "encode_webp: sizes and pixels agree");
    if (quality < 0 || quality > 100)
        return fail(ErrorCode::usage, "WebP quality {}: expected 1 to 100, or 0 for lossless", quality);
    if (image.width > WEBP_MAX_DIMENSION || image.height > WEBP_MAX_DIMENSION)
        return fail(ErrorCode::usage, "a WebP is at most {} pixels a side, found {}x{}; choose PNG", WEBP_MAX_DIMENSION,
                    image.width, image.height);
    SF_TRY(const std::string simple, encode_pixels(image, quality));
    // The encoder gives RIFF size WEBP and one or two chunks (ALPH); they move behind a VP8X header.
    std::string_view pixels = std::string_view(simple).substr(12);
    if (pixels.starts_with("VP8X")) pixels.remove_prefix(18);
    std::string body = "WEBP";
    std::string canvas;
    const unsigned flags = (blocks.icc.empty() ? 0u : 0x20u) | (image.channels == 4 ? 0x10u : 0u) |
                           (blocks.exif.empty() ? 0u : 0x08u) | (blocks.xmp.empty() ? 0u : 0x04u);
    put_little(canvas, flags, 4);
    put_little(canvas, static_cast<std::size_t>(image.width - 1), 3);
    put_little(canvas, static_cast<std::size_t>(image.height - 1), 3);
    put_chunk(body, "VP8X", canvas);
    put_chunk(body, "ICCP", as_text(blocks.icc));
    body += pixels;
    put_chunk(body, "EXIF", as_text(blocks.exif));
    put_chunk(body, "XMP ", blocks.xmp);
    std::string out = "RIFF";
    put_little(out, body.size(), 4);
    out += body;
    const Bytes bytes = as_bytes(out);
    return std::vector<std::byte>(bytes.begin(), bytes.end());
}

} // namespace sfumato
