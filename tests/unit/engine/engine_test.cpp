#include "event_log.h"
#include "faulty_executor.h"

#include <QTest>
#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

using namespace sfumato;
using namespace sfumato::test;

namespace {

EngineOptions reference_options() {
    EngineOptions options;
    options.device.executor = ExecutorKind::reference;
    return options;
}

/// The least that the built-in model does: 32x32 pixels without guidance.
Job small_job(int steps = 1, std::uint64_t seed = 1) {
    Job job;
    job.recipe.prompt = "red apple";
    job.recipe.steps = steps;
    job.recipe.cfg_scale = 1;
    job.recipe.width = job.recipe.height = 32;
    job.recipe.seed = seed;
    job.preview = PreviewKind::none;
    return job;
}

/// Executors with these faults, one after the other; sound ones when they are used up.
EngineOptions faulty_options(std::vector<Fault> faults) {
    EngineOptions options;
    auto made = std::make_shared<std::size_t>(0);
    options.make_executor = [faults, made]() -> Result<std::unique_ptr<Executor>> {
        const Fault fault = *made < faults.size() ? faults[*made] : Fault::none;
        ++*made;
        return std::make_unique<FaultyExecutor>(fault);
    };
    return options;
}

} // namespace

class EngineTest : public QObject {
    Q_OBJECT
private slots:
    void finishes_in_order();
    void reports_figures();
    void previews_arrive();
    void equal_recipes_give_equal_pictures();
    void keeps_the_session();
    void cancels_a_waiting_job();
    void cancels_a_running_job();
    void a_failed_job_does_not_stop_the_next();
    void refuses_an_impossible_recipe_without_a_device();
    void destruction_while_running();
    void a_lost_device_is_opened_anew();
    void a_device_lost_twice_fails_the_job();
    void a_lost_device_goes_on_from_the_latest_state();
    void pauses_a_running_job_and_goes_on();
    void pauses_a_waiting_job();
    void a_state_of_another_model_is_not_used();
    void an_exception_fails_only_its_job();
    void out_of_memory_fails_only_its_job();
    void a_throwing_receiver_is_survived();
    void warm_up_opens_the_device();
    void init_image_from_memory();
    void init_image_that_is_missing();
    void a_different_model_hash_is_noted();
    void many_threads();
};

void EngineTest::finishes_in_order() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    const JobId job = engine.submit(small_job(2));
    QVERIFY(log.wait_for_end(job));
    const auto finished = log.of<event::Finished>();
    QCOMPARE(finished.size(), std::size_t(1));
    QCOMPARE(finished[0].job, job);
    QCOMPARE(finished[0].result.image.width, 32);
    QVERIFY(is_consistent(finished[0].result.image));
    QCOMPARE(finished[0].result.recipe.model_hash.size(), std::size_t(64));
    QVERIFY(std::holds_alternative<event::Started>(log.all().front()));
    QCOMPARE(log.of<event::DeviceReady>().size(), std::size_t(1));
    QVERIFY(log.of<event::DeviceReady>()[0].software);
    QVERIFY(!log.of<event::Progress>().empty());
    QVERIFY(!log.of<event::Stage>().empty());
    QCOMPARE(log.ends(job), 1);
    QTRY_COMPARE(engine.pending(), std::size_t(0));
}

void EngineTest::reports_figures() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    const JobId job = engine.submit(small_job());
    QVERIFY(log.wait_for_end(job));
    QCOMPARE(log.of<event::Finished>().size(), std::size_t(1));
    const auto report = nlohmann::json::parse(log.of<event::Finished>()[0].json_report, nullptr, false);
    QVERIFY(report.is_object());
    for (const char* field : {"load", "text", "encode", "sample", "decode", "total"})
        QVERIFY(report["times"][field].is_number());
    QVERIFY(report["times"]["total"].get<double>() >= report["times"]["sample"].get<double>());
    QVERIFY(report["unet"]["dispatches"].get<int>() > 0);
    QVERIFY(report["unet"]["arena_bytes"].get<std::uint64_t>() >=
            report["unet"]["arena_lower_bound"].get<std::uint64_t>());
    QVERIFY(report["unet"]["weight_bytes"].get<std::uint64_t>() > 0);
    QVERIFY(report["device"].is_string());
}

void EngineTest::previews_arrive() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    Job job = small_job(4);
    job.preview = PreviewKind::vae;
    job.preview_every = 2;
    const JobId id = engine.submit(job);
    QVERIFY(log.wait_for_end(id));
    const auto previews = log.of<event::Preview>();
    QCOMPARE(previews.size(), std::size_t(1)); // step 2; the last step is the picture itself
    QCOMPARE(previews[0].step, 2);
    QVERIFY(is_consistent(previews[0].image));
}

void EngineTest::equal_recipes_give_equal_pictures() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    const JobId a = engine.submit(small_job(1, 5)), b = engine.submit(small_job(1, 5)),
                c = engine.submit(small_job(1, 6));
    QVERIFY(log.wait_for_end(a) && log.wait_for_end(b) && log.wait_for_end(c));
    const auto finished = log.of<event::Finished>();
    QCOMPARE(finished.size(), std::size_t(3));
    QVERIFY(finished[0].result.image == finished[1].result.image);
    QVERIFY(finished[0].result.image != finished[2].result.image);
}

void EngineTest::keeps_the_session() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    const JobId a = engine.submit(small_job()), b = engine.submit(small_job());
    QVERIFY(log.wait_for_end(a) && log.wait_for_end(b));
    const auto loads_of = [&](JobId id) {
        const auto loads = log.of<event::Loading>();
        return std::ranges::count(loads, id, &event::Loading::job);
    };
    QVERIFY(loads_of(a) > 0);
    QCOMPARE(loads_of(b), 0);
}

void EngineTest::cancels_a_waiting_job() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    const JobId running = engine.submit(small_job(400)), waiting = engine.submit(small_job());
    QVERIFY(log.wait_for_any<event::Progress>(running));
    engine.cancel(waiting);
    // It is told while the other still runs.
    QVERIFY(log.wait_for_end(waiting));
    QCOMPARE(log.ends(running), 0);
    engine.cancel(running);
    QVERIFY(log.wait_for_end(running));
    QCOMPARE(log.of<event::Cancelled>().size(), std::size_t(2));
    QCOMPARE(log.of<event::Started>().size(), std::size_t(1));
    engine.cancel(waiting); // ended jobs and jobs that never were are ignored
    engine.cancel(12345);
    const JobId next = engine.submit(small_job());
    QVERIFY(log.wait_for_end(next));
    QCOMPARE(log.of<event::Finished>().size(), std::size_t(1));
}

void EngineTest::cancels_a_running_job() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    const JobId job = engine.submit(small_job(400));
    QVERIFY(log.wait_for_any<event::Progress>(job));
    engine.cancel(job);
    const std::size_t steps_at_cancel = log.of<event::Progress>().size();
    QVERIFY(log.wait_for_end(job));
    QCOMPARE(log.of<event::Cancelled>().size(), std::size_t(1));
    QVERIFY(log.of<event::Progress>().size() <= steps_at_cancel + 1);
    QCOMPARE(log.ends(job), 1);
}

void EngineTest::a_failed_job_does_not_stop_the_next() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    Job bad = small_job();
    bad.recipe.model = "/nonexistent/model.safetensors";
    const JobId a = engine.submit(bad), b = engine.submit(small_job());
    QVERIFY(log.wait_for_end(a) && log.wait_for_end(b));
    const auto failed = log.of<event::Failed>();
    QCOMPARE(failed.size(), std::size_t(1));
    QCOMPARE(failed[0].job, a);
    QCOMPARE(failed[0].error.code, ErrorCode::not_found);
    QVERIFY(failed[0].error.text().find("/nonexistent/model.safetensors") != std::string::npos);
    QCOMPARE(log.of<event::Finished>().size(), std::size_t(1));
}

void EngineTest::refuses_an_impossible_recipe_without_a_device() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    const JobId job = engine.submit(small_job(0));
    QVERIFY(log.wait_for_end(job));
    QCOMPARE(log.of<event::Failed>().at(0).error.code, ErrorCode::usage);
    QVERIFY(log.of<event::DeviceReady>().empty());
}

void EngineTest::destruction_while_running() {
    EventLog log;
    std::vector<JobId> jobs;
    {
        Engine engine(reference_options(), log.sink());
        for (int i = 0; i < 3; ++i)
            jobs.push_back(engine.submit(small_job(400)));
        QVERIFY(log.wait_for_any<event::Progress>(jobs[0]));
        QCOMPARE(engine.pending(), std::size_t(3));
    }
    for (const JobId job : jobs)
        QCOMPARE(log.ends(job), 1);
    QCOMPARE(log.of<event::Cancelled>().size(), std::size_t(3));
    {
        Engine idle(reference_options(), log.sink()); // neither a device nor a job: nothing to wait for
    }
}

void EngineTest::a_lost_device_is_opened_anew() {
    EventLog log;
    Engine engine(faulty_options({Fault::device_lost}), log.sink());
    const JobId job = engine.submit(small_job());
    QVERIFY(log.wait_for_end(job));
    QCOMPARE(log.of<event::Finished>().size(), std::size_t(1));
    QCOMPARE(log.of<event::DeviceReady>().size(), std::size_t(2));
    QCOMPARE(log.of<event::Started>().size(), std::size_t(1));
    QCOMPARE(log.ends(job), 1);
}

void EngineTest::a_device_lost_twice_fails_the_job() {
    EventLog log;
    Engine engine(faulty_options({Fault::device_lost, Fault::device_lost}), log.sink());
    const JobId a = engine.submit(small_job()), b = engine.submit(small_job());
    QVERIFY(log.wait_for_end(a) && log.wait_for_end(b));
    QCOMPARE(log.of<event::Failed>().size(), std::size_t(1));
    QCOMPARE(log.of<event::Failed>()[0].error.code, ErrorCode::device_lost);
    QCOMPARE(log.of<event::Finished>().size(), std::size_t(1)); // the third device is sound
    QCOMPARE(log.of<event::DeviceReady>().size(), std::size_t(3));
}

void EngineTest::a_lost_device_goes_on_from_the_latest_state() {
    EventLog log;
    Engine engine(faulty_options({Fault::device_lost_later}), log.sink());
    Job job = small_job(5);
    job.keep_every_step = true;
    const JobId disturbed = engine.submit(job);
    const JobId whole = engine.submit(small_job(5));
    QVERIFY(log.wait_for_end(disturbed) && log.wait_for_end(whole));
    const auto finished = log.of<event::Finished>();
    QCOMPARE(finished.size(), std::size_t(2));
    QCOMPARE(finished[0].result.resumed_at, 2);
    QVERIFY(finished[0].result.image == finished[1].result.image);
}

void EngineTest::pauses_a_running_job_and_goes_on() {
    EventLog log;
    Engine* pausing = nullptr;
    const auto inner = log.sink();
    Engine engine(reference_options(), [&](Event event) {
        const auto* progress = std::get_if<event::Progress>(&event);
        if (progress != nullptr && progress->job == 1 && progress->progress.step == 3) pausing->pause(1);
        inner(std::move(event));
    });
    pausing = &engine;
    const JobId job = engine.submit(small_job(6));
    QVERIFY(log.wait_for_end(job));
    QCOMPARE(log.of<event::Paused>().size(), std::size_t(1));
    const auto kept = log.of<event::Kept>();
    QCOMPARE(kept.size(), std::size_t(1));
    QCOMPARE(kept[0].state->sampling.step, std::uint64_t(3));
    QCOMPARE(kept[0].state->model_sha256.size(), std::size_t(64));

    Job rest = small_job(6);
    rest.resume = kept[0].state;
    const JobId continued = engine.submit(rest), whole = engine.submit(small_job(6));
    QVERIFY(log.wait_for_end(continued) && log.wait_for_end(whole));
    const auto finished = log.of<event::Finished>();
    QCOMPARE(finished.size(), std::size_t(2));
    QCOMPARE(finished[0].result.resumed_at, 3);
    QVERIFY(finished[0].result.image == finished[1].result.image);
    QVERIFY(finished[0].result.recipe == finished[1].result.recipe);
}

void EngineTest::pauses_a_waiting_job() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    const JobId first = engine.submit(small_job(4)), second = engine.submit(small_job(4));
    engine.pause(second);
    QVERIFY(log.wait_for_end(first) && log.wait_for_end(second));
    QCOMPARE(log.of<event::Paused>().size(), std::size_t(1));
    QCOMPARE(log.of<event::Paused>()[0].job, second);
}

void EngineTest::a_state_of_another_model_is_not_used() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    Job job = small_job(2);
    job.keep_every_step = true;
    QVERIFY(log.wait_for_end(engine.submit(job)));
    GenerateState state = *log.of<event::Kept>().at(1).state;
    state.model_sha256 = std::string(64, '0');
    job.resume = std::make_shared<const GenerateState>(state);
    QVERIFY(log.wait_for_end(engine.submit(job)));
    const auto finished = log.of<event::Finished>();
    QCOMPARE(finished.size(), std::size_t(2));
    QCOMPARE(finished[1].result.resumed_at, -1);
    QVERIFY(!finished[1].result.notes.empty());
    QVERIFY(finished[0].result.image == finished[1].result.image);
}

void EngineTest::an_exception_fails_only_its_job() {
    EventLog log;
    Engine engine(faulty_options({Fault::exception}), log.sink());
    const JobId a = engine.submit(small_job()), b = engine.submit(small_job());
    QVERIFY(log.wait_for_end(a) && log.wait_for_end(b));
    QCOMPARE(log.of<event::Failed>().size(), std::size_t(1));
    QCOMPARE(log.of<event::Failed>()[0].error.code, ErrorCode::internal);
    QVERIFY(log.of<event::Failed>()[0].error.text().find("a library threw") != std::string::npos);
    QCOMPARE(log.of<event::Finished>().size(), std::size_t(1));
}

void EngineTest::out_of_memory_fails_only_its_job() {
    EventLog log;
    Engine engine(faulty_options({Fault::out_of_memory}), log.sink());
    const JobId a = engine.submit(small_job()), b = engine.submit(small_job());
    QVERIFY(log.wait_for_end(a) && log.wait_for_end(b));
    QCOMPARE(log.of<event::Failed>().at(0).error.code, ErrorCode::out_of_memory);
    QCOMPARE(log.of<event::Finished>().size(), std::size_t(1));
}

void EngineTest::a_throwing_receiver_is_survived() {
    EventLog log;
    auto inner = log.sink();
    Engine engine(reference_options(), [inner](Event event) {
        inner(std::move(event));
        throw std::runtime_error("the receiver is broken");
    });
    const JobId job = engine.submit(small_job());
    QVERIFY(log.wait_for_end(job));
    QCOMPARE(log.of<event::Finished>().size(), std::size_t(1));
}

void EngineTest::warm_up_opens_the_device() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    engine.warm_up("/nonexistent");
    engine.warm_up("builtin");
    QVERIFY(log.wait_for([](const std::vector<Event>& events) { return !events.empty(); }));
    const JobId job = engine.submit(small_job());
    QVERIFY(log.wait_for_end(job));
    QVERIFY(std::holds_alternative<event::DeviceReady>(log.all().front()));
    QCOMPARE(log.of<event::DeviceReady>().size(), std::size_t(1));
    QVERIFY(log.of<event::Failed>().empty());
}

void EngineTest::init_image_from_memory() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    Job job = small_job(1);
    job.recipe.init = InitImage{{}, {}, 0.5};
    job.init = std::make_shared<const Image>(Image{32, 32, 3, std::vector<std::uint8_t>(32 * 32 * 3, 200)});
    const JobId a = engine.submit(job);
    job.init.reset(); // neither in memory nor in a file
    const JobId b = engine.submit(job);
    QVERIFY(log.wait_for_end(a) && log.wait_for_end(b));
    QCOMPARE(log.of<event::Finished>().size(), std::size_t(1));
    QCOMPARE(log.of<event::Failed>().at(0).error.code, ErrorCode::usage);
}

void EngineTest::init_image_that_is_missing() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    Job job = small_job(1);
    job.recipe.init = InitImage{"/nonexistent/start.png", {}, 0.5};
    const JobId a = engine.submit(job);
    QVERIFY(log.wait_for_end(a));
    QCOMPARE(log.of<event::Failed>().at(0).error.code, ErrorCode::not_found);
    QVERIFY(log.of<event::DeviceReady>().empty());
}

void EngineTest::a_different_model_hash_is_noted() {
    EventLog log;
    Engine engine(reference_options(), log.sink());
    Job job = small_job(1);
    job.recipe.model_hash = std::string(10, 'f');
    const JobId a = engine.submit(job);
    QVERIFY(log.wait_for_end(a));
    const auto finished = log.of<event::Finished>();
    QCOMPARE(finished.size(), std::size_t(1));
    QVERIFY(std::ranges::any_of(finished[0].result.notes,
                                [](const std::string& note) { return note.find("ffffffffff") != std::string::npos; }));
    QVERIFY(!finished[0].result.recipe.model_hash.starts_with("ffffffffff"));
}

void EngineTest::many_threads() {
    EventLog log;
    std::mutex mutex;
    std::vector<JobId> jobs;
    {
        Engine engine(reference_options(), log.sink());
        const auto busy = [&](int seed) {
            for (int i = 0; i < 20; ++i) {
                const JobId id = engine.submit(small_job(1 + i % 2, static_cast<std::uint64_t>(seed)));
                {
                    const std::lock_guard lock(mutex);
                    jobs.push_back(id);
                }
                if (i % 5 != 0) engine.cancel(id);
                if (i == 10) engine.cancel_all();
                engine.warm_up("builtin");
                QVERIFY(engine.pending() <= 80);
            }
        };
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back(busy, t);
        threads.clear(); // joins
    }
    QCOMPARE(jobs.size(), std::size_t(80));
    for (const JobId job : jobs)
        QCOMPARE(log.ends(job), 1);
}

QTEST_APPLESS_MAIN(EngineTest)
#include "engine_test.moc"
