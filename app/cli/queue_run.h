// `queue run`: works through the queue until it is empty or paused.
#pragma once

#include "console.h"
#include "engine/queue_driver.h"
#include "progress_bar.h"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

namespace sfumato::cli {

struct QueueRunPlan {
    std::filesystem::path folder;
    EngineOptions engine;
    double keep_seconds = 5;
    std::optional<bool> grouped;
    OutputOptions output;
};

/// While this file is there, no run begins and one that goes on stops: how other programs pause the one that writes.
std::filesystem::path pause_flag(const std::filesystem::path& queue_folder);

class QueueRun {
public:
    QueueRun(const Globals& globals, QueueRunPlan plan);
    /// Returns the exit code: 1 when a job failed, 130 when it was interrupted.
    int run();

private:
    /// What is to be done about something that happened on another thread.
    using Happened = std::function<void()>;
    void push(Happened happened);
    /// The next one; empty when there is none within half a second.
    Happened take();
    void follow_interrupt();
    void follow(Event& event);
    void follow(QueueEvent& event);
    void handle(event::DeviceReady& ready);
    void handle(event::Loading& loading);
    void handle(event::Stage& stage);
    void handle(event::Progress& progress);
    void handle(event::Finished& finished);
    void handle(event::Failed& failed);
    template <class Other> void handle(Other&) {}
    void announce_saved(const queue_event::Saved& saved);
    void tell_failed(QueueId id);
    bool work_is_left() const;
    int finish();

    const Globals& globals_;
    QueueRunPlan plan_;
    ProgressBar bar_;
    std::optional<QueueWriter> writer_;
    std::optional<QueueDriver> driver_;
    bool loaded_ = false, interrupted_ = false;
    std::optional<Error> refused_; ///< the queue cannot be worked on
    Json done_ = Json::array(), failed_ = Json::array();

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Happened> happened_;
};

} // namespace sfumato::cli
