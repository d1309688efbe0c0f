// The queue as a value: order, editing, estimates, what is to be written.
#include "engine/queue.h"

#include <QElapsedTimer>
#include <QtTest>

#include <numeric>
#include <random>

using namespace sfumato;

namespace {

Recipe recipe(int number, const std::string& model = "builtin") {
    Recipe r;
    r.prompt = "picture " + std::to_string(number);
    r.model = model;
    r.width = r.height = 64;
    r.seed = static_cast<std::uint64_t>(number);
    return r;
}

std::vector<QueueId> add(Queue& queue, int count, bool front = false) {
    std::vector<NewJob> jobs;
    for (int i = 0; i < count; ++i)
        jobs.push_back({recipe(i), "/pictures/"});
    return queue.add(jobs, 100, front);
}

std::vector<QueueId> order(const Queue& queue) {
    std::vector<QueueId> ids;
    for (const QueuedJobPtr& job : queue.jobs())
        ids.push_back(job->id);
    return ids;
}

using Ids = std::vector<QueueId>;

/// What a journal would hold after these changes.
void record(std::map<QueueId, QueuedJob>& rows, const QueueChanges& changes) {
    for (const QueuedJobPtr& job : changes.changed)
        rows[job->id] = *job;
    for (const QueueId id : changes.removed)
        rows.erase(id);
}

} // namespace

class QueueTest : public QObject {
    Q_OBJECT
private slots:
    void adds_at_the_end_and_in_front() {
        Queue queue;
        QCOMPARE(add(queue, 3), (Ids{1, 2, 3}));
        QCOMPARE(add(queue, 2, true), (Ids{4, 5}));
        QCOMPARE(order(queue), (Ids{4, 5, 1, 2, 3}));
        queue.begin(4, 1);
        QCOMPARE(add(queue, 1, true), (Ids{6})); // behind what runs
        QCOMPARE(order(queue), (Ids{4, 6, 5, 1, 2, 3}));
        QCOMPARE(*queue.next({}), QueueId(6));
    }
    void what_is_over_is_told() {
        Queue queue;
        add(queue, 4);
        QVERIFY(!queue.is_over(1));
        queue.begin(1, 1);
        QVERIFY(!queue.is_over(1));
        queue.finish(1, Recipe(), "a.png", 1, true, 2);
        QVERIFY(queue.is_over(1));
        queue.begin(2, 3);
        queue.mark_failed(2, "why", 4);
        QVERIFY(queue.is_over(2));
        queue.cancel(Ids{3}, 5);
        QVERIFY(queue.is_over(3));
        QVERIFY(!queue.is_over(4));
        queue.remove(Ids{4});
        QVERIFY(queue.is_over(4) && queue.is_over(77)); // of what is not there nothing comes
    }
    void moves_blocks() {
        Queue queue;
        add(queue, 6);
        queue.move(Ids{5, 2}, 1);
        QCOMPARE(order(queue), (Ids{2, 5, 1, 3, 4, 6}));
        queue.move(Ids{2, 5}, std::nullopt);
        QCOMPARE(order(queue), (Ids{1, 3, 4, 6, 2, 5}));
        queue.move(Ids{3, 4}, 3); // onto itself
        QCOMPARE(order(queue), (Ids{1, 3, 4, 6, 2, 5}));
        queue.move(Ids{1, 6}, 6);
        QCOMPARE(order(queue), (Ids{3, 4, 1, 6, 2, 5}));
        queue.move(Ids{99}, 3);
        QCOMPARE(order(queue), (Ids{3, 4, 1, 6, 2, 5}));
    }
    void moves_by_one() {
        Queue queue;
        add(queue, 4);
        queue.move_by_one(Ids{3}, true);
        QCOMPARE(order(queue), (Ids{1, 3, 2, 4}));
        queue.move_by_one(Ids{1, 3}, false);
        QCOMPARE(order(queue), (Ids{2, 1, 3, 4}));
        queue.move_by_one(Ids{4}, false);
        queue.move_by_one(Ids{2}, true);
        QCOMPARE(order(queue), (Ids{2, 1, 3, 4}));
    }
    /// Random edits: places stay unique and in order, every job can be found, and what was to be written is what there
    /// is.
    void a_thousand_edits_stay_consistent() {
        Queue queue;
        std::map<QueueId, QueuedJob> rows;
        std::mt19937 random(1);
        const auto some = [&] {
            Ids ids;
            for (const QueuedJobPtr& job : queue.jobs())
                if (random() % 5 == 0) ids.push_back(job->id);
            return ids;
        };
        const auto any = [&]() -> QueueId {
            return queue.jobs().empty() ? 0 : queue.jobs()[random() % queue.jobs().size()]->id;
        };
        for (int i = 0; i < 1000; ++i) {
            switch (random() % 8) {
            case 0: add(queue, static_cast<int>(random() % 5), random() % 2 == 0); break;
            case 1: queue.move(some(), any()); break;
            case 2: queue.move(Ids{any()}, any()); break;
            case 3: queue.duplicate(Ids{any()}, 5); break;
            case 4: queue.restore(queue.remove(some())); break;
            case 5: queue.remove(Ids{any()}); break;
            case 6: queue.begin(any(), 7); break;
            default: queue.pause(any()); break;
            }
            record(rows, queue.take_changes());
            QCOMPARE(rows.size(), queue.jobs().size());
            for (std::size_t k = 0; k < queue.jobs().size(); ++k) {
                const QueuedJob& job = *queue.jobs()[k];
                QVERIFY(k == 0 || queue.jobs()[k - 1]->place < job.place);
                QCOMPARE(queue.index_of(job.id), k);
                QVERIFY(*queue.find(job.id) == job);
                QVERIFY(rows[job.id] == job);
            }
        }
        QVERIFY(queue.take_changes().empty());
    }
    void insertion_between_neighbours_finds_room_for_ever() {
        Queue queue;
        add(queue, 2);
        for (int i = 0; i < 200; ++i) { // always into the same gap
            const QueueId id = add(queue, 1).front();
            queue.move(Ids{id}, 2);
        }
        QCOMPARE(queue.jobs().front()->id, QueueId(1));
        QCOMPARE(queue.jobs().back()->id, QueueId(2));
        QCOMPARE(queue.jobs()[200]->id, QueueId(202));
    }
    void edits_only_what_waits() {
        Queue queue;
        add(queue, 2);
        Recipe changed = recipe(7);
        QVERIFY(queue.edit(1, changed).has_value());
        QCOMPARE(queue.find(1)->recipe.prompt, std::string("picture 7"));
        queue.begin(1, 1);
        QCOMPARE(queue.edit(1, changed).error().code, ErrorCode::usage);
        changed.steps = -1;
        QCOMPARE(queue.edit(2, changed).error().code, ErrorCode::usage);
        QCOMPARE(queue.edit(9, recipe(1)).error().code, ErrorCode::not_found);
    }
    void removal_is_undone_at_the_old_place() {
        Queue queue;
        add(queue, 5);
        const auto removed = queue.remove(Ids{2, 4});
        QCOMPARE(order(queue), (Ids{1, 3, 5}));
        QCOMPARE(queue.take_changes().removed.size(), std::size_t(2));
        queue.restore(removed);
        QCOMPARE(order(queue), (Ids{1, 2, 3, 4, 5}));
        QVERIFY(queue.take_changes().removed.empty());
        queue.begin(3, 1);
        QVERIFY(queue.remove(Ids{3}).empty()); // what runs stays
        QCOMPARE(add(queue, 1), (Ids{6}));     // an id is never given twice
    }
    void retries_and_clears() {
        Queue queue;
        add(queue, 4);
        queue.begin(1, 1);
        queue.mark_failed(1, "no memory", 2);
        queue.begin(2, 1);
        queue.finish(2, recipe(1), "/p.png", 3, true, 4);
        queue.cancel(Ids{3, 2}, 5);
        QCOMPARE(queue.find(2)->state, JobState::done); // what is done cannot be cancelled
        QCOMPARE(queue.find(1)->reason, std::string("no memory"));
        QCOMPARE(queue.retry_failed(), std::size_t(1));
        QCOMPARE(queue.find(1)->state, JobState::waiting);
        QVERIFY(queue.find(1)->reason.empty());
        QCOMPARE(queue.clear_finished().size(), std::size_t(2));
        QCOMPARE(order(queue), (Ids{1, 4}));
        QCOMPARE(queue.unfinished(), std::size_t(2));
    }
    void groups_by_model_when_allowed() {
        Queue queue;
        queue.add(std::vector<NewJob>{{recipe(1, "a"), ""}, {recipe(2, "b"), ""}, {recipe(3, "a"), ""}}, 1);
        QCOMPARE(*queue.next("b"), QueueId(1));
        queue.set_grouped(true);
        QCOMPARE(*queue.next("b"), QueueId(2));
        QCOMPARE(*queue.next("c"), QueueId(1));
        QCOMPARE(queue.take_changes().grouped, std::optional(true));
    }
    void estimates_from_similar_jobs() {
        Queue queue;
        add(queue, 2);
        QVERIFY(!queue.estimate(*queue.find(1)));
        QVERIFY(!queue.estimate_all());
        queue.begin(1, 1);
        Recipe as_run = recipe(0);
        as_run.model_hash = "abc";
        queue.finish(1, as_run, "/p.png", 8, true, 9);
        QCOMPARE(*queue.estimate(*queue.find(2)), 8.0);
        QueuedJob half = *queue.find(2);
        half.recipe.steps = 10;
        QCOMPARE(*queue.estimate(half), 4.0);
        half.steps = 10;
        half.step = 5;
        QCOMPARE(*queue.estimate(half), 2.0);
        half.recipe.width = 128;
        QVERIFY(!queue.estimate(half));
        QCOMPARE(*queue.estimate_all(), 8.0);
        QCOMPARE(queue.take_changes().timings.size(), std::size_t(4));
        add(queue, 1);
        queue.begin(2, 1);
        QCOMPARE(*queue.estimate_all(3.0), 11.0);
    }
    void interrupted_jobs_are_gone_on_with() {
        Journal::Content content;
        QueuedJob job;
        job.id = 5;
        job.place = 7;
        job.state = JobState::running;
        content.jobs = {job};
        content.next_id = 9;
        Queue queue(std::move(content));
        QCOMPARE(queue.find(5)->state, JobState::paused);
        QCOMPARE(queue.take_changes().changed.size(), std::size_t(1));
        QCOMPARE(add(queue, 1), (Ids{9}));
        QCOMPARE(*queue.next({}), QueueId(5));
    }
    void equal_places_of_a_damaged_journal_are_repaired() {
        Journal::Content content;
        for (QueueId id = 1; id <= 3; ++id) {
            QueuedJob job;
            job.id = id;
            job.place = 4;
            content.jobs.push_back(job);
        }
        Queue queue(std::move(content));
        QCOMPARE(order(queue), (Ids{1, 2, 3}));
        for (QueueId id = 1; id <= 3; ++id)
            QCOMPARE(queue.index_of(id), static_cast<std::size_t>(id - 1));
    }
    void ten_thousand_jobs() {
        Queue queue;
        QElapsedTimer timer;
        timer.start();
        add(queue, 10'000);
        const double added = timer.nsecsElapsed() / 1e6;
        timer.restart();
        for (int i = 0; i < 100; ++i)
            queue.move(Ids{queue.jobs().back()->id}, queue.jobs().front()->id);
        const double moved = timer.nsecsElapsed() / 1e8;
        timer.restart();
        const auto removed = queue.remove(order(queue));
        queue.restore(removed);
        const double restored = timer.nsecsElapsed() / 1e6;
        qInfo("10,000 jobs: added in %.2f ms, one moved in %.3f ms, all removed and restored in %.1f ms", added, moved,
              restored);
        QCOMPARE(queue.jobs().size(), std::size_t(10'000));
        QVERIFY(moved < 50);
    }
};

QTEST_APPLESS_MAIN(QueueTest)
#include "queue_test.moc"
