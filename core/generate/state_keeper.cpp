#include "generate/state_keeper.h"

#include <utility>

namespace sfumato {

std::string state_difference(const GenerateState& kept, const GenerateState& run, bool same_recipe) {
    if (kept.sampler != run.sampler) return fmt::format("its sampler is {}, not {}", kept.sampler, run.sampler);
    if (kept.pass != run.pass) return "it is of another pass";
    if (kept.channels != run.channels || kept.height != run.height || kept.width != run.width)
        return fmt::format("its latents are {}x{}x{}, not {}x{}x{}", kept.channels, kept.height, kept.width,
                           run.channels, run.height, run.width);
    if (kept.sigmas != run.sigmas) return "its noise levels are others";
    if (same_recipe && kept.recipe_identity != run.recipe_identity) return "it is of another recipe";
    return {};
}

const SamplerState* StateKeeper::fitting(std::vector<std::string>& notes) const {
    if (options_.resume == nullptr) return nullptr;
    const GenerateState& kept = *options_.resume;
    if (const std::string why = state_difference(kept, frame_); !why.empty()) {
        notes.push_back("the kept state does not belong to this picture, which was begun anew: " + why);
        return nullptr;
    }
    if (!kept.device.empty() && !frame_.device.empty() && kept.device != frame_.device)
        notes.push_back(fmt::format("begun on {} and gone on with on {}: last digits may differ from a picture made "
                                    "on one device",
                                    kept.device, frame_.device));
    return &kept.sampling;
}

bool StateKeeper::wants(std::uint64_t) const {
    if (options_.pause.cancelled() || options_.every_step) return true;
    return std::chrono::duration<double>(Clock::now() - last_).count() >= options_.seconds;
}

Result<> StateKeeper::keep(SamplerState state) {
    last_ = Clock::now();
    if (options_.on_state) {
        GenerateState out = frame_;
        out.sampling = std::move(state);
        SF_CHECK(options_.on_state(std::move(out)));
    }
    if (options_.pause.cancelled()) return fail(ErrorCode::cancelled, "paused");
    return {};
}

void StateKeeper::attach(SamplerRun& run) {
    run.wants_state = [this](std::uint64_t step) { return wants(step); };
    run.on_state = [this](SamplerState state) { return keep(std::move(state)); };
}

} // namespace sfumato
