#include "engine/queue.h"

#include <algorithm>

namespace sfumato {
namespace {

/// Room between neighbours, so that a moved job changes no other row.
constexpr std::int64_t gap = 1 << 20;

bool is_open(const QueuedJob& job) {
    return job.state == JobState::waiting || job.state == JobState::paused;
}

/// The kind of picture whose time is measured: model, size and sampler; with its steps.
std::string kind_of(const Recipe& recipe) {
    return fmt::format("{}|{}|{}x{}|{}|{}|{}", recipe.model, recipe.model_hash, recipe.width, recipe.height,
                       recipe.sampler, recipe.cfg_scale == 1.0 ? 1 : 2, recipe.init ? recipe.init->strength : 1.0);
}
std::string kind_with_steps(const Recipe& recipe) {
    return fmt::format("{}|{}", kind_of(recipe), recipe.steps);
}

} // namespace

Queue::Queue(Journal::Content content) : next_id_(content.next_id), grouped_(content.grouped) {
    for (QueuedJob& job : content.jobs) {
        const bool interrupted = job.state == JobState::running;
        if (interrupted) job.state = JobState::paused;
        if (interrupted) changed_.insert(job.id);
        auto shared = std::make_shared<const QueuedJob>(std::move(job));
        by_id_[shared->id] = shared;
        jobs_.push_back(std::move(shared));
    }
    std::ranges::stable_sort(jobs_, {}, [](const QueuedJobPtr& job) { return job->place; });
    // Places of a damaged file may be equal, by which nothing could be found.
    for (std::size_t i = 1; i < jobs_.size(); ++i)
        if (jobs_[i]->place <= jobs_[i - 1]->place) {
            (void)renumber(jobs_.size(), 0);
            break;
        }
    for (QueueTiming& timing : content.timings)
        timings_[timing.kind] = std::move(timing);
}

QueuedJobPtr Queue::find(QueueId id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

bool Queue::is_over(QueueId id) const {
    const QueuedJobPtr job = find(id);
    return !job || job->is_over();
}

std::size_t Queue::index_of(QueueId id) const {
    const QueuedJobPtr job = find(id);
    if (!job) return jobs_.size();
    const auto at = std::ranges::lower_bound(jobs_, job->place, {}, [](const QueuedJobPtr& j) { return j->place; });
    return static_cast<std::size_t>(at - jobs_.begin());
}

std::size_t Queue::count(JobState state) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(jobs_, [state](const QueuedJobPtr& job) { return job->state == state; }));
}

std::size_t Queue::unfinished() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(jobs_, [](const QueuedJobPtr& job) { return !job->is_over(); }));
}

std::optional<QueueId> Queue::next(const std::string& model) const {
    const QueuedJob* first = nullptr;
    for (const QueuedJobPtr& job : jobs_) {
        if (!is_open(*job)) continue;
        if (first == nullptr) first = job.get();
        if (!grouped_ || model.empty()) break;
        if (job->recipe.model == model) return job->id;
    }
    if (first == nullptr) return std::nullopt;
    return first->id;
}

std::optional<double> Queue::estimate(const QueuedJob& job) const {
    if (job.is_over()) return std::nullopt;
    std::optional<double> seconds;
    if (const auto same = timings_.find(kind_with_steps(job.recipe)); same != timings_.end())
        seconds = same->second.seconds;
    else if (const auto similar = timings_.find(kind_of(job.recipe)); similar != timings_.end())
        if (similar->second.steps > 0) seconds = similar->second.seconds * job.recipe.steps / similar->second.steps;
    if (seconds && job.steps > 0) *seconds *= std::max(0.0, 1.0 - static_cast<double>(job.step) / job.steps);
    return seconds;
}

std::optional<double> Queue::estimate_all(std::optional<double> running_rest) const {
    double sum = 0;
    for (const QueuedJobPtr& job : jobs_) {
        if (job->is_over()) continue;
        std::optional<double> seconds;
        if (job->state == JobState::running) seconds = running_rest;
        if (!seconds) seconds = estimate(*job);
        if (!seconds) return std::nullopt;
        sum += *seconds;
    }
    return sum;
}

std::size_t Queue::first_open() const {
    const auto at = std::ranges::find_if(jobs_, [](const QueuedJobPtr& job) { return is_open(*job); });
    return static_cast<std::size_t>(at - jobs_.begin());
}

void Queue::insert(QueuedJobPtr job) {
    const auto at = std::ranges::lower_bound(jobs_, job->place, {}, [](const QueuedJobPtr& j) { return j->place; });
    changed_.insert(job->id);
    removed_.erase(job->id);
    by_id_[job->id] = job;
    jobs_.insert(at, std::move(job));
}

void Queue::put(QueuedJob job) {
    const std::size_t index = index_of(job.id);
    changed_.insert(job.id);
    auto shared = std::make_shared<const QueuedJob>(std::move(job));
    by_id_[shared->id] = shared;
    jobs_[index] = std::move(shared);
}

template <class Change> bool Queue::change(QueueId id, const Change& change) {
    const QueuedJobPtr old = find(id);
    if (!old) return false;
    QueuedJob job = *old;
    if (!change(job)) return false;
    put(std::move(job));
    return true;
}

std::int64_t Queue::renumber(std::size_t at, std::size_t count) {
    std::int64_t place = 0, hole = 0;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
        if (i == at) {
            hole = place;
            place += gap * static_cast<std::int64_t>(count);
        }
        QueuedJob moved = *jobs_[i];
        moved.place = place += gap;
        changed_.insert(moved.id);
        jobs_[i] = by_id_[moved.id] = std::make_shared<const QueuedJob>(std::move(moved));
    }
    return at >= jobs_.size() ? place : hole;
}

std::vector<std::int64_t> Queue::places_before(std::size_t at, std::size_t count) {
    const auto spread = [count](std::int64_t low, std::int64_t step) {
        std::vector<std::int64_t> places;
        for (std::size_t i = 1; i <= count; ++i)
            places.push_back(low + step * static_cast<std::int64_t>(i));
        return places;
    };
    const auto wanted = static_cast<std::int64_t>(count);
    constexpr std::int64_t edge = 1ll << 61;
    if (jobs_.empty()) return spread(0, gap);
    if (at == jobs_.size() && jobs_.back()->place < edge && wanted <= gap) return spread(jobs_.back()->place, gap);
    if (at == 0 && jobs_.front()->place > -edge && wanted <= gap)
        return spread(jobs_.front()->place - gap * (wanted + 1), gap);
    if (at > 0 && at < jobs_.size()) {
        const std::int64_t low = jobs_[at - 1]->place, room = jobs_[at]->place - low;
        if (room > wanted) return spread(low, room / (wanted + 1));
    }
    return spread(renumber(at, count), gap);
}

std::vector<QueueId> Queue::add(std::span<const NewJob> jobs, std::int64_t now, bool front) {
    const std::vector<std::int64_t> places = places_before(front ? first_open() : jobs_.size(), jobs.size());
    std::vector<QueueId> ids;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        QueuedJob job;
        job.id = next_id_++;
        job.place = places[i];
        job.recipe = jobs[i].recipe;
        job.target = jobs[i].target;
        job.batch = jobs[i].batch;
        job.created = now;
        ids.push_back(job.id);
        insert(std::make_shared<const QueuedJob>(std::move(job)));
    }
    ids_given_ = true;
    return ids;
}

void Queue::move(std::span<const QueueId> ids, std::optional<QueueId> before) {
    const std::set<QueueId> moving(ids.begin(), ids.end());
    Jobs moved;
    for (const QueuedJobPtr& job : jobs_)
        if (moving.contains(job->id)) moved.push_back(job);
    if (moved.empty()) return;
    // The first that stays, from `before` on, is what they come to stand before.
    std::size_t at = before ? index_of(*before) : jobs_.size();
    while (at < jobs_.size() && moving.contains(jobs_[at]->id))
        ++at;
    const QueuedJobPtr stays = at < jobs_.size() ? jobs_[at] : nullptr;
    std::erase_if(jobs_, [&](const QueuedJobPtr& job) { return moving.contains(job->id); });
    for (const QueuedJobPtr& job : moved)
        by_id_.erase(job->id);
    const std::vector<std::int64_t> places = places_before(stays ? index_of(stays->id) : jobs_.size(), moved.size());
    for (std::size_t i = 0; i < moved.size(); ++i) {
        QueuedJob job = *moved[i];
        job.place = places[i];
        insert(std::make_shared<const QueuedJob>(std::move(job)));
    }
}

void Queue::move_by_one(std::span<const QueueId> ids, bool up) {
    const std::set<QueueId> moving(ids.begin(), ids.end());
    Jobs open;
    for (const QueuedJobPtr& job : jobs_)
        if (!job->is_over()) open.push_back(job);
    const auto moves = [&](const QueuedJobPtr& job) { return moving.contains(job->id); };
    if (up) {
        const auto first = std::ranges::find_if(open, moves);
        if (first == open.end() || first == open.begin()) return;
        move(ids, (*std::prev(first))->id);
    } else {
        const auto last = std::find_if(open.rbegin(), open.rend(), moves);
        if (last == open.rend() || last == open.rbegin()) return;
        // Before the one after the next; behind the last there is none.
        const auto next = std::prev(last);
        const std::size_t after = index_of((*next)->id) + 1;
        move(ids, after < jobs_.size() ? std::optional(jobs_[after]->id) : std::nullopt);
    }
}

std::vector<QueueId> Queue::duplicate(std::span<const QueueId> ids, std::int64_t now) {
    std::vector<QueueId> copies;
    for (const QueueId id : ids) {
        const QueuedJobPtr original = find(id);
        if (!original || !original->unreadable.empty()) continue;
        QueuedJob copy;
        copy.place = places_before(index_of(id) + 1, 1).front();
        copy.id = next_id_++;
        copy.recipe = original->recipe;
        copy.target = original->target;
        copy.batch = original->batch;
        copy.created = now;
        copies.push_back(copy.id);
        insert(std::make_shared<const QueuedJob>(std::move(copy)));
        ids_given_ = true;
    }
    return copies;
}

Result<> Queue::edit(QueueId id, const Recipe& recipe) {
    const QueuedJobPtr job = find(id);
    if (!job) return fail(ErrorCode::not_found, "there is no job {} in the queue", id);
    if (job->state == JobState::running || job->state == JobState::done)
        return fail(ErrorCode::usage, "job {} is {}: only a job that waits can be edited", id,
                    job_state_name(job->state));
    SF_CHECK(validate(recipe));
    change(id, [&](QueuedJob& edited) {
        edited.recipe = recipe;
        edited.unreadable.clear();
        edited.state = JobState::waiting;
        edited.reason.clear();
        edited.step = edited.steps = 0;
        return true;
    });
    return {};
}

std::vector<QueuedJobPtr> Queue::remove(std::span<const QueueId> ids) {
    const std::set<QueueId> wanted(ids.begin(), ids.end());
    Jobs gone;
    for (const QueuedJobPtr& job : jobs_)
        if (wanted.contains(job->id) && job->state != JobState::running) gone.push_back(job);
    std::set<QueueId> leaving;
    for (const QueuedJobPtr& job : gone) {
        leaving.insert(job->id);
        by_id_.erase(job->id);
        changed_.erase(job->id);
        removed_.insert(job->id);
    }
    std::erase_if(jobs_, [&](const QueuedJobPtr& job) { return leaving.contains(job->id); });
    return gone;
}

std::vector<QueuedJobPtr> Queue::clear_finished() {
    std::vector<QueueId> ids;
    for (const QueuedJobPtr& job : jobs_)
        if (job->state == JobState::done || job->state == JobState::cancelled) ids.push_back(job->id);
    return remove(ids);
}

void Queue::restore(std::span<const QueuedJobPtr> jobs) {
    for (const QueuedJobPtr& job : jobs) {
        if (by_id_.contains(job->id)) continue;
        const auto at = std::ranges::lower_bound(jobs_, job->place, {}, [](const QueuedJobPtr& j) { return j->place; });
        QueuedJob back = *job;
        if (at != jobs_.end() && (*at)->place == job->place) // taken meanwhile
            back.place = places_before(static_cast<std::size_t>(at - jobs_.begin()), 1).front();
        insert(std::make_shared<const QueuedJob>(std::move(back)));
    }
}

std::size_t Queue::retry(std::span<const QueueId> ids) {
    std::size_t count = 0;
    for (const QueueId id : ids)
        count += change(id, [](QueuedJob& job) {
            if (job.state != JobState::failed && job.state != JobState::cancelled) return false;
            if (!job.unreadable.empty()) return false;
            job.state = JobState::waiting;
            job.reason.clear();
            job.started = job.finished = 0;
            job.step = job.steps = 0;
            return true;
        });
    return count;
}

std::size_t Queue::retry_failed() {
    std::vector<QueueId> ids;
    for (const QueuedJobPtr& job : jobs_)
        if (job->state == JobState::failed) ids.push_back(job->id);
    return retry(ids);
}

void Queue::cancel(std::span<const QueueId> ids, std::int64_t now) {
    for (const QueueId id : ids)
        change(id, [now](QueuedJob& job) {
            if (!is_open(job)) return false;
            job.state = JobState::cancelled;
            job.finished = now;
            return true;
        });
}

void Queue::set_grouped(bool grouped) {
    grouping_changed_ = grouping_changed_ || grouped != grouped_;
    grouped_ = grouped;
}

void Queue::begin(QueueId id, std::int64_t now) {
    change(id, [now](QueuedJob& job) {
        job.state = JobState::running;
        job.started = now;
        ++job.attempts;
        return true;
    });
}

void Queue::set_step(QueueId id, int step, int steps) {
    change(id, [&](QueuedJob& job) {
        job.step = step;
        job.steps = steps;
        return true;
    });
}

void Queue::pause(QueueId id) {
    change(id, [](QueuedJob& job) {
        if (job.state != JobState::running) return false;
        job.state = job.step > 0 ? JobState::paused : JobState::waiting;
        return true;
    });
}

void Queue::finish(QueueId id, const Recipe& as_run, const std::string& picture, double seconds, bool whole,
                   std::int64_t now) {
    change(id, [&](QueuedJob& job) {
        job.state = JobState::done;
        job.finished = now;
        job.seconds = seconds;
        job.picture = picture;
        job.reason.clear();
        job.step = 0;
        return true;
    });
    const QueuedJobPtr job = find(id);
    if (!job || seconds <= 0 || !whole) return;
    // As it was asked for (sizes left open), and as it was run.
    for (const Recipe& recipe : {job->recipe, as_run})
        for (const std::string& kind : {kind_of(recipe), kind_with_steps(recipe)}) {
            timings_[kind] = {kind, seconds, recipe.steps};
            timed_.insert(kind);
        }
}

void Queue::mark_failed(QueueId id, const std::string& reason, std::int64_t now) {
    change(id, [&](QueuedJob& job) {
        job.state = JobState::failed;
        job.reason = reason;
        job.finished = now;
        return true;
    });
}

void Queue::cancel_running(QueueId id, std::int64_t now) {
    change(id, [now](QueuedJob& job) {
        job.state = JobState::cancelled;
        job.finished = now;
        job.step = 0;
        return true;
    });
}

QueueChanges Queue::take_changes() {
    QueueChanges out;
    for (const QueueId id : std::exchange(changed_, {}))
        if (const QueuedJobPtr job = find(id)) out.changed.push_back(job);
    const std::set<QueueId> removed = std::exchange(removed_, {});
    out.removed.assign(removed.begin(), removed.end());
    for (const std::string& kind : std::exchange(timed_, {}))
        out.timings.push_back(timings_[kind]);
    if (std::exchange(ids_given_, false)) out.next_id = next_id_;
    if (std::exchange(grouping_changed_, false)) out.grouped = grouped_;
    return out;
}

} // namespace sfumato
