// Stands for webp.cpp in builds without libwebp, so that such files are still named for what they are.
#include "image/encode.h"
#include "image/webp.h"

namespace sfumato {

Result<Image> decode_webp(Bytes) {
    return fail(ErrorCode::unsupported, "this build of Sfumato reads no WebP (libwebp was absent when it was built)");
}

bool writes_webp() {
    return false;
}

Result<std::vector<std::byte>> encode_webp(const Image&, int, const PictureBlocks&) {
    return fail(ErrorCode::unsupported, "this program was built without libwebp, so it cannot write WebP");
}

} // namespace sfumato
