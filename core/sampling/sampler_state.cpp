// Keeping the state of a run between two steps, and going on from it.
#include "sampling/sampler_steps.h"

namespace sfumato::sampling {

tl::unexpected<Error> wrong_size(std::size_t found, std::size_t expected) {
    return fail(ErrorCode::bad_input, "the kept state has latents of {} values, expected {}", found, expected);
}

Result<std::size_t> first_step(const SamplerRun& run, std::span<float> x, const Memory& memory,
                               std::size_t most_steps) {
    if (run.resume == nullptr) return 0;
    const SamplerState& state = *run.resume;
    if (state.step > most_steps)
        return fail(ErrorCode::bad_input, "the kept state is before step {}, expected at most {}", state.step,
                    most_steps);
    // No sampler draws more often than twice in a step; skipping draws takes time.
    if (state.draws > 2 * state.step)
        return fail(ErrorCode::bad_input, "the kept state has {} draws of noise in {} steps, expected at most two each",
                    state.draws, state.step);
    if (state.latents.size() != memory.latents.size() || state.numbers.size() != memory.numbers.size())
        return fail(ErrorCode::bad_input,
                    "the kept state has {} latents and {} numbers of earlier steps, expected {} and {}",
                    state.latents.size(), state.numbers.size(), memory.latents.size(), memory.numbers.size());
    if (state.x.size() != x.size()) return wrong_size(state.x.size(), x.size());
    for (const Latent& latent : state.latents)
        if (latent.size() != x.size()) return wrong_size(latent.size(), x.size());

    std::copy(state.x.begin(), state.x.end(), x.begin());
    for (std::size_t k = 0; k < memory.latents.size(); ++k)
        *memory.latents[k] = state.latents[k];
    for (std::size_t k = 0; k < memory.numbers.size(); ++k)
        *memory.numbers[k] = state.numbers[k];
    if (run.noise != nullptr) SF_CHECK(run.noise->skip(state.draws, x.size()));
    return static_cast<std::size_t>(state.step);
}

Result<> enter_step(const SamplerRun& run, std::size_t i, std::span<const float> x, const Memory& memory) {
    if (!run.on_state || !run.wants_state || !run.wants_state(i)) return {};
    SamplerState state;
    state.step = i;
    state.draws = run.noise != nullptr ? run.noise->drawn() : 0;
    state.x.assign(x.begin(), x.end());
    for (const Latent* latent : memory.latents)
        state.latents.push_back(*latent);
    for (const double* number : memory.numbers)
        state.numbers.push_back(*number);
    return run.on_state(std::move(state));
}

} // namespace sfumato::sampling
