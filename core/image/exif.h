// The one EXIF field that changes pixels: orientation.
#pragma once

#include "base/bytes.h"
#include "image/image.h"

namespace sfumato {

/// The TIFF block of a JPEG, WebP or PNG file; empty when there is none. Stops quietly at damage.
Bytes exif_block(Bytes file);

/// Value 1 to 8 of EXIF tag 0x0112 in a JPEG, WebP or PNG file; 1 (upright) when absent or malformed.
int exif_orientation(Bytes file);

/// Rotates and mirrors pixels stored with `orientation` (EXIF 2.32, 4.6.4 A) into upright ones.
Image turn_upright(Image image, int orientation);

} // namespace sfumato
