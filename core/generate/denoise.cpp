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

Denoise make_denoiser(Session& session, const NoiseTable& table, const Latents& shape, const Conditioning& positive,
                      const Conditioning* negative, double cfg_scale, const CancelToken& cancel) {
    return [&session, &table, &shape, &positive, negative, cfg_scale, cancel](std::span<const float> x, float sigma,
                                                                              std::span<float> denoised) -> Result<> {
        SF_CHECK(cancel.check());
        const float c_in = input_scale(table.prediction, sigma);
        std::vector<float> scaled(x.begin(), x.end());
        for (float& v : scaled)
            v *= c_in;
        std::vector<float> conditional(x.size()), unconditional(negative != nullptr ? x.size() : 0);
        SF_CHECK(session.denoise_raw(shape, scaled, table.sigma_to_t(sigma), positive, negative, conditional,
                                     unconditional, cancel));
        denoised_from_output(table.prediction, sigma, x, conditional, conditional);
        if (negative == nullptr) {
            std::copy(conditional.begin(), conditional.end(), denoised.begin());
            return {};
        }
        denoised_from_output(table.prediction, sigma, x, unconditional, unconditional);
        const auto cfg = static_cast<float>(cfg_scale);
        for (std::size_t i = 0; i < x.size(); ++i)
            denoised[i] = unconditional[i] + cfg * (conditional[i] - unconditional[i]);
        return {};
    };
}

} // namespace sfumato
