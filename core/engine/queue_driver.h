// Works through the queue: one job after the other to the engine, what comes of it to the writer. Used by one thread,
// to which the events of engine and writer are brought.
#pragma once

#include "engine/engine.h"
#include "engine/queue.h"
#include "engine/queue_writer.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sfumato {

/// What the driver asks of an engine.
struct QueueEngine {
    std::function<JobId(Job)> submit;
    std::function<void(JobId)> cancel;
    std::function<void(JobId)> pause;
};

struct QueueOptions {
    double keep_seconds = 5;      ///< of work between two states on disk
    bool keep_every_step = false; ///< states are also handed out before each step, see QueueDriver::on_state
    PreviewKind preview = PreviewKind::none;
    int preview_every = 1;
    std::filesystem::path rescue; ///< see FinishedJob
    OutputOptions output;         ///< of all pictures from now on; a target that is a file says the format itself
};

class QueueDriver {
public:
    /// The writer must live longer. It begins paused, with an empty queue, until loaded() was called.
    QueueDriver(QueueEngine engine, QueueWriter& writer, QueueOptions options);

    const Queue& queue() const { return queue_; }
    /// Edits the queue, has the changes written, and starts what can be started: `edit` is a function of Queue&.
    template <class Edit> auto edit(const Edit& edit) {
        if constexpr (std::is_void_v<std::invoke_result_t<const Edit&, Queue&>>) {
            edit(queue_);
            sync();
        } else {
            auto result = edit(queue_);
            sync();
            return result;
        }
    }
    QueueOptions& options() { return options_; }

    bool paused() const { return paused_; }
    /// Pausing stops the running picture before its next step and keeps its state.
    void set_paused(bool paused);
    /// Pauses when the running picture is made.
    void set_stop_after_current(bool stop);
    bool stops_after_current() const { return stop_after_current_; }
    /// These are made although the queue is paused.
    void run_anyway(std::span<const QueueId> ids);
    /// Ends the running picture for good.
    void cancel_current();
    bool cancelling() const { return cancelling_; }

    /// The job at the engine, or whose state is being read.
    std::optional<QueueId> current() const { return current_; }
    /// The queue job of an engine's job, if it is the current one.
    std::optional<QueueId> current(JobId job) const;
    /// Nothing is being made or saved, and nothing can be started.
    bool idle() const { return !current_ && saving_.empty(); }
    std::size_t saving() const { return saving_.size(); }

    // Of the writer; of the engine (of jobs that are not the current one nothing is done):
    void on(queue_event::Loaded& loaded);
    void on(queue_event::StateLoaded& loaded);
    void on(queue_event::Saved& saved);
    void on(queue_event::SaveFailed& failed);
    void on(queue_event::Trouble&) {}
    void on_progress(JobId job, const GenerateProgress& progress);
    void on_kept(JobId job, const std::shared_ptr<const GenerateState>& state);
    /// `deep` may be null.
    void on_finished(JobId job, std::shared_ptr<const Image> image, std::shared_ptr<const DeepImage> deep,
                     const Recipe& as_run, double seconds, bool whole);
    void on_failed(JobId job, const Error& error);
    void on_cancelled(JobId job);
    void on_paused(JobId job);

    /// Called with what the user should know; may be empty.
    std::function<void(const std::string& note)> on_note;

private:
    void sync();
    void start_next();
    void submit(std::shared_ptr<const GenerateState> state);
    void leave_current();
    struct Saving {
        Recipe as_run;
        double seconds = 0;
        bool whole = false;
    };

    QueueEngine engine_;
    QueueWriter& writer_;
    QueueOptions options_;
    Queue queue_;
    bool paused_ = true;
    bool stop_after_current_ = false;
    bool cancelling_ = false;
    std::optional<QueueId> current_;
    std::optional<JobId> job_; ///< of the current one, once submitted
    std::string model_;        ///< of the last one: what the engine has loaded
    std::set<QueueId> anyway_;
    std::map<QueueId, Saving> saving_;
    std::chrono::steady_clock::time_point kept_{};
    int step_ = 0, steps_ = 0;
};

} // namespace sfumato
