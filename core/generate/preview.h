// Previews of latents: a linear map to RGB fitted once per VAE, and conversion of decoded values to 8 bits.
#pragma once

#include "generate/session.h"
#include "image/deep_image.h"
#include "image/image.h"

namespace sfumato {

/// Encodes a small picture of many colours (a VAE without encoder decodes scattered latents instead) and fits
/// rgb = matrix * latent + bias by least squares, with a small ridge, so that unused channels get no weight. The result
/// is kept on disk under the VAE's hash, because a full-size VAE takes seconds on a processor.
Result<LatentPreviewFactors> fit_preview_factors(Session& session, const CancelToken& cancel);

/// The least-squares fit alone. latents [channels][samples], rgb [3][samples] in 0..1.
LatentPreviewFactors fit_linear_map(std::span<const float> latents, std::span<const float> rgb, int channels);

/// One pixel per latent.
Image linear_preview(const Latents& latents, const LatentPreviewFactors& factors);

/// [3][height][width] in -1..1 to 8 bits: round(clamp((v + 1) / 2, 0, 1) * 255), as diffusers does.
Image to_image(std::span<const float> values, int height, int width);
/// The same to 16 bits.
DeepImage to_deep_image(std::span<const float> values, int height, int width);
/// The inverse for initial images: u8 / 255 * 2 - 1.
std::vector<float> from_image(const Image& image);

} // namespace sfumato
