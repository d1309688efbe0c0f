// JPEG and BMP through stb_image, with only these two of its formats compiled in.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "image/image.h"

namespace sfumato {

/// Baseline and progressive, grey, YCbCr and CMYK. Errors: bad_input, also for a file that is cut off.
Result<Image> decode_jpeg(Bytes bytes);

/// Uncompressed Windows and OS/2 bitmaps. Errors: bad_input, also for a file that is cut off.
Result<Image> decode_bmp(Bytes bytes);

} // namespace sfumato
