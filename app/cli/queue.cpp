// sfumato-cli queue: what is to be made, kept over the end of the program.
#include "command.h"

#include "base/clock.h"
#include "engine/queue.h"
#include "engine/queue_writer.h"
#include "generate_arguments.h"
#include "output_plan.h"
#include "progress_bar.h"
#include "queue_run.h"
#include "recipe/batch.h"
#include "recipe/json.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

struct QueueArguments {
    std::string folder; ///< of the queue; empty: the usual one
    GenerateArguments generate;
    std::vector<QueueId> ids;
    std::optional<QueueId> before;
    std::vector<std::string> states;
    bool front = false, all = false, failed = false, grouped = false;
    double keep_seconds = QueueOptions().keep_seconds;
};

fs::path folder_of(const QueueArguments& a) {
    return a.folder.empty() ? QueueWriter::default_folder() : fs::path(a.folder);
}

Result<Journal> open_for_writing(const QueueArguments& a) {
    std::error_code error;
    fs::create_directories(folder_of(a), error);
    if (error) return fail_errno(error.value(), folder_of(a), "cannot make this folder");
    SF_TRY(Journal::Opened opened, Journal::open(QueueWriter::journal_path(folder_of(a))));
    if (opened.journal.read_only())
        return fail(ErrorCode::permission,
                    "{}: another program is working on this queue (`queue list` can be read; "
                    "`queue pause` stops a run)",
                    folder_of(a).string());
    for (const std::string& note : opened.notes)
        print_note(note);
    return std::move(opened.journal);
}

/// Loads the queue, changes it, and writes what changed. `edit` gets the Queue and gives Result<Json> for the answer.
template <class Edit> int edit_queue(const Globals& globals, const QueueArguments& a, const Edit& edit) {
    const Result<Json> answer = [&]() -> Result<Json> {
        SF_TRY(Journal journal, open_for_writing(a));
        SF_TRY(Journal::Content content, journal.load());
        Queue queue(std::move(content));
        SF_TRY(const Json told, edit(queue));
        SF_CHECK(journal.write(queue.take_changes()));
        return told;
    }();
    if (!answer) return report_error(globals, answer.error(), exit_code_for_output(answer.error()));
    if (globals.json) print_json(*answer);
    return exit_code::ok;
}

/// Every id must be there: a script should hear of its mistake before anything is changed.
Result<> check_ids(const Queue& queue, std::span<const QueueId> ids) {
    for (const QueueId id : ids)
        if (!queue.find(id)) return fail(ErrorCode::not_found, "there is no job {} in the queue", id);
    return {};
}

std::string ids_text(std::span<const QueueId> ids) {
    return fmt::format("{}", fmt::join(ids, " "));
}

/// Files are found again from any folder.
void make_absolute(std::string& path) {
    std::error_code error;
    if (!path.empty() && fs::exists(path, error)) path = fs::absolute(path).lexically_normal().string();
}

int run_add(const Globals& globals, const QueueArguments& a) {
    std::vector<std::string> notes;
    Result<Recipe> recipe = recipe_from_arguments(a.generate, notes);
    for (const std::string& note : notes)
        print_note(note);
    if (!recipe) return report_error(globals, recipe.error());
    make_absolute(recipe->model);
    if (recipe->init) make_absolute(recipe->init->path);
    const auto targets = plan_outputs(a.generate.output, a.generate.batch, false);
    if (!targets) return report_error(globals, targets.error(), exit_code_for_output(targets.error()));
    std::vector<NewJob> jobs;
    for (const SaveTarget& target : *targets) {
        NewJob job{*recipe, fs::absolute(target.path).lexically_normal().string()};
        count_seed_up(job.recipe, jobs.size());
        if (is_folder_target(target.path) && !job.target.ends_with('/')) job.target += '/';
        jobs.push_back(std::move(job));
    }
    return edit_queue(globals, a, [&](Queue& queue) -> Result<Json> {
        const std::vector<QueueId> ids = queue.add(jobs, unix_seconds(), a.front);
        if (!globals.json) print_line("added " + ids_text(ids));
        return Json{{"added", ids}};
    });
}

Json job_json(const Queue& queue, const QueuedJob& job) {
    Json out{{"id", job.id},           {"state", job_state_name(job.state)}, {"target", job.target},
             {"created", job.created}, {"attempts", job.attempts},           {"recipe", nullptr}};
    out["recipe"] = Json::parse(recipe_to_json(job.recipe), nullptr, false);
    if (job.started != 0) out["started"] = job.started;
    if (job.finished != 0) out["finished"] = job.finished;
    if (job.seconds > 0) out["seconds"] = job.seconds;
    if (!job.picture.empty()) out["picture"] = job.picture;
    if (!job.reason.empty()) out["reason"] = job.reason;
    if (job.step > 0) out["step"] = job.step;
    if (const auto rest = queue.estimate(job)) out["estimated_seconds"] = *rest;
    return out;
}

std::string job_line(const Queue& queue, const QueuedJob& job) {
    std::string what = job.recipe.prompt.substr(0, 60);
    for (char& c : what)
        if (c == '\n' || c == '\t') c = ' ';
    std::string then;
    if (job.state == JobState::done) then = job.picture;
    if (job.state == JobState::failed) then = job.reason;
    if (job.state == JobState::paused && job.steps > 0) then = fmt::format("step {} of {}", job.step, job.steps);
    if (const auto rest = queue.estimate(job))
        then += fmt::format("{}about {}", then.empty() ? "" : ", ", duration_text(*rest));
    return fmt::format("{:>5}  {:<9}  seed {}, {} steps  {}{}{}", job.id, job_state_name(job.state), job.recipe.seed,
                       job.recipe.steps, what, then.empty() ? "" : "  | ", then);
}

bool wanted(const QueueArguments& a, const QueuedJob& job) {
    return a.states.empty() || std::ranges::find(a.states, job_state_name(job.state)) != a.states.end();
}

int run_list(const Globals& globals, const QueueArguments& a) {
    std::error_code error;
    Journal::Content content;
    if (const fs::path path = QueueWriter::journal_path(folder_of(a)); fs::exists(path, error)) {
        Result<Journal::Opened> opened = Journal::open(path, Database::Access::read);
        Result<Journal::Content> loaded = opened ? opened->journal.load() : tl::unexpected(opened.error());
        if (!loaded) return report_error(globals, loaded.error());
        content = std::move(*loaded);
    }
    std::vector<QueuedJob> jobs = content.jobs; // as they are: a running one may be running
    const Queue queue(std::move(content));
    const bool paused = fs::exists(pause_flag(folder_of(a)), error);
    if (globals.json) {
        Json list = Json::array();
        for (const QueuedJob& job : jobs)
            if (wanted(a, job)) list.push_back(job_json(queue, job));
        const auto rest = queue.estimate_all();
        print_json(Json{{"paused", paused},
                        {"grouped", queue.grouped()},
                        {"jobs", list},
                        {"estimated_seconds", rest ? Json(*rest) : Json(nullptr)}});
        return exit_code::ok;
    }
    for (const QueuedJob& job : jobs)
        if (wanted(a, job)) print_line(job_line(queue, job));
    const auto rest = queue.estimate_all();
    print_line(fmt::format("{} to make{}, {} done, {} failed{}", queue.unfinished(),
                           queue.unfinished() == 0 ? ""
                           : rest                  ? ", about " + duration_text(*rest)
                                                   : ", time unknown",
                           queue.count(JobState::done), queue.count(JobState::failed), paused ? "; paused" : ""));
    return exit_code::ok;
}

int run_run(const Globals& globals, const QueueArguments& a) {
    Result<EngineOptions> engine = engine_options(a.generate);
    if (!engine) return report_error(globals, engine.error());
    const Result<OutputOptions> output = output_options(a.generate);
    if (!output) return report_error(globals, output.error());
    std::error_code error;
    if (fs::exists(pause_flag(folder_of(a)), error))
        return report_error(globals, Error{ErrorCode::usage, "the queue is paused; `queue continue` lifts that", {}},
                            exit_code::failed);
    QueueRunPlan plan;
    plan.folder = folder_of(a);
    plan.engine = std::move(*engine);
    plan.keep_seconds = a.keep_seconds;
    plan.output = *output;
    if (a.grouped) plan.grouped = true;
    return QueueRun(globals, std::move(plan)).run();
}

int run_flag(const Globals& globals, const QueueArguments& a, bool paused) {
    const fs::path flag = pause_flag(folder_of(a));
    std::error_code error;
    fs::create_directories(folder_of(a), error);
    Result<> done;
    if (paused)
        done = write_file_atomically(flag, {});
    else if (fs::remove(flag, error); error)
        done = fail_errno(error.value(), flag, "cannot remove this file");
    if (!done) return report_error(globals, done.error(), exit_code_for_output(done.error()));
    if (globals.json)
        print_json(Json{{"paused", paused}});
    else
        print_line(paused ? "paused; a run that is going on stops before its next step"
                          : "not paused; `queue run` goes on");
    return exit_code::ok;
}

int run_retry(const Globals& globals, const QueueArguments& a) {
    if (a.ids.empty() && !a.failed)
        return report_error(globals, Error{ErrorCode::usage, "ids of jobs, or --failed, are needed", {}});
    return edit_queue(globals, a, [&](Queue& queue) -> Result<Json> {
        SF_CHECK(check_ids(queue, a.ids));
        const std::size_t count = queue.retry(a.ids) + (a.failed ? queue.retry_failed() : 0);
        if (!globals.json) print_line(fmt::format("{} to be tried again", count));
        return Json{{"retried", count}};
    });
}

int run_remove(const Globals& globals, const QueueArguments& a) {
    return edit_queue(globals, a, [&](Queue& queue) -> Result<Json> {
        SF_CHECK(check_ids(queue, a.ids));
        const std::size_t count = queue.remove(a.ids).size();
        if (!globals.json) print_line(fmt::format("{} removed", count));
        return Json{{"removed", count}};
    });
}

int run_duplicate(const Globals& globals, const QueueArguments& a) {
    return edit_queue(globals, a, [&](Queue& queue) -> Result<Json> {
        SF_CHECK(check_ids(queue, a.ids));
        const std::vector<QueueId> ids = queue.duplicate(a.ids, unix_seconds());
        if (!globals.json) print_line("added " + ids_text(ids));
        return Json{{"added", ids}};
    });
}

int run_move(const Globals& globals, const QueueArguments& a) {
    return edit_queue(globals, a, [&](Queue& queue) -> Result<Json> {
        SF_CHECK(check_ids(queue, a.ids));
        std::optional<QueueId> before = a.before;
        if (before) SF_CHECK(check_ids(queue, std::span(&*before, 1)));
        if (a.front) before = queue.next({});
        queue.move(a.ids, before);
        return Json{{"moved", a.ids}};
    });
}

int run_clear(const Globals& globals, const QueueArguments& a) {
    return edit_queue(globals, a, [&](Queue& queue) -> Result<Json> {
        std::size_t count = queue.clear_finished().size();
        if (a.all) {
            std::vector<QueueId> ids;
            for (const QueuedJobPtr& job : queue.jobs())
                ids.push_back(job->id);
            count += queue.remove(ids).size();
        }
        if (!globals.json) print_line(fmt::format("{} removed", count));
        return Json{{"removed", count}};
    });
}

using Action = int (*)(const Globals&, const QueueArguments&);

class Subcommands {
public:
    CLI::App* add(CLI::App& queue, const char* name, const char* help, Action action) {
        CLI::App* command = queue.add_subcommand(name, help);
        actions_.emplace_back(command, action);
        return command;
    }
    int run(const Globals& globals, const QueueArguments& arguments) const {
        for (const auto& [command, action] : actions_)
            if (command->parsed()) return action(globals, arguments);
        return exit_code::usage;
    }

private:
    std::vector<std::pair<CLI::App*, Action>> actions_;
};

void add_ids(CLI::App* command, QueueArguments& a, bool needed) {
    auto* option = command->add_option("ids", a.ids, "Jobs, as `queue list` numbers them")->type_name("ID...");
    if (needed) option->required();
}

void add_subcommands(CLI::App& queue, Subcommands& commands, QueueArguments& a) {
    CLI::App* add = commands.add(queue, "add", "Add pictures to make", run_add);
    add_recipe_options(*add, a.generate);
    add->add_option("-o,--output", a.generate.output, "A .png, .jpg or .webp file, or a folder to name the files in")
        ->type_name("FILE|DIR")
        ->required();
    add->add_option("-b,--batch", a.generate.batch, "Pictures, with consecutive seeds (of variations: variation seeds)")
        ->type_name("N")
        ->check(CLI::Range(1, max_batch));
    add->add_flag("--front", a.front, "Before all that waits");

    CLI::App* list =
        commands.add(queue, "list", "What is in the queue; also while another program works on it", run_list);
    list->add_option("--state", a.states, "Only these: waiting, running, paused, done, failed, cancelled")
        ->check(CLI::IsMember({"waiting", "running", "paused", "done", "failed", "cancelled"}));

    CLI::App* run = commands.add(
        queue, "run", "Make what waits. Ctrl+C pauses inside the picture; the next run goes on with it", run_run);
    add_device_options(*run, a.generate);
    add_output_options(*run, a.generate);
    run->add_flag("--group", a.grouped, "Pictures of the loaded model first, so that models change seldom");
    run->add_option("--keep-seconds", a.keep_seconds, "Seconds of work that a crash may cost at most (5)")
        ->type_name("X")
        ->check(CLI::Range(0.0, 86400.0));

    commands.add(queue, "pause", "Stop a run before its next step, and let none begin",
                 [](const Globals& g, const QueueArguments& args) { return run_flag(g, args, true); });
    commands.add(queue, "continue", "Let runs begin again",
                 [](const Globals& g, const QueueArguments& args) { return run_flag(g, args, false); });
    CLI::App* retry = commands.add(queue, "retry", "Let failed or cancelled jobs wait again", run_retry);
    add_ids(retry, a, false);
    retry->add_flag("--failed", a.failed, "All that failed");
    add_ids(commands.add(queue, "remove", "Take jobs out; finished pictures stay", run_remove), a, true);
    add_ids(commands.add(queue, "duplicate", "Add the same once more, behind each", run_duplicate), a, true);
    CLI::App* move = commands.add(queue, "move", "Change the order; without an option to the end", run_move);
    add_ids(move, a, true);
    auto* before = move->add_option("--before", a.before, "In front of this job")->type_name("ID");
    move->add_flag("--front", a.front, "In front of all that waits")->excludes(before);
    CLI::App* clear = commands.add(queue, "clear", "Take out what is done or cancelled; pictures stay", run_clear);
    clear->add_flag("--all", a.all, "Also what waits and what failed");
}

} // namespace

Command add_queue(CLI::App& app, const Globals& globals) {
    CLI::App* command = app.add_subcommand("queue", "Make many pictures, one after the other, over crashes and nights");
    const auto arguments = std::make_shared<QueueArguments>();
    const auto commands = std::make_shared<Subcommands>();
    command->require_subcommand(1);
    command->fallthrough();
    command->add_option("--queue", arguments->folder, "Folder of the queue ($XDG_DATA_HOME/sfumato/queue)")
        ->type_name("DIR");
    add_subcommands(*command, *commands, *arguments);
    return {command, [&globals, arguments, commands] { return commands->run(globals, *arguments); }};
}

} // namespace sfumato::cli
