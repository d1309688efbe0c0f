#include "generate_run.h"

#include "image/png.h"
#include "interrupt.h"
#include "output_plan.h"
#include "profile_table.h"
#include "recipe/batch.h"
#include "recipe/json.h"

#include <utility>

namespace sfumato::cli {

void EventQueue::push(Event event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    arrived_.notify_one();
}

Event EventQueue::take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return !events_.empty(); });
    Event event = std::move(events_.front());
    events_.pop_front();
    return event;
}

GenerateRun::GenerateRun(const Globals& globals, GeneratePlan plan)
    : globals_(globals), plan_(std::move(plan)),
      bar_(ProgressBar::style_for(globals.verbose), static_cast<int>(plan_.targets.size())) {}

int GenerateRun::run() {
    Interrupt interrupt;
    {
        Engine engine(plan_.engine, [this](Event event) { events_.push(std::move(event)); });
        engine_ = &engine;
        for (std::size_t i = 0; i < plan_.targets.size(); ++i) {
            Job job{plan_.recipe, plan_.preview, plan_.preview_every, nullptr};
            if (plan_.recipes.empty())
                count_seed_up(job.recipe, i);
            else
                job.recipe = plan_.recipes[i];
            job.deep = plan_.targets[i].options.deep;
            jobs_[engine.submit(std::move(job))] = static_cast<int>(i) + 1;
        }
        open_ = jobs_.size();
        interrupt.watch([&engine] { engine.cancel_all(); });
        while (open_ > 0) {
            Event event = events_.take();
            std::visit([this](auto& e) { handle(e); }, event);
        }
        interrupt.watch({}); // it must not reach for an engine that is gone
        engine_ = nullptr;
    }
    bar_.clear();
    return finish();
}

void GenerateRun::handle(event::DeviceReady& ready) {
    device_ = Json{{"name", ready.name}, {"driver", ready.driver}, {"software", ready.software}};
    if (!ready.why.empty()) device_["why"] = ready.why;
    if (!globals_.verbose && ready.why.empty()) return; // what was asked for need not be told
    bar_.clear();
    print_note(fmt::format("device: {} ({}){}{}", ready.name, ready.driver, ready.why.empty() ? "" : ": ", ready.why));
}

void GenerateRun::handle(event::Started& started) {
    bar_.picture(picture_of(started.job));
}

void GenerateRun::handle(event::Loading& loading) {
    bar_.loading(loading.what, loading.fraction);
}

void GenerateRun::handle(event::Stage& stage) {
    bar_.stage(stage.stage);
}

void GenerateRun::handle(event::Progress& progress) {
    const GenerateProgress& p = progress.progress;
    bar_.sampling(p.step, p.steps, p.seconds, p.eta_seconds);
}

void GenerateRun::handle(event::Preview& preview) {
    const auto path = plan_.preview_dir / preview_name(picture_of(preview.job), preview.step);
    const Result<std::vector<std::byte>> png = encode_png(preview.image, {});
    if (!png) return fail_with(png.error(), exit_code::failed);
    const Overwrite overwrite = plan_.force ? Overwrite::replace : Overwrite::refuse;
    if (const Result<> written = write_file_atomically(path, *png, overwrite); !written)
        fail_with(written.error(), exit_code_for_output(written.error()));
}

void GenerateRun::handle(event::Finished& finished) {
    --open_;
    const SaveTarget& target = plan_.targets[static_cast<std::size_t>(picture_of(finished.job) - 1)];
    const Result<std::filesystem::path> saved =
        save_image(finished.result.image, finished.result.recipe, target, finished.result.deep);
    if (!saved) return fail_with(saved.error(), exit_code_for_output(saved.error()));
    announce(finished, *saved);
}

void GenerateRun::handle(event::Failed& failed) {
    --open_;
    if (!plan_.keep_going) return fail_with(failed.error, exit_code_for(failed.error));
    bar_.clear();
    const SaveTarget& target = plan_.targets[static_cast<std::size_t>(picture_of(failed.job) - 1)];
    print_note(fmt::format("{} was not made: {}", target.path.string(), failed.error.text()));
    if (!failure_) failure_ = Failure{failed.error, exit_code_for(failed.error)};
}

void GenerateRun::handle(event::Cancelled&) {
    --open_;
    cancelled_ = true;
}

void GenerateRun::fail_with(Error error, int code) {
    if (!failure_) failure_ = Failure{std::move(error), code};
    engine_->cancel_all();
}

void GenerateRun::announce(const event::Finished& finished, const std::filesystem::path& file) {
    const Recipe& recipe = finished.result.recipe;
    const Json report = Json::parse(finished.json_report, nullptr, false);
    bar_.clear();
    for (const std::string& note : finished.result.notes)
        print_note(note);
    if (globals_.json) {
        images_.push_back({{"path", file.string()},
                           {"seed", recipe.seed},
                           {"width", finished.result.image.width},
                           {"height", finished.result.image.height},
                           {"recipe", Json::parse(recipe_to_json(recipe), nullptr, false)},
                           {"notes", finished.result.notes},
                           {"report", report}});
        return;
    }
    const double seconds = report.is_object() && report.contains("times") ? report["times"].value("total", 0.0) : 0.0;
    print_line(fmt::format("{}: {}x{}, seed {}, {}", file.string(), finished.result.image.width,
                           finished.result.image.height, recipe.seed, duration_text(seconds)));
    if (const std::string table = profile_table(finished.json_report); !table.empty()) print_line(table);
}

int GenerateRun::finish() {
    Json answer = Json::object();
    if (globals_.json) answer = Json{{"images", images_}, {"device", device_}};
    if (failure_) return report_error(globals_, failure_->error, failure_->code, answer);
    if (cancelled_)
        return report_error(globals_, Error{ErrorCode::cancelled, "cancelled", {}}, exit_code::cancelled, answer);
    if (globals_.json) print_json(answer);
    return exit_code::ok;
}

} // namespace sfumato::cli
