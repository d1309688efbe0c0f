// Runs one job after the other on a device that it owns, with one model open at a time. One thread only.
#pragma once

#include "engine/engine.h"
#include "engine/model_hash.h"
#include "generate/session.h"
#include "tensor/executor.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sfumato {

class Runner {
public:
    /// `tell` receives all events but those that end a job.
    Runner(EngineOptions options, std::function<void(Event)> tell)
        : options_(std::move(options)), tell_(std::move(tell)) {}

    /// The story of a job. A lost device is opened anew and the job goes on from its latest state, else from its
    /// beginning. Error cancelled when either token is set.
    Result<event::Finished> run(JobId id, const Job& job, const CancelToken& cancel, const CancelToken& pause = {});
    /// Opens the device and the model's files; failures are left for the job to tell.
    void warm_up(const std::string& model);
    /// For the next job; the present device is given back unless it is the same.
    void use_device(const DeviceRequest& device);
    /// Gives back the model and the device.
    void drop_device();

private:
    Result<event::Finished> attempt(JobId id, const Job& job, const CancelToken& cancel, const CancelToken& pause);
    /// The job's state if it is of the model that is open; else nullptr with a note.
    Result<const GenerateState*> usable_state(const Job& job, std::vector<std::string>& notes,
                                              const CancelToken& cancel) const;
    Result<> keep(JobId id, GenerateState state, const CancelToken& cancel, bool wait_for_hash);
    Result<> open_device();
    Result<> open_session(const std::string& model);
    Result<> identify_model(Recipe& recipe, const std::string& expected, std::vector<std::string>& notes,
                            const CancelToken& cancel);

    /// For the report, when the options ask for it.
    std::optional<double> estimated_seconds(const Recipe& recipe, const Pictures& pictures) const;

    EngineOptions options_;
    std::function<void(Event)> tell_;
    // In this order: a session's programs live on the executor.
    std::unique_ptr<Executor> executor_;
    std::unique_ptr<Session> session_;
    std::string session_key_; ///< path and time stamps of what session_ has open
    std::optional<ModelHash> model_hash_;
    std::shared_ptr<const GenerateState> latest_; ///< of the job that runs
};

} // namespace sfumato
