#include "engine/runner.h"

#include "base/log.h"
#include "engine/device_rates.h"
#include "engine/dry_run.h"
#include "engine/models.h"
#include "engine/open_device.h"
#include "engine/pictures.h"
#include "engine/report.h"

#include <chrono>

namespace sfumato {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Changes when the path is another one or when the files there were replaced.
std::string key_of(const fs::path& path) {
    std::string key = path.string();
    std::error_code error;
    const auto add_stamp = [&](const fs::path& file) {
        const auto stamp = fs::last_write_time(file, error);
        if (!error) key += fmt::format("|{}", stamp.time_since_epoch().count());
    };
    add_stamp(path);
    if (fs::is_directory(path, error))
        for (fs::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error))
            if (at->is_regular_file(error)) add_stamp(at->path());
    return key;
}

/// Other programs give only the first digits of a hash; A1111's old eight digits are of another kind and say nothing
/// here.
bool same_hash(std::string_view expected, std::string_view actual) {
    return expected.size() == 8 || actual.starts_with(expected);
}

} // namespace

Result<event::Finished> Runner::run(JobId id, const Job& job, const CancelToken& cancel, const CancelToken& pause) {
    latest_.reset();
    Result<event::Finished> result = attempt(id, job, cancel, pause);
    if (!result && result.error().code == ErrorCode::device_lost && !cancel.cancelled()) {
        log(LogLevel::warning, "the device was lost ({}); starting the job once more", result.error().text());
        drop_device();
        Job again = job;
        if (latest_) again.resume = latest_;
        result = attempt(id, again, cancel, pause);
        if (!result && result.error().code == ErrorCode::device_lost)
            result.error().context.push_back("after the device had been opened anew once");
    }
    if (result) return result;
    // A lost device stays lost, and after an exhausted memory the next job should find as much room as there can be.
    if (result.error().code == ErrorCode::device_lost || result.error().code == ErrorCode::device) drop_device();
    if (result.error().code == ErrorCode::out_of_memory) drop_device();
    return result;
}

Result<event::Finished> Runner::attempt(JobId id, const Job& job, const CancelToken& cancel, const CancelToken& pause) {
    const Clock::time_point start = Clock::now();
    SF_CHECK(cancel.check());
    SF_CHECK(pause.check());
    SF_CHECK(validate(job.recipe)); // before a device and a model are opened for nothing
    Recipe recipe = job.recipe;
    std::vector<std::string> notes;
    SF_TRY(const JobPictures pictures, load_pictures(recipe, job, notes));
    SF_CHECK(open_device());
    SF_CHECK(cancel.check());
    SF_CHECK(open_session(recipe.model));
    SF_CHECK(pause.check());
    const double load = seconds_since(start);

    session_->on_load = [&](std::string_view what, double fraction) {
        tell_(event::Loading{id, std::string(what), fraction});
    };
    GenerateOptions options;
    options.preview = job.preview;
    options.preview_every = std::max(1, job.preview_every);
    options.deep = job.deep;
    options.on_stage = [&](std::string_view stage) { tell_(event::Stage{id, std::string(stage)}); };
    options.on_progress = [&](const GenerateProgress& progress) { tell_(event::Progress{id, progress}); };
    options.on_preview = [&](int step, const Image& image) { tell_(event::Preview{id, step, image}); };
    SF_TRY(options.keep.resume, usable_state(job, notes, cancel));
    options.keep.seconds = job.keep_seconds;
    options.keep.every_step = job.keep_every_step;
    options.keep.pause = pause;
    options.keep.on_state = [&](GenerateState state) { return keep(id, std::move(state), cancel, pause.cancelled()); };
    Result<Generated> generated = generate(*session_, recipe, pictures.view(), options, cancel);
    session_->on_load = nullptr; // it refers to this call
    if (!generated) return tl::unexpected(std::move(generated).error());

    SF_CHECK(identify_model(generated->recipe, job.recipe.model_hash, notes, cancel));
    generated->notes.insert(generated->notes.begin(), notes.begin(), notes.end());
    const std::vector<StepTime> profile = session_->unet_profile();
    const Features& features = executor_->features();
    const RunFigures figures{generated->times,
                             load,
                             seconds_since(start),
                             session_->unet_stats(),
                             features.device_name,
                             features.driver,
                             executor_->peak_device_bytes(),
                             profile,
                             estimated_seconds(job.recipe, pictures.view())};
    return event::Finished{id, std::move(*generated), report_json(figures)};
}

Result<const GenerateState*> Runner::usable_state(const Job& job, std::vector<std::string>& notes,
                                                  const CancelToken& cancel) const {
    if (!job.resume || job.resume->model_sha256.empty()) return job.resume.get();
    SF_TRY(const std::string hash, model_hash_->wait(cancel));
    if (hash == job.resume->model_sha256) return job.resume.get();
    notes.push_back("the model was changed meanwhile; the picture was begun anew");
    return nullptr;
}

Result<> Runner::keep(JobId id, GenerateState state, const CancelToken& cancel, bool wait_for_hash) {
    if (wait_for_hash) { // a paused picture may be gone on with much later
        SF_TRY(state.model_sha256, model_hash_->wait(cancel));
    } else {
        state.model_sha256 = model_hash_->known();
    }
    latest_ = std::make_shared<const GenerateState>(std::move(state));
    tell_(event::Kept{id, latest_});
    return {};
}

std::optional<double> Runner::estimated_seconds(const Recipe& recipe, const Pictures& pictures) const {
    if (!options_.estimate) return std::nullopt;
    SessionOptions session;
    session.model = session_->files().path;
    session.vocabulary = options_.vocabulary;
    const Features& features = executor_->features();
    const Result<DryRun> planned = dry_run({features, known_rates(features)}, session, recipe, pictures);
    if (!planned) return std::nullopt; // the job itself went well: it is not to fail over this
    return planned->seconds();
}

void Runner::warm_up(const std::string& model) {
    if (Result<> opened = open_device(); !opened)
        log(LogLevel::info, "warm-up: {}", opened.error().text());
    else if (Result<> session = open_session(model); !session)
        log(LogLevel::info, "warm-up: {}", session.error().text());
}

void Runner::drop_device() {
    model_hash_.reset();
    session_.reset();
    session_key_.clear();
    executor_.reset();
}

void Runner::use_device(const DeviceRequest& device) {
    if (device == options_.device) return;
    options_.device = device;
    drop_device();
}

Result<> Runner::open_device() {
    if (executor_) return {};
    SF_TRY(OpenedDevice opened, sfumato::open_device(options_));
    executor_ = std::move(opened.executor);
    const std::string& why = opened.why;
    executor_->set_profiling(options_.profile);
    const Features& features = executor_->features();
    log(LogLevel::info, "device: {} ({}){}", features.device_name, features.driver, why.empty() ? "" : ": " + why);
    tell_(event::DeviceReady{features.device_name, features.driver, is_software(features.device_class), why});
    return {};
}

Result<> Runner::open_session(const std::string& model) {
    SF_TRY(const fs::path path, resolve_model(model, options_.builtin_model));
    const std::string key = key_of(path);
    if (session_ && session_key_ == key) return {};
    // The old model goes first, so that never two of them are in memory.
    model_hash_.reset();
    session_.reset();
    session_key_.clear();
    SessionOptions session;
    session.model = path;
    session.vocabulary = options_.vocabulary;
    session.activation = activation_for(executor_->features());
    SF_TRY(session_, Session::open(*executor_, session));
    session_key_ = key;
    model_hash_.emplace(session_->files());
    return {};
}

Result<> Runner::identify_model(Recipe& recipe, const std::string& expected, std::vector<std::string>& notes,
                                const CancelToken& cancel) {
    SF_TRY(recipe.model_hash, model_hash_->wait(cancel));
    if (!same_hash(expected, recipe.model_hash))
        notes.push_back(fmt::format("the model differs from that of the recipe: its SHA-256 is {}, not {}",
                                    recipe.model_hash, expected));
    return {};
}

} // namespace sfumato
