#include "generate/denoise.h"

namespace sfumato {

Result<NoiseTable> noise_table(const SchedulerConfig& config) {
    NoiseTableConfig table;
    table.beta_start = config.beta_start;
    table.beta_end = config.beta_end;
    table.num_train_timesteps = config.num_train_timesteps;
    SF_TRY(table.beta_schedule, parse_beta_schedule(config.beta_schedule));
    SF_TRY(table.prediction, parse_prediction(config.prediction_type));
    return make_noise_table(table);
}

namespace {

/// What one call of the denoiser works with.
struct Call {
    Session& session;
    const NoiseTable& table;
    const Latents& shape;
    std::span<const float> x;
    float sigma = 0;
    const CancelToken& cancel;

    /// Denoised estimates for `positive` and, when given, `negative`.
    Result<> predict(const Conditioning& positive, const Conditioning* negative, std::span<const float> scaled,
                     std::span<float> conditional, std::span<float> unconditional) const {
        SF_CHECK(session.denoise_raw(shape, scaled, table.sigma_to_t(sigma), positive, negative, conditional,
                                     unconditional, cancel));
        denoised_from_output(table.prediction, sigma, x, conditional, conditional);
        if (negative != nullptr) denoised_from_output(table.prediction, sigma, x, unconditional, unconditional);
        return {};
    }
};

} // namespace

Denoise make_denoiser(Session& session, const NoiseTable& table, const Latents& shape, const EncodedPrompts& prompts,
                      double cfg_scale, int& calls, const CancelToken& cancel) {
    return [&session, &table, &shape, &prompts, cfg_scale, &calls, cancel](std::span<const float> x, float sigma,
                                                                           std::span<float> denoised) -> Result<> {
        SF_CHECK(cancel.check());
        const PromptPlan& plan = prompts.plan;
        const auto text = [&](const TextSchedule& schedule) -> const Conditioning& {
            return prompts.texts[PromptPlan::text_at(schedule, calls)];
        };
        const Conditioning* const negative = plan.needs_negative ? &text(plan.negative) : nullptr;
        std::vector<float> scaled(x.begin(), x.end());
        const float c_in = input_scale(table.prediction, sigma);
        for (float& v : scaled)
            v *= c_in;
        const Call call{session, table, shape, x, sigma, cancel};
        std::vector<std::vector<float>> conditional;
        std::vector<float> unconditional(negative != nullptr ? x.size() : 0);
        std::vector<double> weights;
        for (const PlannedPart& part : plan.parts) {
            // The first part shares its batch with the negative prompt.
            const bool first = conditional.empty();
            conditional.emplace_back(x.size());
            weights.push_back(part.weight);
            SF_CHECK(call.predict(text(part.schedule), first ? negative : nullptr, scaled, conditional.back(),
                                  first ? std::span<float>(unconditional) : std::span<float>()));
        }
        ++calls;
        if (negative != nullptr)
            compose_guidance(unconditional, conditional, weights, cfg_scale, denoised);
        else
            std::copy(conditional.front().begin(), conditional.front().end(), denoised.begin());
        return {};
    };
}

} // namespace sfumato
