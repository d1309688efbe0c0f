// What img2img, inpainting and outpainting start from.
#pragma once

#include <string>

namespace sfumato {

/// How an initial image of another shape becomes as large as the picture: its middle, all of it out of shape, or all of
/// it in shape with its edges drawn out (A1111: "Crop and resize", "Just resize", "Resize and fill").
enum class InitFit { crop, stretch, fill };

/// Initial image of img2img.
struct InitImage {
    std::string path;       ///< file it was read from; empty when it came from memory
    std::string sha256;     ///< of the file's bytes, 64 hex digits; empty when unknown
    double strength = 0.75; ///< denoising strength in (0, 1]
    InitFit fit = InitFit::crop;
    bool operator==(const InitImage&) const = default;
};

/// Pixels added on each side.
struct Margins {
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;
    bool any() const { return left > 0 || top > 0 || right > 0 || bottom > 0; }
    bool operator==(const Margins&) const = default;
};

/// Where the mask comes from: a picture (white is painted anew), the initial image's transparency, or nothing but the
/// grown frame.
enum class MaskSource { file, alpha, frame };
/// What is given to the network: the whole picture, or the masked part with some surroundings at the recipe's size.
enum class InpaintArea { whole, masked };
/// What is under the mask at the start: the picture, its blurred surroundings, noise, or nothing (all latents zero).
enum class MaskedContent { original, fill, noise, nothing };

/// Paints a part of the initial image anew and leaves all else as it is, bit for bit.
struct Inpaint {
    MaskSource source = MaskSource::file;
    std::string path;   ///< of the mask; empty when it came from memory
    std::string sha256; ///< of the mask's file
    bool invert = false;
    int blur = 4; ///< standard deviation in pixels, as A1111's "Mask blur"; it reaches 2.5 times as far
    InpaintArea area = InpaintArea::whole;
    int padding = 32; ///< pixels around the masked part, for InpaintArea::masked
    MaskedContent content = MaskedContent::original;
    Margins grow; ///< outpainting: the frame is larger than the initial image; what is new is masked
    bool operator==(const Inpaint&) const = default;
};

} // namespace sfumato
