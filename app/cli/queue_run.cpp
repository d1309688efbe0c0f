#include "queue_run.h"

#include "interrupt.h"

#include <utility>

namespace sfumato::cli {

std::filesystem::path pause_flag(const std::filesystem::path& queue_folder) {
    return queue_folder / "paused";
}

QueueRun::QueueRun(const Globals& globals, QueueRunPlan plan)
    : globals_(globals), plan_(std::move(plan)), bar_(ProgressBar::style_for(globals.verbose), 1) {}

void QueueRun::push(Happened happened) {
    const std::lock_guard lock(mutex_);
    happened_.push_back(std::move(happened));
    arrived_.notify_one();
}

QueueRun::Happened QueueRun::take() {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, std::chrono::milliseconds(500), [this] { return !happened_.empty(); })) return {};
    Happened happened = std::move(happened_.front());
    happened_.pop_front();
    return happened;
}

bool QueueRun::work_is_left() const {
    if (!loaded_ || !driver_->idle()) return true;
    return !driver_->paused() && driver_->queue().next({}).has_value();
}

int QueueRun::run() {
    Interrupt interrupt;
    {
        Engine engine(plan_.engine, [this](Event event) {
            push([this, shared = std::make_shared<Event>(std::move(event))] { follow(*shared); });
        });
        writer_.emplace(plan_.folder, [this](QueueEvent event) {
            push([this, shared = std::make_shared<QueueEvent>(std::move(event))] { follow(*shared); });
        });
        QueueOptions options;
        options.keep_seconds = plan_.keep_seconds;
        options.output = plan_.output;
        driver_.emplace(QueueEngine{[&engine](Job job) { return engine.submit(std::move(job)); },
                                    [&engine](JobId job) { engine.cancel(job); },
                                    [&engine](JobId job) { engine.pause(job); }},
                        *writer_, options);
        driver_->on_note = [this](const std::string& note) {
            bar_.clear();
            print_note(note);
        };
        interrupt.watch([this] { push([this] { follow_interrupt(); }); });
        while (work_is_left() && !refused_) {
            if (const Happened happened = take()) happened();
            std::error_code error;
            if (loaded_ && !driver_->paused() && std::filesystem::exists(pause_flag(plan_.folder), error))
                driver_->set_paused(true);
        }
        interrupt.watch({});
    }
    writer_.reset(); // everything is written
    bar_.clear();
    return finish();
}

void QueueRun::follow_interrupt() {
    interrupted_ = true;
    driver_->set_paused(true);
}

void QueueRun::follow(Event& event) {
    std::visit([this](auto& e) { handle(e); }, event);
    if (auto* kept = std::get_if<event::Kept>(&event)) driver_->on_kept(kept->job, kept->state);
    if (auto* paused = std::get_if<event::Paused>(&event)) driver_->on_paused(paused->job);
    if (auto* cancelled = std::get_if<event::Cancelled>(&event)) driver_->on_cancelled(cancelled->job);
}

void QueueRun::follow(QueueEvent& event) {
    if (auto* loaded = std::get_if<queue_event::Loaded>(&event)) {
        loaded_ = true;
        for (const std::string& note : loaded->notes)
            if (loaded->kept) print_note(note);
        if (!loaded->kept) {
            refused_ = Error{ErrorCode::permission, loaded->notes.empty() ? "no queue" : loaded->notes.back(), {}};
            return;
        }
        driver_->on(*loaded);
        if (plan_.grouped) driver_->edit([this](Queue& queue) { queue.set_grouped(*plan_.grouped); });
        if (!interrupted_) driver_->set_paused(false);
        return;
    }
    if (auto* trouble = std::get_if<queue_event::Trouble>(&event)) {
        bar_.clear();
        print_note("the queue could not be written: " + trouble->error.text());
    }
    std::visit([this](auto& e) { driver_->on(e); }, event);
    if (auto* saved = std::get_if<queue_event::Saved>(&event)) announce_saved(*saved);
    if (auto* failed = std::get_if<queue_event::SaveFailed>(&event)) tell_failed(failed->id);
}

void QueueRun::handle(event::DeviceReady& ready) {
    if (!globals_.verbose && ready.why.empty()) return;
    bar_.clear();
    print_note(fmt::format("device: {} ({}){}{}", ready.name, ready.driver, ready.why.empty() ? "" : ": ", ready.why));
}
void QueueRun::handle(event::Loading& loading) {
    bar_.loading(loading.what, loading.fraction);
}
void QueueRun::handle(event::Stage& stage) {
    bar_.stage(stage.stage);
}
void QueueRun::handle(event::Progress& progress) {
    const GenerateProgress& p = progress.progress;
    driver_->on_progress(progress.job, p);
    bar_.sampling(p.step, p.steps, p.seconds, p.eta_seconds);
}

void QueueRun::handle(event::Finished& finished) {
    const GenerateTimes& times = finished.result.times;
    bar_.clear();
    for (const std::string& note : finished.result.notes)
        print_note(note);
    driver_->on_finished(
        finished.job, std::make_shared<const Image>(std::move(finished.result.image)),
        finished.result.deep.empty() ? nullptr : std::make_shared<const DeepImage>(std::move(finished.result.deep)),
        finished.result.recipe, times.text + times.encode + times.sample + times.decode,
        finished.result.resumed_at < 0);
}

void QueueRun::handle(event::Failed& failed) {
    const auto id = driver_->current(failed.job);
    driver_->on_failed(failed.job, failed.error);
    if (id) tell_failed(*id);
}

void QueueRun::announce_saved(const queue_event::Saved& saved) {
    const QueuedJobPtr job = driver_->queue().find(saved.id);
    if (!job) return;
    done_.push_back({{"id", saved.id}, {"path", saved.path.string()}, {"seconds", job->seconds}});
    if (globals_.json) return;
    bar_.clear();
    print_line(fmt::format("{}: job {}, {}, {} to make", saved.path.string(), saved.id, duration_text(job->seconds),
                           driver_->queue().unfinished()));
}

void QueueRun::tell_failed(QueueId id) {
    const QueuedJobPtr job = driver_->queue().find(id);
    failed_.push_back({{"id", id}, {"reason", job ? job->reason : std::string()}});
    bar_.clear();
    print_note(fmt::format("job {} failed: {}", id, job ? job->reason : std::string()));
}

int QueueRun::finish() {
    if (refused_) return report_error(globals_, *refused_, exit_code::failed);
    const std::size_t left = driver_->queue().unfinished();
    const Json answer{{"done", done_}, {"failed", failed_}, {"left", left}};
    if (interrupted_)
        return report_error(globals_, Error{ErrorCode::cancelled, fmt::format("paused; {} to make", left), {}},
                            exit_code::cancelled, answer);
    if (!failed_.empty())
        return report_error(globals_,
                            Error{ErrorCode::internal, fmt::format("{} of the jobs failed", failed_.size()), {}},
                            exit_code::failed, answer);
    if (globals_.json)
        print_json(answer);
    else if (left > 0)
        print_note(fmt::format("paused; {} to make", left));
    return exit_code::ok;
}

} // namespace sfumato::cli
