// The whole night shift at once: a desk thread with queue and driver as in the window, the writer's thread, the
// engine's thread, a gallery that is written while another one is searched, and users who change their minds on threads
// of their own. Made for ThreadSanitizer; in every build the result must be whole.
#include "engine/queue_driver.h"
#include "image/formats.h"
#include "scripted_executor.h"
#include "store/catalogue_scan.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <future>
#include <random>
#include <set>
#include <thread>

using namespace sfumato;
using namespace sfumato::test;

namespace {

namespace fs = std::filesystem;
using Random = std::mt19937;
using Ids = std::vector<QueueId>;

Recipe recipe(int number) {
    Recipe r;
    r.prompt = "picture number " + std::to_string(number);
    r.model = "builtin";
    r.seed = static_cast<std::uint64_t>(number);
    r.steps = 4 + number % 4;
    r.cfg_scale = 1;
    r.width = r.height = 32;
    return r;
}

EngineOptions scripted(std::shared_ptr<Script> script) {
    EngineOptions options;
    options.make_executor = [script]() -> Result<std::unique_ptr<Executor>> {
        return std::make_unique<ScriptedExecutor>(script);
    };
    return options;
}

/// Things for a thread to take, one after the other.
template <class Thing> class Inbox {
public:
    void put(Thing thing) {
        {
            const std::lock_guard lock(mutex_);
            things_.push_back(std::move(thing));
        }
        arrived_.notify_one();
    }
    /// Nothing: none came for so long.
    std::optional<Thing> take(std::chrono::milliseconds patience) {
        std::unique_lock lock(mutex_);
        if (!arrived_.wait_for(lock, patience, [this] { return !things_.empty(); })) return std::nullopt;
        std::optional<Thing> thing(std::move(things_.front()));
        things_.pop_front();
        return thing;
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Thing> things_;
};

/// Queue, driver, writer and engine; all that happens on the desk's thread is a call that came through the inbox.
class Desk {
public:
    using Call = std::function<void(Desk&)>;

    Desk(const fs::path& folder, const std::shared_ptr<Script>& script)
        : pictures(folder / "pictures/"),
          writer(
              std::make_unique<QueueWriter>(folder / "queue", [this](QueueEvent event) { follow(std::move(event)); })),
          engine(std::make_unique<Engine>(scripted(script), [this](Event event) { follow(std::move(event)); })) {
        QueueOptions options;
        options.keep_seconds = 0.01;
        driver.emplace(QueueEngine{[this](Job job) { return engine->submit(std::move(job)); },
                                   [this](JobId job) { engine->cancel(job); },
                                   [this](JobId job) { engine->pause(job); }},
                       *writer, options);
        thread_ = std::thread([this] { work(); });
    }
    ~Desk() {
        post([](Desk& desk) { desk.closing_ = true; });
        thread_.join();
        engine.reset(); // before the writer: as the window closes
        writer.reset();
    }

    void post(Call call) { inbox_.put(std::move(call)); }
    /// What `ask` gives on the desk's thread.
    template <class Ask> auto answer(const Ask& ask) {
        // Shared: the asking thread may be gone before set_value() has returned.
        auto promise = std::make_shared<std::promise<std::invoke_result_t<const Ask&, Desk&>>>();
        std::future<std::invoke_result_t<const Ask&, Desk&>> given = promise->get_future();
        post([promise, &ask](Desk& desk) { promise->set_value(ask(desk)); });
        return given.get();
    }
    void add(const std::vector<int>& numbers, bool front) {
        std::vector<NewJob> jobs;
        for (const int number : numbers)
            jobs.push_back({recipe(number), pictures.string()});
        driver->edit([&](Queue& queue) { return queue.add(jobs, 1, front); });
    }
    /// Some jobs of the queue.
    Ids some(Random& random, std::size_t count) const {
        const auto& jobs = driver->queue().jobs();
        Ids ids;
        for (std::size_t i = 0; i < count && !jobs.empty(); ++i)
            ids.push_back(jobs[random() % jobs.size()]->id);
        return ids;
    }

private:
    Inbox<Call> inbox_; // first: writer and engine use it at once

public:
    const fs::path pictures;
    std::map<QueueId, fs::path> saved; ///< on the desk's thread
    int saved_twice = 0, troubles = 0;
    std::atomic<bool> loaded = false; ///< before that nothing may be asked of the driver
    Inbox<fs::path> new_pictures;     ///< for the gallery
    std::unique_ptr<QueueWriter> writer;
    std::unique_ptr<Engine> engine;
    std::optional<QueueDriver> driver;

private:
    void work() {
        while (!closing_)
            if (const auto call = inbox_.take(std::chrono::milliseconds(100))) (*call)(*this);
    }
    void follow(QueueEvent event) {
        post([event = std::make_shared<QueueEvent>(std::move(event))](Desk& desk) {
            if (const auto* picture = std::get_if<queue_event::Saved>(event.get())) {
                if (!desk.saved.emplace(picture->id, picture->path).second) ++desk.saved_twice;
                desk.new_pictures.put(picture->path);
            }
            if (!event->valueless_by_exception())
                std::visit(
                    [&](auto& e) {
                        using E = std::decay_t<decltype(e)>;
                        if (std::is_same_v<E, queue_event::Trouble> || std::is_same_v<E, queue_event::SaveFailed>)
                            ++desk.troubles;
                        desk.driver->on(e);
                        if (std::is_same_v<E, queue_event::Loaded>) desk.loaded = true;
                    },
                    *event);
        });
    }
    void follow(Event event) {
        post([event = std::make_shared<Event>(std::move(event))](Desk& desk) {
            QueueDriver& d = *desk.driver;
            if (const auto* progress = std::get_if<event::Progress>(event.get()))
                d.on_progress(progress->job, progress->progress);
            else if (const auto* kept = std::get_if<event::Kept>(event.get()))
                d.on_kept(kept->job, kept->state);
            else if (auto* done = std::get_if<event::Finished>(event.get()))
                d.on_finished(done->job, std::make_shared<const Image>(std::move(done->result.image)), nullptr,
                              done->result.recipe, 0.01, done->result.resumed_at < 0);
            else if (const auto* failed = std::get_if<event::Failed>(event.get()))
                d.on_failed(failed->job, failed->error);
            else if (const auto* cancelled = std::get_if<event::Cancelled>(event.get()))
                d.on_cancelled(cancelled->job);
            else if (const auto* paused = std::get_if<event::Paused>(event.get()))
                d.on_paused(paused->job);
        });
    }

    bool closing_ = false; ///< of the desk's thread
    std::thread thread_;   ///< last: it uses all of the above
};

/// How long the users go on: until the engine has done so much, whatever the machine.
class Shift {
public:
    explicit Shift(const Script& script) : script_(script) {}
    bool goes_on() const {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return script_.runs < steps && std::chrono::steady_clock::now() < end_;
    }

private:
    static constexpr unsigned steps = 250;
    const Script& script_;
    const std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + std::chrono::minutes(2);
};

/// Adds at both ends, duplicates, clears.
void add_pictures(Desk& desk, const Shift& shift, int first_number) {
    for (int i = 0; shift.goes_on(); ++i)
        desk.post([i, first_number](Desk& d) {
            if (i % 4 == 0 && d.driver->queue().unfinished() < 12)
                d.add({first_number + i, first_number + i + 1}, i % 8 == 0);
            Random random(static_cast<unsigned>(i));
            if (i % 10 == 5 && d.driver->queue().unfinished() < 20)
                d.driver->edit([&](Queue& queue) { queue.duplicate(d.some(random, 1), 1); });
            if (i % 20 == 19) d.driver->edit([](Queue& queue) { queue.clear_finished(); });
        });
}

/// Reorders, edits, cancels, removes and puts back, retries.
void change_mind(Desk& desk, const Shift& shift, unsigned first_seed) {
    Random random(first_seed);
    while (shift.goes_on())
        desk.post([what = random() % 16, seed = random()](Desk& d) {
            Random dice(seed);
            const Ids ids = d.some(dice, 3);
            if (ids.empty()) return;
            d.driver->edit([&](Queue& queue) {
                switch (what) {
                case 0: queue.move(ids, ids.front()); break;
                case 1: queue.move_by_one(ids, true); break;
                case 2: queue.cancel(std::span(ids).first(1), 1); break;
                case 3: queue.restore(queue.remove(ids)); break;
                case 4: queue.retry(ids); break;
                case 5: queue.set_grouped(seed % 2 == 0); break;
                default: (void)queue.edit(ids.front(), recipe(static_cast<int>(seed % 1000)));
                }
            });
        });
}

/// Pauses, goes on, stops after a picture, cancels what runs, runs one out of turn; asks the engine from here, too.
void stop_and_go(Desk& desk, const Shift& shift) {
    Random random(3);
    for (int i = 0; shift.goes_on(); ++i) {
        desk.post([what = random() % 40, seed = random()](Desk& d) {
            Random dice(seed);
            QueueDriver& driver = *d.driver;
            if (what == 0) driver.set_paused(true);
            if (what == 1) driver.set_stop_after_current(true);
            if (what == 2) driver.cancel_current();
            if (what == 3) driver.run_anyway(d.some(dice, 1));
            if (what > 30) driver.set_paused(false);
        });
        if (i % 7 == 0) desk.engine->warm_up("builtin");
        if (i % 19 == 0) desk.engine->pause(random() % 200);
        if (i % 29 == 0) desk.engine->cancel(random() % 200);
        (void)desk.engine->pending();
    }
}

/// The gallery's thread: new pictures go in, marks change, pictures go to the trash and come back.
class GalleryKeeper {
public:
    GalleryKeeper(fs::path index, Desk& desk) : index_(std::move(index)), desk_(desk) {}

    void work() {
        auto opened = Catalogue::open(index_);
        ready = true;
        if (!opened || opened->catalogue.read_only()) return note("the index cannot be written");
        Catalogue& catalogue = opened->catalogue;
        for (int round = 0; !stop; ++round) {
            if (const auto path = desk_.new_pictures.take(std::chrono::milliseconds(5)))
                check(scan_files(catalogue, std::vector{*path}));
            if (round % 32 == 0) check(scan_folder(catalogue, desk_.pictures, cancel));
            const std::vector<PictureId> all = catalogue.search({});
            if (all.empty()) continue;
            const std::vector<PictureId> one{all[static_cast<std::size_t>(round) % all.size()]};
            check(catalogue.change_marks(one, [round](PictureMarks& marks) { marks.rating = round % 6; }));
            if (round % 4 != 0) continue;
            std::vector<std::string> refused;
            check(catalogue.trash(one, refused));
            check(catalogue.restore(one, refused));
            if (!refused.empty()) note(refused.front());
        }
        check(scan_folder(catalogue, desk_.pictures, CancelToken()));
        present = catalogue.count(PictureState::present);
    }

    CancelToken cancel;
    std::atomic<bool> ready = false, stop = false;
    std::size_t present = 0;           ///< at the end
    std::vector<std::string> problems; ///< to be read at the end

private:
    template <class Value> void check(const Result<Value>& result) {
        if (!result) note(result.error().text());
    }
    void note(std::string problem) { problems.push_back(std::move(problem)); }
    const fs::path index_;
    Desk& desk_;
};

/// A second program looks at the same index again and again.
int search_beside(const fs::path& index, const std::atomic<bool>& stop, std::string& problem) {
    int found = 0;
    while (!stop) {
        auto opened = Catalogue::open(index);
        if (!opened || !opened->catalogue.read_only()) {
            problem = opened ? "it may write" : opened.error().text();
            return found;
        }
        const auto ids = opened->catalogue.search(parse_gallery_query("prompt:number sort:seed").search);
        const auto entries = opened->catalogue.entries(ids);
        if (!entries) problem = entries.error().text();
        found += static_cast<int>(ids.size());
        if (opened->catalogue.trash(ids, *std::make_unique<std::vector<std::string>>())) problem = "it wrote";
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return found;
}

std::size_t files_in(const fs::path& folder) {
    std::error_code error;
    std::size_t count = 0;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; ++at)
        if (at->is_regular_file()) ++count;
    return count;
}

} // namespace

class QueueStormTest : public QObject {
    Q_OBJECT
private:
    /// In memory where that can be: how long a disk takes to flush is not what this is about.
    QTemporaryDir place_{QFileInfo("/dev/shm").isWritable() ? "/dev/shm/sfumato-storm-XXXXXX"
                                                            : QDir::tempPath() + "/sfumato-storm-XXXXXX"};
    fs::path folder() const { return place_.path().toStdString(); }

    /// All that is left is made, without faults.
    static void finish(Desk& desk) {
        const auto done = [](Desk& d) {
            d.driver->edit([](Queue& queue) { queue.retry_failed(); });
            d.driver->set_paused(false);
            return d.driver->queue().unfinished() == 0 && d.driver->idle();
        };
        QTRY_VERIFY_WITH_TIMEOUT(desk.answer(done), 120000);
    }
    /// The same recipe alone on an engine without faults.
    static void check_pictures(const std::vector<QueuedJob>& jobs) {
        Inbox<Event> events;
        Engine engine(scripted(std::make_shared<Script>()), [&](Event event) { events.put(std::move(event)); });
        for (const QueuedJob& job : jobs) {
            if (job.state != JobState::done) continue;
            const Result<Image> made = load_image(job.picture);
            QVERIFY2(made, job.picture.c_str());
            Job again;
            again.recipe = job.recipe;
            again.preview = PreviewKind::none;
            engine.submit(again);
            for (;;) {
                std::optional<Event> event = events.take(std::chrono::minutes(1));
                QVERIFY(event);
                QVERIFY(!std::holds_alternative<event::Failed>(*event));
                if (const auto* finished = std::get_if<event::Finished>(&*event)) {
                    QVERIFY2(finished->result.image == *made, job.picture.c_str());
                    break;
                }
            }
        }
    }

private slots:
    void initTestCase() {
        QVERIFY(place_.isValid());
        qputenv("XDG_DATA_HOME", (place_.path() + "/data").toUtf8());
        qputenv("XDG_CACHE_HOME", (place_.path() + "/cache").toUtf8());
        qputenv("XDG_CONFIG_HOME", (place_.path() + "/config").toUtf8());
    }
    void everything_at_once() {
        auto script = std::make_shared<Script>();
        script->every = {{37, Fault::device_lost}, {53, Fault::exception}, {71, Fault::out_of_memory}};
        script->pause = std::chrono::microseconds(300);
        std::vector<QueuedJob> jobs;
        std::size_t saved = 0;
        {
            Desk desk(folder(), script);
            QTRY_VERIFY(desk.loaded);
            // The users come when the engine has the model, which takes long in builds with a sanitizer.
            desk.post([](Desk& d) {
                d.add({5000}, false);
                d.driver->set_paused(false);
            });
            QTRY_VERIFY_WITH_TIMEOUT(desk.answer([](Desk& d) { return d.saved.size(); }) == 1, 120000);
            GalleryKeeper keeper(folder() / "gallery.sqlite", desk);
            std::thread gallery([&] { keeper.work(); });
            QTRY_VERIFY(keeper.ready);
            std::atomic<bool> stop = false;
            std::string reader_problem;
            int reader_found = 0;
            std::thread reader(
                [&] { reader_found = search_beside(folder() / "gallery.sqlite", stop, reader_problem); });
            {
                const Shift shift(*script);
                std::vector<std::jthread> users; // joined at the end, before `shift` goes
                users.emplace_back([&] { add_pictures(desk, shift, 0); });
                users.emplace_back([&] { add_pictures(desk, shift, 1000); });
                users.emplace_back([&] { change_mind(desk, shift, 1); });
                users.emplace_back([&] { change_mind(desk, shift, 2); });
                users.emplace_back([&] { stop_and_go(desk, shift); });
            }
            script->goes_wrong = false;
            finish(desk);
            stop = true;
            keeper.stop = true;
            reader.join();
            gallery.join();
            jobs = desk.answer([](Desk& d) {
                std::vector<QueuedJob> all;
                for (const QueuedJobPtr& job : d.driver->queue().jobs())
                    all.push_back(*job);
                return all;
            });
            saved = desk.answer([](Desk& d) { return d.saved.size(); });
            QCOMPARE(desk.answer([](Desk& d) { return d.saved_twice; }), 0);
            QCOMPARE(desk.answer([](Desk& d) { return d.troubles; }), 0);
            QVERIFY2(keeper.problems.empty(), keeper.problems.empty() ? "" : keeper.problems.front().c_str());
            QVERIFY2(reader_problem.empty(), reader_problem.c_str());
            QVERIFY(reader_found > 0);
            QCOMPARE(keeper.present, saved);
        }
        qInfo("%u runs of the U-Net, %u faults, %zu pictures, %zu jobs left in the queue", script->runs.load(),
              script->faults.load(), saved, jobs.size());
        QVERIFY(script->faults > 0);
        QVERIFY(saved > 10);
        QCOMPARE(files_in(folder() / "pictures"), saved);
        QCOMPARE(files_in(folder() / "queue/states"), std::size_t(0));
        // What is on disk is what was in memory.
        auto journal = Journal::open(QueueWriter::journal_path(folder() / "queue"));
        QVERIFY(journal);
        const auto content = journal->journal.load();
        QVERIFY(content);
        QCOMPARE(content->jobs.size(), jobs.size());
        QVERIFY(content->jobs == jobs);
        QVERIFY(journal->journal.planned()->empty());
        check_pictures(jobs);
    }
};

QTEST_APPLESS_MAIN(QueueStormTest)
#include "queue_storm_test.moc"
