// When a picture's state is handed out while it is made, and whether a kept one may be gone on with.
#pragma once

#include "base/cancel.h"
#include "generate/generate_state.h"

#include <chrono>
#include <functional>
#include <optional>

namespace sfumato {

/// What the caller of generate() wants to be kept, and where it wants to begin.
struct KeepOptions {
    /// Go on from here, if it is of this recipe; else the picture begins at step 0 and a note says why.
    const GenerateState* resume = nullptr;
    double seconds = 5;      ///< of work between two states; infinity: only on pause
    bool every_step = false; ///< before each step
    /// Gets the states; may be empty. An error ends the run.
    std::function<Result<>(GenerateState state)> on_state;
    /// When set, the run ends before its next step with error cancelled, after on_state had the state.
    CancelToken pause;
};

/// What of the two is not the same; empty when a run with the frame `run` may go on from `kept`. The recipe is compared
/// only if `same_recipe`.
std::string state_difference(const GenerateState& kept, const GenerateState& run, bool same_recipe = true);

/// Serves one sampling run.
class StateKeeper {
public:
    /// `frame`: a state with everything but `sampling`. Both arguments must live as long as the run.
    StateKeeper(const KeepOptions& options, const GenerateState& frame) : options_(options), frame_(frame) {}
    /// The kept state when it is of this very run; else nullptr, with the reason in `notes`.
    const SamplerState* fitting(std::vector<std::string>& notes) const;
    void attach(SamplerRun& run);

private:
    bool wants(std::uint64_t step) const;
    Result<> keep(SamplerState state);

    using Clock = std::chrono::steady_clock;
    const KeepOptions& options_;
    const GenerateState& frame_;
    Clock::time_point last_ = Clock::now();
};

} // namespace sfumato
