// From a recipe to a picture.
#pragma once

#include "base/cancel.h"
#include "generate/init.h"
#include "generate/session.h"
#include "generate/state_keeper.h"
#include "image/deep_image.h"
#include "image/image.h"
#include "recipe/recipe.h"

#include <functional>
#include <string>
#include <vector>

namespace sfumato {

enum class PreviewKind { none, linear, vae };

struct GenerateProgress {
    int step = 0; ///< finished sampling steps
    int steps = 0;
    double seconds = 0;     ///< since sampling began
    double eta_seconds = 0; ///< estimated rest, from the steps so far; 0 before the first step ended
};

struct GenerateOptions {
    PreviewKind preview = PreviewKind::none;
    int preview_every = 1; ///< steps
    std::function<void(const GenerateProgress&)> on_progress;
    std::function<void(int step, const Image&)> on_preview;
    std::function<void(std::string_view stage)> on_stage; ///< "text", "encode", "sample", "decode"
    bool deep = false;                                    ///< also give the picture with 16 bits a sample
    KeepOptions keep;
};

/// Seconds of each stage.
struct GenerateTimes {
    double text = 0;
    double encode = 0;
    double sample = 0;
    double decode = 0;
};

struct Generated {
    Image image;
    DeepImage deep;                 ///< the same with 16 bits a sample; empty unless asked for
    Recipe recipe;                  ///< as run: sizes filled in, names canonical
    std::vector<std::string> notes; ///< what was changed, such as a rounded width
    GenerateTimes times;
    int resumed_at = -1; ///< the step it went on from; -1: it was begun here
};

/// Runs `recipe`: prompts to text states, first latents, sampling, decoding. `pictures`: those that the recipe refers
/// to (the initial image when recipe.init is set, the mask when recipe.inpaint takes it from a file). Asks `cancel`
/// between steps; options.keep says how it can be paused and gone on with: a picture that was is the same to the byte.
/// Errors: usage (impossible recipe), cancelled, not_finite (naming the stage and step), and what the executor reports.
Result<Generated> generate(Session& session, const Recipe& recipe, const Pictures& pictures,
                           const GenerateOptions& options, const CancelToken& cancel);

} // namespace sfumato
