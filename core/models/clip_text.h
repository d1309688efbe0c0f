// CLIP text transformer (Radford et al. 2021), names as in Hugging Face checkpoints (text_model.*).
#pragma once

#include "tensor/program.h"
#include "weights/model_files.h"

#include <memory>

namespace sfumato {

/// Program with inputs "tokens" and "positions" (i32 [batch][tokens]; positions 0, 1, ... in every row) and the outputs
/// "hidden" (f32 [batch][tokens][width], what the U-Net is conditioned on: the layer chosen by `clip_skip`, 1 = last,
/// then the final layer norm) and, with `all_outputs`, "last_unnormed", "penultimate" and "penultimate_final_ln".
Result<std::shared_ptr<Program>> clip_text_program(const TensorSource& source, const TextConfig& config, int batch,
                                                   int tokens, int clip_skip, DType activation = DType::f32,
                                                   bool all_outputs = false);

} // namespace sfumato
