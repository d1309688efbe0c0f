#include "engine/queue_driver.h"

#include "base/clock.h"

#include <chrono>

namespace sfumato {
QueueDriver::QueueDriver(QueueEngine engine, QueueWriter& writer, QueueOptions options)
    : engine_(std::move(engine)), writer_(writer), options_(std::move(options)) {}

void QueueDriver::sync() {
    start_next();
    if (QueueChanges changes = queue_.take_changes(); !changes.empty()) {
        for (const QueuedJobPtr& job : changes.changed)
            if (job->state == JobState::waiting || job->is_over())
                if (!saving_.contains(job->id)) writer_.drop_state(job->id); // edited, retried, cancelled
        for (const QueueId id : changes.removed)
            writer_.drop_state(id);
        writer_.write(std::move(changes));
    }
}

void QueueDriver::set_paused(bool paused) {
    paused_ = paused;
    if (!paused) stop_after_current_ = false;
    if (paused) anyway_.clear();
    if (paused && job_ && !cancelling_) engine_.pause(*job_);
    sync();
}

void QueueDriver::set_stop_after_current(bool stop) {
    stop_after_current_ = stop && current_.has_value();
    if (stop && !current_) set_paused(true);
}

void QueueDriver::run_anyway(std::span<const QueueId> ids) {
    anyway_.insert(ids.begin(), ids.end());
    sync();
}

void QueueDriver::cancel_current() {
    if (!current_) return;
    cancelling_ = true;
    if (job_) engine_.cancel(*job_);
}

std::optional<QueueId> QueueDriver::current(JobId job) const {
    return job_ == job ? current_ : std::nullopt;
}

void QueueDriver::start_next() {
    if (current_) return;
    std::optional<QueueId> next;
    if (!paused_) {
        next = queue_.next(model_);
    } else {
        std::erase_if(anyway_, [this](QueueId id) { return queue_.is_over(id); });
        for (const QueuedJobPtr& job : queue_.jobs())
            if (anyway_.contains(job->id) && job->state != JobState::running) {
                next = job->id;
                break;
            }
    }
    if (!next) return;
    current_ = next;
    cancelling_ = false;
    const QueuedJobPtr job = queue_.find(*next);
    step_ = job->step;
    steps_ = job->steps;
    const bool begun = job->state == JobState::paused;
    queue_.begin(*next, unix_seconds());
    if (begun)
        writer_.load_state(*next);
    else
        submit(nullptr);
}

void QueueDriver::submit(std::shared_ptr<const GenerateState> state) {
    const QueuedJobPtr queued = queue_.find(*current_);
    Job job;
    job.recipe = queued->recipe;
    job.preview = options_.preview;
    job.preview_every = options_.preview_every;
    job.resume = std::move(state);
    job.keep_seconds = options_.keep_seconds;
    job.keep_every_step = options_.keep_every_step;
    job.deep = options_.output.deep;
    model_ = queued->recipe.model;
    kept_ = std::chrono::steady_clock::now();
    job_ = engine_.submit(std::move(job));
}

void QueueDriver::leave_current() {
    if (current_) anyway_.erase(*current_);
    current_.reset();
    job_.reset();
    cancelling_ = false;
    if (std::exchange(stop_after_current_, false)) paused_ = true;
    sync();
}

void QueueDriver::on(queue_event::Loaded& loaded) {
    queue_ = Queue(std::move(loaded.content));
    sync();
}

void QueueDriver::on(queue_event::StateLoaded& loaded) {
    if (current_ != loaded.id || job_) return;
    if (!loaded.note.empty() && on_note) on_note(loaded.note);
    if (cancelling_) {
        queue_.cancel_running(*current_, unix_seconds());
        return leave_current();
    }
    if (paused_ && !anyway_.contains(*current_)) {
        queue_.pause(*current_);
        return leave_current();
    }
    submit(std::move(loaded.state));
}

void QueueDriver::on_progress(JobId job, const GenerateProgress& progress) {
    if (!current(job)) return;
    step_ = progress.step;
    steps_ = progress.steps;
}

void QueueDriver::on_kept(JobId job, const std::shared_ptr<const GenerateState>& state) {
    const auto id = current(job);
    if (!id || state->model_sha256.empty()) return; // such a one could be gone on with on another model
    const auto at = std::chrono::steady_clock::now();
    const bool due = std::chrono::duration<double>(at - kept_).count() >= options_.keep_seconds;
    if (options_.keep_every_step && !due && !paused_) return;
    kept_ = at;
    writer_.keep_state(*id, state);
    queue_.set_step(*id, static_cast<int>(std::min<std::uint64_t>(state->sampling.step, 1u << 20)), steps_);
    sync();
}

void QueueDriver::on_finished(JobId job, std::shared_ptr<const Image> image, std::shared_ptr<const DeepImage> deep,
                              const Recipe& as_run, double seconds, bool whole) {
    const auto id = current(job);
    if (!id) return;
    saving_[*id] = {as_run, seconds, whole};
    writer_.save({*queue_.find(*id), std::move(image), as_run, seconds, unix_seconds(), options_.rescue,
                  options_.output, std::move(deep)});
    leave_current();
}

void QueueDriver::on_failed(JobId job, const Error& error) {
    const auto id = current(job);
    if (!id) return;
    queue_.mark_failed(*id, error.text(), unix_seconds());
    // Without a device every other job would fail, too.
    if (error.code == ErrorCode::device) {
        paused_ = true;
        if (on_note) on_note("the queue was paused, because there is no device for it: " + error.text());
    }
    leave_current();
}

void QueueDriver::on_cancelled(JobId job) {
    const auto id = current(job);
    if (!id) return;
    queue_.cancel_running(*id, unix_seconds());
    leave_current();
}

void QueueDriver::on_paused(JobId job) {
    const auto id = current(job);
    if (!id) return;
    queue_.pause(*id);
    leave_current();
}

void QueueDriver::on(queue_event::Saved& saved) {
    const auto found = saving_.find(saved.id);
    if (found == saving_.end()) return;
    const Saving done = std::move(found->second);
    saving_.erase(found);
    queue_.finish(saved.id, done.as_run, saved.path.string(), done.seconds, done.whole, unix_seconds());
    sync();
}

void QueueDriver::on(queue_event::SaveFailed& failed) {
    if (saving_.erase(failed.id) == 0) return;
    queue_.mark_failed(failed.id, failed.error.text(), unix_seconds());
    if (failed.error.code == ErrorCode::no_space || failed.error.code == ErrorCode::permission) {
        paused_ = true;
        if (job_) engine_.pause(*job_);
        if (on_note) on_note("the queue was paused, because pictures cannot be saved: " + failed.error.text());
    }
    sync();
}

} // namespace sfumato
