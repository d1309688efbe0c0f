// Which words speak at which moment of sampling: prompt editing, alternation and composition, as A1111 has them.
#pragma once

#include "base/error.h"
#include "generate/session.h"
#include "recipe/recipe.h"
#include "sampling/samplers.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sfumato {

/// Index of a text up to and including call `end_at` of the network; calls count from 0 here.
struct ScheduledText {
    int end_at = 0;
    std::size_t text = 0;
    bool operator==(const ScheduledText&) const = default;
};
using TextSchedule = std::vector<ScheduledText>; ///< ascending, never empty

struct PlannedPart {
    double weight = 1.0; ///< of AND composition
    TextSchedule schedule;
};

/// The prompts of a recipe, ready to be encoded.
struct PromptPlan {
    std::vector<std::string> texts; ///< each differs from the others; without comments and extra networks
    std::vector<PlannedPart> parts; ///< at least one
    TextSchedule negative;
    bool needs_negative = true; ///< false: guidance is off, the unconditional prediction would cancel out
    std::vector<std::string> notes;

    /// Text of a schedule at a call of the network; calls beyond the schedule stay at its last text. A1111 compares its
    /// count of calls, which begins at 0, with steps that count from 1: "[a:b:10]" so speaks of `a` in eleven calls.
    static std::size_t text_at(const TextSchedule& schedule, int call);
};

/// How often the network is called in `steps` steps, as A1111 counts when it lays out a schedule: samplers of second
/// order twice a step. Initial images shorten sampling, but not the schedule.
int scheduled_calls(const Sampler& sampler, int steps);

/// Comments and extra networks go, AND composes (in the prompt only), `[a:b:0.5]` and `[a|b]` are laid out over
/// `calls`; those of a second pass after `base_calls` (0: there is none before). Errors: those of prompt_schedule.
Result<PromptPlan> plan_prompts(const Recipe& recipe, int calls, int base_calls = 0);

/// The plan with its text states.
struct EncodedPrompts {
    PromptPlan plan;
    std::vector<Conditioning> texts; ///< by index of plan.texts; those that no step needs are empty
};

/// Runs the text encoder once for each text. Errors: those of Session::encode_prompt.
Result<EncodedPrompts> encode_prompts(Session& session, PromptPlan plan, const Recipe& recipe,
                                      const CancelToken& cancel);

/// Prompts that do not change by step, from text states that exist already; no negative: guidance is off.
EncodedPrompts plain_prompts(Conditioning positive, std::optional<Conditioning> negative);

/// Composable diffusion (Liu et al. 2022): D = Du + cfg * sum of w_i (D_i - Du), each prediction as long as `out`;
/// in single precision and in A1111's order, so that one part of weight 1 is plain guidance.
void compose_guidance(std::span<const float> unconditional, std::span<const std::vector<float>> conditional,
                      std::span<const double> weights, double cfg_scale, std::span<float> out);

} // namespace sfumato
