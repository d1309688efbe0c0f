// WebP through libwebp.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "image/image.h"

namespace sfumato {

/// Lossy and lossless still pictures. Errors: bad_input, unsupported (an
/// animation, or a build without libwebp).
Result<Image> decode_webp(Bytes bytes);

} // namespace sfumato
