#include "store/journal.h"

#include "recipe/json.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sfumato {
namespace {

constexpr std::array<std::pair<JobState, std::string_view>, 6> state_names{{{JobState::waiting, "waiting"},
                                                                            {JobState::running, "running"},
                                                                            {JobState::paused, "paused"},
                                                                            {JobState::done, "done"},
                                                                            {JobState::failed, "failed"},
                                                                            {JobState::cancelled, "cancelled"}}};

constexpr std::string_view version_1 = R"sql(
CREATE TABLE job(
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    recipe TEXT NOT NULL,
    target TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    created INTEGER NOT NULL DEFAULT 0,
    started INTEGER NOT NULL DEFAULT 0,
    finished INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    picture TEXT NOT NULL DEFAULT '',
    step INTEGER NOT NULL DEFAULT 0,
    steps INTEGER NOT NULL DEFAULT 0,
    planned_path TEXT,
    planned_sha256 TEXT);
CREATE TABLE timing(kind TEXT PRIMARY KEY, seconds REAL NOT NULL, steps INTEGER NOT NULL);
CREATE TABLE setting(name TEXT PRIMARY KEY, value INTEGER NOT NULL);
)sql";
constexpr std::string_view version_2 = "ALTER TABLE job ADD COLUMN batch TEXT NOT NULL DEFAULT ''";
constexpr std::array versions{version_1, version_2};
constexpr DatabaseSchema schema{.what = "queue", .application_id = 0x53465155 /* SFQU */, .versions = versions};

// The row may be written again from what the window knew a moment ago: a picture that was planned stays so (only a job
// that waits anew has no plan), and one that is done does not run again.
constexpr std::string_view upsert = R"sql(
INSERT INTO job(id, place, state, recipe, target, reason, created, started, finished, attempts, seconds, picture, step,
                steps, batch)
VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
ON CONFLICT(id) DO UPDATE SET place=?2, recipe=?4, target=?5, reason=?6, created=?7, started=?8, attempts=?10,
    step=?13, steps=?14, batch=?15,
    state=CASE WHEN state='done' AND ?3='running' THEN state ELSE ?3 END,
    finished=CASE WHEN state='done' AND ?3='running' THEN finished ELSE ?9 END,
    seconds=CASE WHEN state='done' AND ?3='running' THEN seconds ELSE ?11 END,
    picture=CASE WHEN state='done' AND ?3='running' THEN picture ELSE ?12 END,
    planned_path=CASE WHEN ?3='waiting' THEN NULL ELSE planned_path END,
    planned_sha256=CASE WHEN ?3='waiting' THEN NULL ELSE planned_sha256 END
)sql";

/// Numbers of rows are within what the program itself would write, whoever wrote them.
int small(std::int64_t value) {
    return static_cast<int>(std::clamp<std::int64_t>(value, 0, 1 << 30));
}

QueuedJob job_of_row(const Statement& row) {
    QueuedJob job;
    job.id = row.integer(0);
    job.place = row.integer(1);
    const auto state = parse_job_state(row.text(2));
    job.target = row.text(4);
    job.reason = row.text(5);
    job.created = row.integer(6);
    job.started = row.integer(7);
    job.finished = row.integer(8);
    job.attempts = small(row.integer(9));
    job.seconds = row.real(10);
    job.picture = row.text(11);
    job.step = small(row.integer(12));
    job.steps = small(row.integer(13));
    job.batch = row.text(14);
    job.state = state.value_or(JobState::failed);
    const std::string text = row.text(3);
    if (Result<Recipe> recipe = recipe_from_json(text)) {
        job.recipe = std::move(*recipe);
        if (!state) job.reason = "its state \"" + row.text(2).substr(0, 40) + "\" is unknown to this program";
        return job;
    } else {
        job.unreadable = text;
        job.state = JobState::failed;
        job.reason = "its recipe cannot be read: " + recipe.error().message;
        return job;
    }
}

} // namespace

std::string_view job_state_name(JobState state) {
    return std::ranges::find(state_names, state, &std::pair<JobState, std::string_view>::first)->second;
}

std::optional<JobState> parse_job_state(std::string_view name) {
    const auto found = std::ranges::find(state_names, name, &std::pair<JobState, std::string_view>::second);
    if (found == state_names.end()) return std::nullopt;
    return found->first;
}

Result<Journal::Opened> Journal::open(const std::filesystem::path& path, Database::Access access) {
    SF_TRY(Database::Opened opened, Database::open(path, schema, access));
    return Opened{Journal(std::move(opened.database)), std::move(opened.notes)};
}

Result<Journal::Content> Journal::load() {
    Content content;
    SF_TRY(Statement rows, database_.prepare("SELECT id, place, state, recipe, target, reason, created, started, "
                                             "finished, attempts, seconds, picture, step, steps, batch FROM job "
                                             "ORDER BY place, id"));
    for (;;) {
        SF_TRY(const bool more, rows.step());
        if (!more) break;
        content.jobs.push_back(job_of_row(rows));
        content.next_id = std::max(content.next_id, content.jobs.back().id + 1);
    }
    SF_TRY(Statement timings, database_.prepare("SELECT kind, seconds, steps FROM timing"));
    for (;;) {
        SF_TRY(const bool more, timings.step());
        if (!more) break;
        content.timings.push_back({timings.text(0), timings.real(1), small(timings.integer(2))});
    }
    SF_TRY(Statement settings, database_.prepare("SELECT name, value FROM setting"));
    for (;;) {
        SF_TRY(const bool more, settings.step());
        if (!more) break;
        if (settings.text(0) == "grouped") content.grouped = settings.integer(1) != 0;
        if (settings.text(0) == "next_id") content.next_id = std::max(content.next_id, settings.integer(1));
    }
    return content;
}

Result<> Journal::write_job(Statement& statement, const QueuedJob& job) {
    return statement
        .bind(job.id, job.place, job_state_name(job.state),
              job.unreadable.empty() ? recipe_to_json(job.recipe) : job.unreadable, job.target, job.reason, job.created,
              job.started, job.finished, job.attempts, job.seconds, job.picture, job.step, job.steps, job.batch)
        .run();
}

Result<> Journal::write(const QueueChanges& changes) {
    return database_.transaction([&]() -> Result<> {
        SF_TRY(Statement put, database_.prepare(upsert));
        for (const QueuedJobPtr& job : changes.changed)
            SF_CHECK(write_job(put, *job));
        SF_TRY(Statement remove, database_.prepare("DELETE FROM job WHERE id = ?1"));
        for (const QueueId id : changes.removed)
            SF_CHECK(remove.bind(id).run());
        SF_TRY(Statement time, database_.prepare("INSERT OR REPLACE INTO timing VALUES(?1, ?2, ?3)"));
        for (const QueueTiming& timing : changes.timings)
            SF_CHECK(time.bind(timing.kind, timing.seconds, timing.steps).run());
        constexpr std::string_view set = "INSERT OR REPLACE INTO setting VALUES(?1, ?2)";
        if (changes.next_id != 0) SF_CHECK(database_.run(set, "next_id", changes.next_id));
        if (changes.grouped) SF_CHECK(database_.run(set, "grouped", *changes.grouped ? 1 : 0));
        return {};
    });
}

Result<> Journal::plan(const Planned& picture) {
    SF_CHECK(database_.run("UPDATE job SET planned_path = ?2, planned_sha256 = ?3 WHERE id = ?1", picture.id,
                           picture.path.string(), picture.sha256));
    return {};
}

Result<> Journal::forget_plan(QueueId id) {
    return database_.run("UPDATE job SET planned_path = NULL, planned_sha256 = NULL WHERE id = ?1", id);
}

Result<> Journal::finish(const QueuedJob& job) {
    return database_.run("UPDATE job SET state = 'done', reason = '', finished = ?2, seconds = ?3, picture = ?4, "
                         "step = 0, recipe = ?5, planned_path = NULL, planned_sha256 = NULL WHERE id = ?1",
                         job.id, job.finished, job.seconds, job.picture, recipe_to_json(job.recipe));
}

Result<std::vector<Journal::Planned>> Journal::planned() {
    std::vector<Planned> out;
    SF_TRY(Statement rows, database_.prepare("SELECT id, planned_path, planned_sha256 FROM job "
                                             "WHERE planned_path IS NOT NULL AND state <> 'done'"));
    for (;;) {
        SF_TRY(const bool more, rows.step());
        if (!more) return out;
        out.push_back({rows.integer(0), rows.text(1), rows.text(2)});
    }
}

} // namespace sfumato
