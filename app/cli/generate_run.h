// A batch of pictures from submitting to saved files: the part of `generate` that waits for the engine.
#pragma once

#include "console.h"
#include "engine/engine.h"
#include "progress_bar.h"
#include "store/writer.h"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace sfumato::cli {

struct GeneratePlan {
    Recipe recipe;                   ///< of the first picture; the others have the seeds after it
    std::vector<Recipe> recipes;     ///< of all pictures, where each has its own; else empty
    bool keep_going = false;         ///< a picture that fails does not stop those after it
    std::vector<SaveTarget> targets; ///< one per picture
    bool force = false;              ///< previews may replace files
    PreviewKind preview = PreviewKind::none;
    int preview_every = 1;
    std::filesystem::path preview_dir;
    EngineOptions engine;
};

/// The engine's thread puts events in, the main thread takes them out.
class EventQueue {
public:
    void push(Event event);
    /// Waits for the next event.
    Event take();

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Event> events_;
};

class GenerateRun {
public:
    GenerateRun(const Globals& globals, GeneratePlan plan);
    /// Returns the exit code. The first failure cancels the pictures after it; finished ones stay saved.
    int run();

private:
    void handle(event::DeviceReady& ready);
    void handle(event::Started& started);
    void handle(event::Loading& loading);
    void handle(event::Stage& stage);
    void handle(event::Progress& progress);
    void handle(event::Preview& preview);
    void handle(event::Finished& finished);
    void handle(event::Failed& failed);
    void handle(event::Cancelled& cancelled);
    void handle(event::Kept&) {} // nothing here asks for states
    void handle(event::Paused&) { --open_; }
    /// Remembers the first failure and stops the rest.
    void fail_with(Error error, int code);
    void announce(const event::Finished& finished, const std::filesystem::path& file);
    int picture_of(JobId job) const { return jobs_.at(job); }
    int finish();

    struct Failure {
        Error error;
        int code = 0;
    };

    const Globals& globals_;
    GeneratePlan plan_;
    ProgressBar bar_;
    EventQueue events_;
    Engine* engine_ = nullptr;
    std::map<JobId, int> jobs_; ///< pictures count from 1
    std::size_t open_ = 0;      ///< jobs whose end was not told yet
    std::optional<Failure> failure_;
    bool cancelled_ = false;
    Json images_ = Json::array();
    Json device_ = Json::object();
};

} // namespace sfumato::cli
