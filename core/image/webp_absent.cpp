// Stands for webp.cpp in builds without libwebp, so that such files are still named for what they are.
#include "image/webp.h"

namespace sfumato {

Result<Image> decode_webp(Bytes) {
    return fail(ErrorCode::unsupported, "this build of Sfumato reads no WebP (libwebp was absent when it was built)");
}

} // namespace sfumato
