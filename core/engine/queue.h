// The queue: what is to be made, in which order, and what became of it. A plain value of one thread: no disk, no clock,
// no engine. What changed is collected, for a journal to write.
#pragma once

#include "store/journal.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace sfumato {

/// Asked for, not yet in the queue.
struct NewJob {
    Recipe recipe;
    std::string target;     ///< see QueuedJob
    std::string batch = {}; ///< see QueuedJob
};

class Queue {
public:
    Queue() = default;
    /// From disk. Jobs that were running when the program ended become paused: they are to be gone on with.
    explicit Queue(Journal::Content content);

    // -- looking
    /// In order. Jobs are never changed in place: a pointer taken here stays what it was.
    const std::vector<QueuedJobPtr>& jobs() const { return jobs_; }
    /// nullptr when there is none.
    QueuedJobPtr find(QueueId id) const;
    std::size_t index_of(QueueId id) const; ///< jobs().size() when there is none
    /// Done, failed, cancelled or taken out: nothing more comes of it.
    bool is_over(QueueId id) const;
    std::size_t count(JobState state) const;
    /// Jobs that wait or are paused or run.
    std::size_t unfinished() const;
    bool grouped() const { return grouped_; }
    /// What to make next: the first that waits or is paused; when grouped, the first of them with `model` if there is
    /// one.
    std::optional<QueueId> next(const std::string& model) const;
    /// Seconds that a job will take, from measured ones of the same model, size and sampler: with as many steps, else
    /// in proportion to them. Of a paused job, the rest. Nothing when none was measured.
    std::optional<double> estimate(const QueuedJob& job) const;
    /// Of all unfinished jobs; nothing when one of them is unknown. `running_rest`: of the job that runs, if known.
    std::optional<double> estimate_all(std::optional<double> running_rest = std::nullopt) const;

    // -- editing; ids that are unknown, or in a state that does not allow it, are passed over
    /// At the end, or before the first that waits. The new ids in order.
    std::vector<QueueId> add(std::span<const NewJob> jobs, std::int64_t now, bool front = false);
    /// Moves jobs, keeping their order, before `before`, or to the end.
    void move(std::span<const QueueId> ids, std::optional<QueueId> before);
    /// One place up or down among the jobs that are not over.
    void move_by_one(std::span<const QueueId> ids, bool up);
    /// Copies, waiting, each right behind its original.
    std::vector<QueueId> duplicate(std::span<const QueueId> ids, std::int64_t now);
    /// Only while it waits or after it failed; a paused one loses its state. Error: usage.
    Result<> edit(QueueId id, const Recipe& recipe);
    /// All but running ones. What was removed, for restore().
    std::vector<QueuedJobPtr> remove(std::span<const QueueId> ids);
    std::vector<QueuedJobPtr> clear_finished();
    /// At their old places.
    void restore(std::span<const QueuedJobPtr> jobs);
    /// Failed and cancelled jobs wait again. How many.
    std::size_t retry(std::span<const QueueId> ids);
    std::size_t retry_failed();
    /// Waiting and paused ones.
    void cancel(std::span<const QueueId> ids, std::int64_t now);
    void set_grouped(bool grouped);

    // -- running
    void begin(QueueId id, std::int64_t now);
    void set_step(QueueId id, int step, int steps);
    /// Between two steps, to be gone on with; with no step done it just waits.
    void pause(QueueId id);
    /// `seconds` of work; `whole`: they are of the whole picture, so that others can be estimated from them.
    void finish(QueueId id, const Recipe& as_run, const std::string& picture, double seconds, bool whole,
                std::int64_t now);
    void mark_failed(QueueId id, const std::string& reason, std::int64_t now);
    void cancel_running(QueueId id, std::int64_t now);

    /// What changed since the last call.
    QueueChanges take_changes();

private:
    using Jobs = std::vector<QueuedJobPtr>;
    void put(QueuedJob job);
    void insert(QueuedJobPtr job);
    template <class Change> bool change(QueueId id, const Change& change);
    /// Gives everything a new place, with room for `count` more before index `at`. The place before that room.
    std::int64_t renumber(std::size_t at, std::size_t count);
    /// `count` free places before index `at`; renumbers where there is no room.
    std::vector<std::int64_t> places_before(std::size_t at, std::size_t count);
    std::size_t first_open() const;

    Jobs jobs_; ///< by place
    std::unordered_map<QueueId, QueuedJobPtr> by_id_;
    std::map<std::string, QueueTiming> timings_;
    QueueId next_id_ = 1;
    bool grouped_ = false;

    std::set<QueueId> changed_, removed_;
    std::set<std::string> timed_;
    bool ids_given_ = false, grouping_changed_ = false;
};

} // namespace sfumato
