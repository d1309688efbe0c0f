// The loaded U-Net as the denoiser that samplers ask: D(x; sigma), with classifier-free guidance.
#pragma once

#include "generate/session.h"
#include "sampling/prediction.h"
#include "sampling/samplers.h"

namespace sfumato {

/// The noise levels the model was trained with. Errors: those of make_noise_table.
Result<NoiseTable> noise_table(const SchedulerConfig& config);

/// Classifier-free guidance (Ho & Salimans 2022): D = Du + cfg (Dc - Du). With `negative` null the conditional
/// prediction alone is used. Session, table, shape (the latents' dimensions) and conditionings must outlive the result.
Denoise make_denoiser(Session& session, const NoiseTable& table, const Latents& shape, const Conditioning& positive,
                      const Conditioning* negative, double cfg_scale, const CancelToken& cancel);

} // namespace sfumato
