// Driver and writer together, with an engine of the test's own: what is on disk at each moment is what a start after a
// kill would find.
#include "base/file.h"
#include "base/hash.h"
#include "engine/queue_driver.h"
#include "store/writer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <condition_variable>
#include <filesystem>

using namespace sfumato;

namespace {

namespace fs = std::filesystem;

Recipe recipe(int number) {
    Recipe r;
    r.prompt = "picture";
    r.seed = static_cast<std::uint64_t>(number);
    r.width = r.height = 8;
    return r;
}

std::shared_ptr<const Image> picture(std::uint8_t shade = 100) {
    return std::make_shared<const Image>(Image{8, 8, 3, std::vector<std::uint8_t>(8 * 8 * 3, shade)});
}

std::shared_ptr<const GenerateState> state(std::uint64_t step) {
    GenerateState s;
    s.recipe_identity = std::string(64, 'a');
    s.model_sha256 = std::string(64, 'b');
    s.sampler = "euler";
    s.channels = s.height = s.width = 1;
    s.sampling.step = step;
    s.sampling.x = {1};
    return std::make_shared<const GenerateState>(s);
}

/// The program around the driver.
struct World {
    explicit World(fs::path queue_folder) : folder(std::move(queue_folder)) {
        writer.emplace(folder, [this](QueueEvent event) {
            const std::lock_guard lock(mutex);
            events.push_back(std::move(event));
            arrived.notify_one();
        });
        QueueOptions options;
        options.keep_seconds = 0;
        driver.emplace(QueueEngine{[this](Job job) {
                                       jobs.push_back(std::move(job));
                                       return static_cast<JobId>(jobs.size());
                                   },
                                   [this](JobId job) { cancelled.insert(job); },
                                   [this](JobId job) { paused.insert(job); }},
                       *writer, options);
        follow<queue_event::Loaded>();
    }
    /// Takes the next event of the writer, which must be an E.
    template <class E> E follow() {
        std::unique_lock lock(mutex);
        if (!arrived.wait_for(lock, std::chrono::minutes(1), [this] { return !events.empty(); }))
            qFatal("the writer told nothing");
        QueueEvent event = std::move(events.front());
        events.pop_front();
        lock.unlock();
        E* wanted = std::get_if<E>(&event);
        if (wanted == nullptr) qFatal("the writer told something else: %d", static_cast<int>(event.index()));
        E copy = *wanted;
        driver->on(*wanted);
        return copy;
    }
    std::vector<QueueId> add(int count) {
        std::vector<NewJob> wanted;
        for (int i = 0; i < count; ++i)
            wanted.push_back({recipe(i), (folder / "pictures/").string()});
        return driver->edit([&](Queue& queue) { return queue.add(wanted, 1); });
    }
    void finish() { driver->on_finished(jobs.size(), picture(), nullptr, jobs.back().recipe, 2, true); }
    /// Everything asked for is on disk.
    void close() {
        driver.reset();
        writer.reset();
    }
    JobState state_of(QueueId id) const { return driver->queue().find(id)->state; }

    fs::path folder;
    std::mutex mutex;
    std::condition_variable arrived;
    std::deque<QueueEvent> events;
    std::vector<Job> jobs;
    std::set<JobId> cancelled, paused;
    std::optional<QueueWriter> writer;
    std::optional<QueueDriver> driver;
};

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; ++at)
        out.push_back(at->path());
    return out;
}

} // namespace

class QueueDriverTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> place_;
    fs::path folder() const { return place_->path().toStdString(); }

private slots:
    void init() { place_ = std::make_unique<QTemporaryDir>(); }

    void works_through_in_order() {
        World world(folder());
        world.add(3);
        QVERIFY(world.jobs.empty()); // it begins paused
        world.driver->set_paused(false);
        for (std::uint64_t i = 0; i < 3; ++i) {
            QCOMPARE(world.jobs.size(), std::size_t(i + 1));
            QCOMPARE(world.jobs.back().recipe.seed, i);
            world.finish();
            const auto saved = world.follow<queue_event::Saved>();
            QVERIFY(!saved.trouble);
            QVERIFY(fs::exists(saved.path));
            QCOMPARE(world.state_of(saved.id), JobState::done);
            QCOMPARE(world.driver->queue().find(saved.id)->picture, saved.path.string());
        }
        QVERIFY(world.driver->idle());
        world.close();
        World next(folder());
        QCOMPARE(next.driver->queue().count(JobState::done), std::size_t(3));
        QCOMPARE(*next.driver->queue().estimate_all(), 0.0);
    }
    void pictures_are_written_as_the_options_say() {
        World world(folder());
        OutputOptions& output = world.driver->options().output;
        output.format = PictureFormat::jpeg;
        output.sidecar = Sidecar::text;
        output.name_template = "[prompt_words]/[seed]";
        world.add(2);
        // A target that is a file says its format itself.
        const std::vector<NewJob> own{{recipe(9), (folder() / "own.webp").string()}};
        world.driver->edit([&](Queue& queue) { return queue.add(own, 1); });
        world.driver->set_paused(false);
        QVERIFY(!world.jobs.back().deep);
        world.finish();
        QCOMPARE(world.follow<queue_event::Saved>().path, folder() / "pictures/picture/0.jpg");
        QVERIFY(fs::exists(folder() / "pictures/picture/0.txt"));
        output.format = PictureFormat::png;
        output.deep = true;
        world.finish(); // it was begun without: 8 bits
        QCOMPARE(world.follow<queue_event::Saved>().path, folder() / "pictures/picture/1.png");
        QVERIFY(world.jobs.back().deep);
        auto deep = std::make_shared<const DeepImage>(DeepImage{8, 8, std::vector<std::uint16_t>(8 * 8 * 3, 1000)});
        world.driver->on_finished(world.jobs.size(), picture(), deep, world.jobs.back().recipe, 2, true);
        const auto saved = world.follow<queue_event::Saved>(); // 16 bits are of PNG only, and the picture is not lost
        QVERIFY(!saved.trouble);
        QCOMPARE(saved.path, folder() / "own.webp");
    }
    void sixteen_bits_reach_the_file() {
        World world(folder());
        world.driver->options().output.deep = true;
        world.add(1);
        world.driver->set_paused(false);
        auto deep = std::make_shared<const DeepImage>(DeepImage{8, 8, std::vector<std::uint16_t>(8 * 8 * 3, 1000)});
        world.driver->on_finished(world.jobs.size(), picture(), deep, world.jobs.back().recipe, 2, true);
        const auto bytes = read_file(world.follow<queue_event::Saved>().path);
        QVERIFY(bytes && (*bytes)[24] == 16); // IHDR
    }
    void a_kill_in_mid_picture_goes_on_from_the_state() {
        {
            World world(folder());
            world.add(2);
            world.driver->set_paused(false);
            world.driver->on_progress(1, {3, 20, 0, 0});
            world.driver->on_kept(1, state(3));
            world.close();
        }
        World next(folder());
        QCOMPARE(next.state_of(1), JobState::paused);
        QCOMPARE(next.driver->queue().find(1)->step, 3);
        next.driver->set_paused(false);
        QVERIFY(!next.follow<queue_event::StateLoaded>().note.size());
        QCOMPARE(next.jobs.size(), std::size_t(1));
        QVERIFY(next.jobs[0].resume);
        QVERIFY(*next.jobs[0].resume == *state(3));
        next.finish();
        next.follow<queue_event::Saved>();
        QVERIFY(files_in(folder() / "states").empty());
        QCOMPARE(next.driver->queue().find(1)->attempts, 2);
    }
    void a_damaged_state_begins_anew_with_a_note() {
        {
            World world(folder());
            world.add(1);
            world.driver->set_paused(false);
            world.driver->on_kept(1, state(3));
            world.close();
        }
        const fs::path file = files_in(folder() / "states").at(0);
        fs::resize_file(file, fs::file_size(file) / 2);
        World next(folder());
        std::string note;
        next.driver->on_note = [&](const std::string& text) { note = text; };
        next.driver->set_paused(false);
        next.follow<queue_event::StateLoaded>();
        QVERIFY(!note.empty());
        QCOMPARE(next.jobs.size(), std::size_t(1));
        QVERIFY(!next.jobs[0].resume);
    }
    void pausing_keeps_the_job_first() {
        World world(folder());
        world.add(2);
        world.driver->set_paused(false);
        world.driver->set_paused(true);
        QVERIFY(world.paused.contains(1));
        world.driver->on_progress(1, {4, 20, 0, 0});
        world.driver->on_kept(1, state(4));
        world.driver->on_paused(1);
        QCOMPARE(world.state_of(1), JobState::paused);
        QVERIFY(world.driver->idle());
        QCOMPARE(world.jobs.size(), std::size_t(1));
        world.driver->set_paused(false);
        world.follow<queue_event::StateLoaded>();
        QVERIFY(world.jobs.at(1).resume);
    }
    void stop_after_this_picture() {
        World world(folder());
        world.add(2);
        world.driver->set_paused(false);
        world.driver->set_stop_after_current(true);
        world.finish();
        world.follow<queue_event::Saved>();
        QCOMPARE(world.jobs.size(), std::size_t(1));
        QVERIFY(world.driver->paused());
        QVERIFY(world.paused.empty());
        QCOMPARE(world.state_of(2), JobState::waiting);
    }
    void cancel_now_goes_on_with_the_next() {
        World world(folder());
        world.add(2);
        world.driver->set_paused(false);
        world.driver->on_kept(1, state(2));
        world.driver->cancel_current();
        QVERIFY(world.cancelled.contains(1));
        world.driver->on_cancelled(1);
        QCOMPARE(world.state_of(1), JobState::cancelled);
        QCOMPARE(world.jobs.size(), std::size_t(2));
        world.close();
        QVERIFY(files_in(folder() / "states").empty());
    }
    void a_failed_job_says_why_and_the_next_one_runs() {
        World world(folder());
        world.add(2);
        world.driver->set_paused(false);
        world.driver->on_failed(1, Error{ErrorCode::out_of_memory, "no memory", {}});
        QCOMPARE(world.driver->queue().find(1)->reason, std::string("no memory"));
        QCOMPARE(world.jobs.size(), std::size_t(2));
        world.driver->on_failed(2, Error{ErrorCode::device, "no device", {}});
        QVERIFY(world.driver->paused()); // all others would fail, too
    }
    void one_job_runs_although_the_queue_is_paused() {
        World world(folder());
        world.add(2);
        const auto ids = world.add(1);
        world.driver->run_anyway(ids);
        QCOMPARE(world.jobs.size(), std::size_t(1));
        world.finish();
        world.follow<queue_event::Saved>();
        QCOMPARE(world.state_of(3), JobState::done);
        QCOMPARE(world.jobs.size(), std::size_t(1));
    }
    void a_target_that_refuses_fails_the_job_and_pauses() {
        World world(folder());
        world.driver->edit([&](Queue& queue) {
            return queue.add(std::vector<NewJob>{{recipe(1), "/dev/null/x/"}, {recipe(2), "/dev/null/x/"}}, 1);
        });
        world.driver->set_paused(false);
        world.finish();
        world.follow<queue_event::SaveFailed>();
        QCOMPARE(world.state_of(1), JobState::failed);
        QVERIFY(!world.driver->queue().find(1)->reason.empty());
    }
    void a_target_that_refuses_is_rescued_where_there_is_a_place() {
        World world(folder());
        world.driver->options().rescue = folder() / "rescued";
        world.driver->edit([&](Queue& queue) {
            return queue.add(std::vector<NewJob>{{recipe(1), "/dev/null/x/"}}, 1);
        });
        world.driver->set_paused(false);
        world.finish();
        const auto saved = world.follow<queue_event::Saved>();
        QVERIFY(saved.trouble);
        QVERIFY(fs::exists(saved.path));
        QCOMPARE(world.state_of(1), JobState::done);
    }

    // What a kill between two actions of the writer leaves behind, made by hand.
    void killed_after_the_plan() {
        plan_by_hand(false);
        World next(folder());
        QCOMPARE(next.state_of(1), JobState::paused);
        QVERIFY(files_in(folder() / "pictures").empty()); // the part is gone
    }
    void killed_after_the_file() {
        plan_by_hand(true);
        World next(folder());
        QCOMPARE(next.state_of(1), JobState::done);
        QCOMPARE(files_in(folder() / "pictures").size(), std::size_t(1));
        QCOMPARE(next.driver->queue().find(1)->picture, (folder() / "pictures/planned.png").string());
    }
    void a_planned_name_that_someone_else_took_is_not_ours() {
        plan_by_hand(false);
        QVERIFY(write_file_atomically(folder() / "pictures/planned.png", as_bytes("not ours")).has_value());
        World next(folder());
        QCOMPARE(next.state_of(1), JobState::paused);
        next.driver->set_paused(false);
        next.follow<queue_event::StateLoaded>();
        next.finish();
        QVERIFY(next.follow<queue_event::Saved>().path != folder() / "pictures/planned.png");
    }
    /// The window writes what it knows, which may be a moment old.
    void a_late_row_does_not_undo_what_is_done() {
        World world(folder());
        world.add(1);
        world.driver->set_paused(false);
        const QueuedJobPtr running = world.driver->queue().find(1);
        world.finish();
        QueueChanges late;
        late.changed = {running};
        world.writer->write(late);
        world.close();
        World next(folder());
        QCOMPARE(next.state_of(1), JobState::done);
        QVERIFY(fs::exists(next.driver->queue().find(1)->picture));
    }
    void a_second_program_is_told() {
        World first(folder());
        first.add(1);
        QueueEvent told;
        std::mutex mutex;
        {
            QueueWriter second(folder(), [&](QueueEvent event) {
                const std::lock_guard lock(mutex);
                told = std::move(event);
            });
        }
        const auto& loaded = std::get<queue_event::Loaded>(told);
        QVERIFY(!loaded.kept);
        QVERIFY(QString::fromStdString(loaded.notes.at(0)).contains("another Sfumato"));
    }
    void unreadable_recipes_stay_and_say_why() {
        {
            auto opened = Journal::open(QueueWriter::journal_path(folder()));
            QVERIFY(opened.has_value());
            QueuedJob job;
            job.id = 1;
            job.unreadable = "{\"sfumato_recipe\": 99}";
            QueueChanges changes;
            changes.changed = {std::make_shared<const QueuedJob>(job)};
            QVERIFY(opened->journal.write(changes).has_value());
        }
        for (int start = 0; start < 2; ++start) {
            World world(folder());
            const QueuedJobPtr job = world.driver->queue().find(1);
            QCOMPARE(job->state, JobState::failed);
            QVERIFY(QString::fromStdString(job->reason).contains("newer"));
            QCOMPARE(job->unreadable, std::string("{\"sfumato_recipe\": 99}"));
            world.driver->edit([](Queue& queue) { queue.move(std::vector<QueueId>{1}, std::nullopt); });
        }
    }
    void ten_thousand_jobs_on_disk() {
        QElapsedTimer timer;
        {
            World world(folder());
            timer.start();
            world.add(10'000);
            world.close();
        }
        const double written = timer.nsecsElapsed() / 1e6;
        timer.restart();
        World next(folder());
        const double read = timer.nsecsElapsed() / 1e6;
        QCOMPARE(next.driver->queue().jobs().size(), std::size_t(10'000));
        qInfo("10,000 jobs: written in %.0f ms, opened in %.0f ms, %lld bytes", written, read,
              static_cast<long long>(fs::file_size(QueueWriter::journal_path(folder()))));
    }
    void a_state_of_a_real_size_is_written_quickly() {
        World world(folder());
        world.add(1);
        world.driver->set_paused(false);
        GenerateState large = *state(3);
        large.channels = 4; // SDXL at 1024 x 1024, with the history of dpmpp_2m
        large.height = large.width = 128;
        large.sampling.x.assign(4 * 128 * 128, 0.5f);
        large.sampling.latents = {large.sampling.x};
        const auto shared = std::make_shared<const GenerateState>(large);
        QElapsedTimer timer;
        timer.start();
        world.driver->on_kept(1, shared);
        const double here = timer.nsecsElapsed() / 1e6;
        world.close();
        const double all = timer.nsecsElapsed() / 1e6;
        qInfo("a state of %zu bytes: %.3f ms of the caller, %.1f ms until it is on disk with its row",
              encode_state(large).size(), here, all);
        QCOMPARE(files_in(folder() / "states").size(), std::size_t(1));
    }

private:
    /// A journal with a running job whose picture is planned; with the file, or with a part of it.
    void plan_by_hand(bool whole) {
        const std::vector<std::byte> png = encode_picture(*picture(), recipe(0), {}, PictureFormat::png).value().bytes;
        const fs::path path = folder() / "pictures/planned.png";
        fs::create_directories(path.parent_path());
        auto opened = Journal::open(QueueWriter::journal_path(folder()));
        QVERIFY(opened.has_value());
        QueuedJob job;
        job.id = 1;
        job.recipe = recipe(0);
        job.target = path.parent_path().string() + "/";
        job.state = JobState::running;
        QueueChanges changes;
        changes.changed = {std::make_shared<const QueuedJob>(job)};
        QVERIFY(opened->journal.write(changes).has_value());
        QVERIFY(opened->journal.plan({1, path, sha256_hex(png)}).has_value());
        const fs::path file = whole ? path : fs::path(path.string() + ".part-abcdef");
        QVERIFY(write_file_atomically(file, whole ? Bytes(png) : Bytes(png).first(png.size() / 2)).has_value());
    }
};

QTEST_APPLESS_MAIN(QueueDriverTest)
#include "queue_driver_test.moc"
