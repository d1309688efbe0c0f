// The queue on disk: jobs in SQLite, so that a crash, a kill or a loss of power loses none.
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"
#include "store/database.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

using QueueId = std::int64_t;

enum class JobState {
    waiting,
    running,
    paused, ///< begun, and to be gone on with
    done,
    failed,
    cancelled,
};
/// "waiting", "running"...
std::string_view job_state_name(JobState state);
std::optional<JobState> parse_job_state(std::string_view name);

/// One picture to make, waiting, being made or made. Times are seconds since 1970 UTC; 0: not yet.
struct QueuedJob {
    QueueId id = 0;         ///< never given twice
    std::int64_t place = 0; ///< ascending in the order of the queue
    JobState state = JobState::waiting;
    Recipe recipe;
    std::string target; ///< folder (ending in '/' or existing) or file that gets the picture
    std::string reason; ///< why it failed
    std::int64_t created = 0;
    std::int64_t started = 0;
    std::int64_t finished = 0;
    int attempts = 0;
    double seconds = 0;  ///< of work on the finished picture
    std::string picture; ///< file of the finished picture
    std::string batch;   ///< name of the batch that it was added with; empty: none
    int step = 0;        ///< of a paused one: steps done
    int steps = 0;       ///< of how many; 0: not known
    /// The text of a recipe that this program cannot read: it stays as it is, and the job is failed with the reason.
    std::string unreadable;
    bool operator==(const QueuedJob&) const = default;
    bool is_over() const {
        return state == JobState::done || state == JobState::failed || state == JobState::cancelled;
    }
};
using QueuedJobPtr = std::shared_ptr<const QueuedJob>;

/// Measured seconds of one kind of picture.
struct QueueTiming {
    std::string kind;
    double seconds = 0;
    int steps = 0;
    bool operator==(const QueueTiming&) const = default;
};

/// What happened to a queue since the last time, to be written as a whole.
struct QueueChanges {
    std::vector<QueuedJobPtr> changed;
    std::vector<QueueId> removed;
    std::vector<QueueTiming> timings;
    QueueId next_id = 0; ///< 0: unchanged
    std::optional<bool> grouped;
    bool empty() const { return changed.empty() && removed.empty() && timings.empty() && next_id == 0 && !grouped; }
};

/// Used by one thread at a time.
class Journal {
public:
    struct Opened;
    struct Content {
        std::vector<QueuedJob> jobs; ///< in order
        std::vector<QueueTiming> timings;
        QueueId next_id = 1;
        bool grouped = false;
    };
    /// A picture that was about to be written when the program ended.
    struct Planned {
        QueueId id = 0;
        std::filesystem::path path;
        std::string sha256;
    };

    /// Opens or makes the journal. `notes`: that another program has it (this one then only reads), or that a damaged
    /// file was moved aside. Errors: those of Database::open().
    static Result<Opened> open(const std::filesystem::path& path, Database::Access access = Database::Access::write);
    bool read_only() const { return database_.read_only(); }

    Result<Content> load();
    /// All of it or nothing.
    Result<> write(const QueueChanges& changes);
    /// Before the file is written: with this a later start can tell whether it was.
    Result<> plan(const Planned& picture);
    Result<> forget_plan(QueueId id);
    /// Done, its file being there.
    Result<> finish(const QueuedJob& job);
    Result<std::vector<Planned>> planned();

private:
    explicit Journal(Database database) : database_(std::move(database)) {}
    Result<> write_job(Statement& statement, const QueuedJob& job);
    Database database_;
};

struct Journal::Opened {
    Journal journal;
    std::vector<std::string> notes;
};

} // namespace sfumato
