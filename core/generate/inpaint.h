// Inpainting and outpainting: which part of a picture is painted anew, and how it gets back into the picture.
#pragma once

#include "generate/init.h"
#include "image/deep_image.h"
#include "image/mask.h"
#include "recipe/recipe.h"
#include "sampling/samplers.h"

#include <span>
#include <string>
#include <vector>

namespace sfumato {

struct InpaintPlan {
    Image frame;        ///< the picture's size; what stays where the mask is 0
    Mask mask;          ///< of the frame, blurred
    PixelRect region;   ///< of the frame: what the network sees
    Image work;         ///< the region at the network's size, its masked part filled as the recipe says
    int used_width = 0; ///< of work, from the left and from above, that show the region; the rest is drawn-out edge
    int used_height = 0;
    std::vector<float> repaint; ///< per latent of work: 1 is painted anew, 0 stays
};

/// What the model asks of sizes.
struct SizeRule {
    int multiple = 8; ///< sides of what the network gets
    int factor = 8;   ///< pixels per latent
    int default_side = 512;
};

/// Fills in the recipe's open sizes: those of the frame where the whole picture is worked on (its sides need not be
/// multiples: `work` is extended), else the model's own area. Sizes of the mask that differ are noted. Errors: usage
/// (no mask given, or nothing masked), those of scaling.
Result<InpaintPlan> plan_inpaint(Recipe& recipe, const Pictures& pictures, const SizeRule& rule,
                                 std::vector<std::string>& notes);

/// What the masked latents [channels][pixels] are at the start, for MaskedContent::noise and ::nothing; the others were
/// filled as pixels. `noise` is the noise of the first latents, as in A1111.
void fill_latents(MaskedContent content, std::span<const float> repaint, std::span<const float> noise,
                  std::span<float> latents);
/// values * repaint + original * (1 - repaint), per channel.
void keep_unmasked(std::span<const float> repaint, std::span<const float> original, std::span<float> values);
/// The same on every estimate of the network: what stays is then denoised towards the original, so that x is the noised
/// original there at every step. (A1111, CFGDenoiser.forward: denoised = init_latent * mask + nmask * denoised.) The
/// spans must outlive the result.
Denoise keep_unmasked(Denoise denoise, std::span<const float> repaint, std::span<const float> original);

/// The frame with the painted `work` in its place: bytes where the mask is 0 are the frame's.
Result<Image> finish_inpaint(const InpaintPlan& plan, const Image& work);
/// The same with 16 bits: samples where the mask is 0 are the frame's bytes times 257.
Result<DeepImage> finish_inpaint(const InpaintPlan& plan, const DeepImage& work);

} // namespace sfumato
