#include "image/webp.h"

#include "image/formats.h"

#include <webp/decode.h>

namespace sfumato {

Result<Image> decode_webp(Bytes bytes) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    WebPBitstreamFeatures features;
    const VP8StatusCode status = WebPGetFeatures(data, bytes.size(), &features);
    if (status != VP8_STATUS_OK)
        return fail(ErrorCode::bad_input, "damaged WebP header (libwebp status {})", static_cast<int>(status));
    if (features.has_animation != 0)
        return fail(ErrorCode::unsupported, "this WebP is an animation, expected a picture");
    SF_CHECK(check_image_size(static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height)));
    Image image{features.width, features.height, features.has_alpha != 0 ? 4 : 3, {}};
    const std::size_t stride = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.channels);
    image.pixels.resize(stride * static_cast<std::size_t>(image.height));
    const auto decode_into = image.channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
    if (decode_into(data, bytes.size(), image.pixels.data(), image.pixels.size(), static_cast<int>(stride)) == nullptr)
        return fail(ErrorCode::bad_input, "the WebP is cut off or damaged");
    return image;
}

} // namespace sfumato
