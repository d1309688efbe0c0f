// What the Vulkan executor does when things go wrong: cancel, memory, a lost device, wrong use. The validation layer
// listens: nothing may be freed while in use, nothing may leak.
#include "small_ops.h"

#include <chrono>
#include <thread>

using namespace sfumato;
using namespace sfumato::gputest;

class FailureTest : public QObject {
    Q_OBJECT
    std::shared_ptr<ValidationLog> log_;
    std::vector<float> table_ = std::vector<float>(50000, 1.0f);
    std::unique_ptr<Executor> open(const GpuOptions& options);
    std::shared_ptr<Program> table_program();
    Result<> run_chain(LoadedProgram& program, const CancelToken& cancel);
private slots:
    void initTestCase() { SKIP_WITHOUT_DEVICE(); }
    void init() { log_ = std::make_shared<ValidationLog>(); }
    void cleanup();
    void unknown_device();
    void arguments_data();
    void arguments();
    void op_without_shader();
    void poisoned_program();
    void cancelled_before();
    void cancelled_in_mid_run();
    void cancelled_while_loading();
    void every_allocation_can_fail();
    void too_large();
    void device_lost_data();
    void device_lost();
    void device_lost_while_loading();
    void device_lost_by_environment();
};

void FailureTest::cleanup() {
    for (const std::string& message : log_->messages())
        qWarning("%s", message.c_str());
    QCOMPARE(log_->count(), std::size_t(0));
}

std::unique_ptr<Executor> FailureTest::open(const GpuOptions& options) {
    auto executor = make_vulkan_executor(options);
    if (!executor) {
        QTest::qFail(executor.error().text().c_str(), __FILE__, __LINE__);
        return nullptr;
    }
    return std::move(*executor);
}

std::shared_ptr<Program> FailureTest::table_program() {
    auto program = std::make_shared<Program>("table");
    const Tensor ids = program->input("ids", Shape{1, 3}, DType::i32);
    program->output("y", gathered(ids, DType::f32, std::as_bytes(std::span(table_)), 500, 100));
    return program;
}

Result<> FailureTest::run_chain(LoadedProgram& program, const CancelToken& cancel) {
    std::vector<float> x(static_cast<std::size_t>(program.program().tensors()[0].shape.elements()));
    const InputData inputs[] = {{"x", std::span<const float>(x)}};
    return program.run(inputs, {}, cancel);
}

void FailureTest::unknown_device() {
    GpuOptions options = checked_options(log_);
    options.selector = "no such device";
    const auto executor = make_vulkan_executor(options);
    QVERIFY(!executor.has_value());
    QCOMPARE(executor.error().code, ErrorCode::device);
    QVERIFY(executor.error().message.find("0: ") != std::string::npos);
}

void FailureTest::arguments_data() {
    QTest::addColumn<QString>("input");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("output");
    QTest::addColumn<int>("room");
    QTest::newRow("unknown input") << "z" << 10 << "y" << 10;
    QTest::newRow("input too short") << "x" << 9 << "y" << 10;
    QTest::newRow("input too long") << "x" << 11 << "y" << 10;
    QTest::newRow("unknown output") << "x" << 10 << "x" << 10;
    QTest::newRow("output too short") << "x" << 10 << "y" << 9;
}

void FailureTest::arguments() {
    QFETCH(QString, input);
    QFETCH(int, count);
    QFETCH(QString, output);
    QFETCH(int, room);
    const auto executor = open(checked_options(log_));
    const auto loaded = executor ? load(*executor, chain(10, 1)) : nullptr;
    QVERIFY(loaded);
    const std::string in = input.toStdString(), out = output.toStdString();
    std::vector<float> x(static_cast<std::size_t>(count)), y(static_cast<std::size_t>(room));
    const InputData inputs[] = {{in, std::span<const float>(x)}};
    const OutputData outputs[] = {{out, y}};
    const auto done = loaded->run(inputs, outputs, CancelToken());
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code, ErrorCode::usage);
    QVERIFY(!loaded->run({}, {}, CancelToken()).has_value()); // an input is missing
    QVERIFY(chain_is_right(*loaded, 1));
}

void FailureTest::op_without_shader() {
    const auto executor = open(checked_options(log_));
    QVERIFY(executor);
    auto program = std::make_shared<Program>("odd");
    program->output("y", without_shader(program->input("x", Shape{4})));
    const auto loaded = executor->load(program, CancelToken(), {});
    QVERIFY(!loaded.has_value());
    QCOMPARE(loaded.error().code, ErrorCode::unsupported);
    QVERIFY(loaded.error().message.find("test_shaderless") != std::string::npos);
}

void FailureTest::poisoned_program() {
    const auto executor = open(checked_options(log_));
    QVERIFY(executor);
    auto program = chain(4, 1);
    program->fail(Error{ErrorCode::bad_input, "weight is missing", {}});
    const auto loaded = executor->load(program, CancelToken(), {});
    QVERIFY(!loaded.has_value());
    QCOMPARE(loaded.error().code, ErrorCode::bad_input);
}

void FailureTest::cancelled_before() {
    const auto executor = open(checked_options(log_));
    const auto loaded = executor ? load(*executor, chain(10, 3)) : nullptr;
    QVERIFY(loaded);
    CancelToken cancel;
    cancel.cancel();
    const auto done = run_chain(*loaded, cancel);
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code, ErrorCode::cancelled);
    QVERIFY(chain_is_right(*loaded, 3));
}

void FailureTest::cancelled_in_mid_run() {
    GpuOptions options = checked_options(log_);
    options.chunk_milliseconds = 0; // a chunk per step
    const auto executor = open(options);
    const auto loaded = executor ? load(*executor, chain(1'000'000, 200)) : nullptr;
    QVERIFY(loaded);
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    QVERIFY(run_chain(*loaded, CancelToken()).has_value());
    const auto whole = Clock::now() - start;
    CancelToken cancel;
    std::jthread canceller([&] {
        std::this_thread::sleep_for(whole / 10);
        cancel.cancel();
    });
    const auto again = Clock::now();
    const auto done = run_chain(*loaded, cancel);
    const auto cut_short = Clock::now() - again;
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code, ErrorCode::cancelled);
    QVERIFY(cut_short < whole * 3 / 4);
    cancel.reset();
    QVERIFY(run_chain(*loaded, cancel).has_value());
}

void FailureTest::cancelled_while_loading() {
    for (const bool staged : {false, true}) {
        GpuOptions options = checked_options(log_);
        options.force_staging = staged;
        options.staging_bytes = 1000;
        const auto executor = open(options);
        QVERIFY(executor);
        CancelToken cancel;
        int reports = 0;
        const auto loaded = executor->load(table_program(), cancel, [&](double) {
            if (++reports == 3) cancel.cancel();
        });
        QVERIFY(!loaded.has_value());
        QCOMPARE(loaded.error().code, ErrorCode::cancelled);
        QCOMPARE(reports, 3);
        QVERIFY(load(*executor, table_program())); // a half-filled weight was not kept
    }
}

void FailureTest::every_allocation_can_fail() {
    bool succeeded = false;
    for (std::uint32_t n = 1; n < 30 && !succeeded; ++n) {
        GpuOptions options = checked_options(log_);
        options.force_staging = true;
        options.staging_bytes = 70000;
        options.fail_allocation = n;
        const auto executor = open(options);
        QVERIFY(executor);
        const auto loaded = executor->load(table_program(), CancelToken(), {});
        succeeded = loaded.has_value();
        if (succeeded) {
            QCOMPARE(n, 7u); // table, two staging slots, ids, y, arena could fail: 6
            break;
        }
        QCOMPARE(loaded.error().code, ErrorCode::out_of_memory);
        QVERIFY2(loaded.error().text().find("while loading table") != std::string::npos, loaded.error().text().c_str());
        QVERIFY(load(*executor, table_program())); // the executor is as good as before
    }
    QVERIFY(succeeded);
}

void FailureTest::too_large() {
    const auto executor = open(checked_options(log_));
    QVERIFY(executor);
    const auto count = static_cast<std::int64_t>(executor->features().max_allocation / 4 + 1000);
    const auto loaded = executor->load(chain(count, 2), CancelToken(), {});
    QVERIFY(!loaded.has_value());
    QCOMPARE(loaded.error().code, ErrorCode::out_of_memory);
}

void FailureTest::device_lost_data() {
    QTest::addColumn<int>("submits");
    for (const int n : {1, 2, 5, 10})
        QTest::addRow("after %d submits", n) << n;
}

void FailureTest::device_lost() {
    QFETCH(int, submits);
    GpuOptions options = checked_options(log_);
    options.chunk_milliseconds = 0;
    options.lose_device_after_submits = static_cast<std::uint32_t>(submits);
    {
        const auto executor = open(options);
        const auto loaded = executor ? load(*executor, chain(100000, 12)) : nullptr;
        QVERIFY(loaded);
        for (int i = 0; i < 2; ++i) { // it stays lost
            const auto done = run_chain(*loaded, CancelToken());
            QVERIFY(!done.has_value());
            QCOMPARE(done.error().code, ErrorCode::device_lost);
        }
        const auto more = executor->load(chain(10, 1), CancelToken(), {});
        QVERIFY(!more.has_value());
        QCOMPARE(more.error().code, ErrorCode::device_lost);
    }
    const auto fresh = open(checked_options(log_));
    const auto loaded = fresh ? load(*fresh, chain(100, 12)) : nullptr;
    QVERIFY(loaded && chain_is_right(*loaded, 12));
}

void FailureTest::device_lost_while_loading() {
    GpuOptions options = checked_options(log_);
    options.force_staging = true;
    options.staging_bytes = 1000;
    options.lose_device_after_submits = 4;
    const auto executor = open(options);
    QVERIFY(executor);
    const auto loaded = executor->load(table_program(), CancelToken(), {});
    QVERIFY(!loaded.has_value());
    QCOMPARE(loaded.error().code, ErrorCode::device_lost);
}

void FailureTest::device_lost_by_environment() {
    qputenv("SFUMATO_TEST_LOSE_DEVICE_AFTER", "1");
    const auto executor = open(checked_options(log_));
    qunsetenv("SFUMATO_TEST_LOSE_DEVICE_AFTER");
    const auto loaded = executor ? load(*executor, chain(10, 2)) : nullptr;
    QVERIFY(loaded);
    QVERIFY(run_chain(*loaded, CancelToken()).has_value());
    const auto done = run_chain(*loaded, CancelToken());
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code, ErrorCode::device_lost);
}

QTEST_GUILESS_MAIN(FailureTest)
#include "failure_test.moc"
