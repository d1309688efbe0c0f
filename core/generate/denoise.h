// The loaded U-Net as the denoiser that samplers ask: D(x; sigma), with classifier-free guidance.
#pragma once

#include "generate/prompt_plan.h"
#include "generate/session.h"
#include "sampling/prediction.h"
#include "sampling/samplers.h"

namespace sfumato {

/// The noise levels the model was trained with. Errors: those of make_noise_table.
Result<NoiseTable> noise_table(const SchedulerConfig& config);

/// Classifier-free guidance (Ho & Salimans 2022) with the texts of the moment, see compose_guidance(). Where the plan
/// needs no negative prompt the conditional prediction alone is used. `calls` counts the calls made so far and decides
/// which texts speak; a run that goes on in its middle sets it to what it was there. Session, table, shape (the
/// latents' dimensions), prompts and calls must outlive the result.
Denoise make_denoiser(Session& session, const NoiseTable& table, const Latents& shape, const EncodedPrompts& prompts,
                      double cfg_scale, int& calls, const CancelToken& cancel);

} // namespace sfumato
