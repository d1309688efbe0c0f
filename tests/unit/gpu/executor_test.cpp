// The Vulkan executor on small programs, with the validation layer listening: any message fails.
#include "small_ops.h"

#include "base/half.h"

#include <QTemporaryDir>

#include <cstring>
#include <filesystem>
#include <fstream>

using namespace sfumato;
using namespace sfumato::gputest;

class ExecutorTest : public QObject {
    Q_OBJECT
    std::shared_ptr<ValidationLog> log_;
    std::unique_ptr<Executor> open(GpuOptions options);
    std::unique_ptr<Executor> open() { return open(checked_options(log_)); }
private slots:
    void initTestCase() { SKIP_WITHOUT_DEVICE(); }
    void init() { log_ = std::make_shared<ValidationLog>(); }
    void cleanup();
    void features_are_filled();
    void chains_data();
    void chains();
    void branches_with_barriers();
    void several_outputs();
    void half_activations();
    void weights_data();
    void weights();
    void repeated_runs_are_equal();
    void kept_inputs_data();
    void kept_inputs();
    void programs_share_the_arena();
    void programs_share_weights();
    void programs_outlive_the_executor();
    void profiling();
    void profiling_switched_later();
    void stats_are_the_plans();
    void pipelines_are_kept();
    void many_groups();
};

void ExecutorTest::cleanup() {
    for (const std::string& message : log_->messages())
        qWarning("%s", message.c_str());
    QCOMPARE(log_->count(), std::size_t(0));
}

std::unique_ptr<Executor> ExecutorTest::open(GpuOptions options) {
    auto executor = make_vulkan_executor(options);
    if (!executor) {
        QTest::qFail(executor.error().text().c_str(), __FILE__, __LINE__);
        return nullptr;
    }
    return std::move(*executor);
}

void ExecutorTest::features_are_filled() {
    const auto executor = open();
    QVERIFY(executor);
    const Features& f = executor->features();
    QVERIFY(f.device_class != DeviceClass::reference);
    QVERIFY(!f.device_name.empty() && !f.driver.empty());
    QVERIFY(f.subgroup_size >= 1);
    QVERIFY(f.max_allocation > 0 && f.max_allocation < 1ull << 60);
    QVERIFY(f.max_push_constants >= 128);
    QVERIFY(f.max_workgroup_count >= 65535);
}

void ExecutorTest::chains_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("steps");
    QTest::addColumn<double>("chunk");
    QTest::newRow("one value") << 1 << 1 << 50.0;
    QTest::newRow("odd") << 7 << 3 << 50.0;
    QTest::newRow("a chunk per step") << 1001 << 9 << 0.0;
    QTest::newRow("large") << 300001 << 5 << 50.0;
}

void ExecutorTest::chains() {
    QFETCH(int, count);
    QFETCH(int, steps);
    QFETCH(double, chunk);
    GpuOptions options = checked_options(log_);
    options.chunk_milliseconds = chunk;
    const auto executor = open(options);
    QVERIFY(executor);
    const auto loaded = load(*executor, chain(count, steps));
    QVERIFY(loaded && chain_is_right(*loaded, steps));
}

void ExecutorTest::branches_with_barriers() {
    const auto executor = open();
    QVERIFY(executor);
    auto program = std::make_shared<Program>("branches");
    const Tensor x = program->input("x", Shape{10, 100});
    const Tensor y = program->input("y", Shape{10, 100});
    const Tensor a = scaled(x, 2, 0), b = scaled(y, 3, 0); // independent: no barrier between them
    program->output("z", sum(sum(a, b), x));
    const auto loaded = load(*executor, program);
    QVERIFY(loaded);
    QCOMPARE(loaded->stats().dispatches, 4u);
    QVERIFY(loaded->stats().barriers <= 2);
    std::vector<float> xs(1000), ys(1000), zs(1000);
    for (std::size_t i = 0; i < 1000; ++i)
        xs[i] = static_cast<float>(i), ys[i] = 5000.0f - static_cast<float>(i);
    const InputData inputs[] = {{"y", std::span<const float>(ys)}, {"x", std::span<const float>(xs)}};
    const OutputData outputs[] = {{"z", zs}};
    QVERIFY(loaded->run(inputs, outputs, CancelToken()).has_value());
    for (std::size_t i = 0; i < 1000; ++i)
        QCOMPARE(zs[i], 3 * xs[i] + 3 * ys[i]);
}

void ExecutorTest::several_outputs() {
    const auto executor = open();
    QVERIFY(executor);
    auto program = std::make_shared<Program>("outputs");
    const Tensor a = scaled(program->input("x", Shape{5}), 2, 0);
    program->output("a", a);
    program->output("b", scaled(a, 2, 0));
    const auto loaded = load(*executor, program);
    QVERIFY(loaded);
    const std::vector<float> x{1, 2, 3, 4, 5};
    std::vector<float> once(5), twice(5), b(5);
    const InputData inputs[] = {{"x", std::span<const float>(x)}};
    const OutputData all[] = {{"a", once}, {"b", b}, {"a", twice}};
    QVERIFY(loaded->run(inputs, all, CancelToken()).has_value());
    QCOMPARE(once, (std::vector<float>{2, 4, 6, 8, 10}));
    QCOMPARE(twice, once);
    QCOMPARE(b, (std::vector<float>{4, 8, 12, 16, 20}));
    const OutputData only_b[] = {{"b", b}};
    b.assign(5, 0);
    QVERIFY(loaded->run(inputs, only_b, CancelToken()).has_value());
    QCOMPARE(b[4], 20.0f);
    QVERIFY(loaded->run(inputs, {}, CancelToken()).has_value());
}

void ExecutorTest::half_activations() {
    const auto executor = open();
    QVERIFY(executor);
    if (!executor->features().fp16_storage) QSKIP("the device has no 16-bit storage");
    std::vector<float> table(8 * 5);
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = 0.1f * static_cast<float>(i);
    auto program = std::make_shared<Program>("half", DType::f16);
    const Tensor ids = program->input("ids", Shape{1, 3}, DType::i32);
    program->output("y", scaled(gathered(ids, DType::f32, std::as_bytes(std::span(table)), 8, 5), 2, 0));
    const auto loaded = load(*executor, program);
    QVERIFY(loaded);
    const std::vector<std::int32_t> id_values{7, 0, 3};
    std::vector<float> y(15);
    const InputData inputs[] = {{"ids", std::span<const std::int32_t>(id_values)}};
    const OutputData outputs[] = {{"y", y}};
    QVERIFY(loaded->run(inputs, outputs, CancelToken()).has_value());
    for (std::size_t i = 0; i < 15; ++i) {
        const float stored =
            half_to_float(float_to_half(table[static_cast<std::size_t>(id_values[i / 5]) * 5 + i % 5]));
        QCOMPARE(y[i], 2 * stored);
    }
}

void ExecutorTest::weights_data() {
    QTest::addColumn<int>("dtype");
    QTest::addColumn<bool>("staged");
    QTest::newRow("f32 direct") << static_cast<int>(DType::f32) << false;
    QTest::newRow("f32 staged in many slices") << static_cast<int>(DType::f32) << true;
    QTest::newRow("f16 staged, odd width") << static_cast<int>(DType::f16) << true;
    QTest::newRow("bf16 direct") << static_cast<int>(DType::bf16) << false;
}

void ExecutorTest::weights() {
    QFETCH(int, dtype);
    QFETCH(bool, staged);
    const auto type = static_cast<DType>(dtype);
    constexpr std::uint32_t rows = 1000, width = 33;
    std::vector<float> values(rows * width);
    std::vector<std::byte> data(values.size() * dtype_size(type));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float value = static_cast<float>(i % 4099) - 2000.0f;
        const std::uint16_t narrow = type == DType::f16 ? float_to_half(value) : float_to_bf16(value);
        if (type == DType::f32)
            std::memcpy(data.data() + 4 * i, &value, 4);
        else
            std::memcpy(data.data() + 2 * i, &narrow, 2);
        values[i] = load_as_float(type, data.data(), i);
    }
    GpuOptions options = checked_options(log_);
    options.force_staging = staged;
    options.staging_bytes = 5000;
    const auto executor = open(options);
    QVERIFY(executor);
    auto program = std::make_shared<Program>("table");
    const Tensor ids = program->input("ids", Shape{1, rows}, DType::i32);
    program->output("y", gathered(ids, type, data, rows, width));
    double last = 0;
    auto loaded = executor->load(program, CancelToken(), [&](double fraction) {
        QVERIFY(fraction >= last && fraction <= 1);
        last = fraction;
    });
    QVERIFY(loaded.has_value());
    QCOMPARE(last, 1.0);
    std::vector<std::int32_t> backwards(rows);
    for (std::uint32_t i = 0; i < rows; ++i)
        backwards[i] = static_cast<std::int32_t>(rows - 1 - i);
    std::vector<float> y(rows * width);
    const InputData inputs[] = {{"ids", std::span<const std::int32_t>(backwards)}};
    const OutputData outputs[] = {{"y", y}};
    QVERIFY((*loaded)->run(inputs, outputs, CancelToken()).has_value());
    for (std::uint32_t i = 0; i < rows; ++i)
        for (std::uint32_t j = 0; j < width; ++j)
            QCOMPARE(y[i * width + j], values[(rows - 1 - i) * width + j]);
}

void ExecutorTest::kept_inputs_data() {
    QTest::addColumn<bool>("staged");
    QTest::addColumn<bool>("half");
    for (const bool staged : {false, true})
        for (const bool half : {false, true})
            QTest::addRow("%s %s", staged ? "staged" : "mapped", half ? "f16" : "f32") << staged << half;
}

void ExecutorTest::kept_inputs() {
    QFETCH(bool, staged);
    QFETCH(bool, half);
    GpuOptions options = checked_options(log_);
    options.force_staging = staged;
    const auto executor = open(options);
    QVERIFY(executor);
    if (half && !executor->features().fp16_storage) QSKIP("no 16-bit storage");
    const DType type = half ? DType::f16 : DType::f32;
    auto program = std::make_shared<Program>("kept", type);
    const Tensor x = program->input("x", Shape{3, 5}, type), unused = program->kept_input("first", Shape{7}, type);
    program->output("z", scaled(unused, 2, 0));
    program->output("y", sum(x, program->kept_input("kept", Shape{3, 5}, type)));
    const auto loaded = load(*executor, program);
    QVERIFY(loaded);
    QVERIFY(loaded->stats().kept_bytes >= 2 * 256);
    std::vector<float> xs(15, 1.5f), first(7, 3.0f), kept(15), y(15), z(7);
    for (std::size_t i = 0; i < kept.size(); ++i)
        kept[i] = static_cast<float>(i);
    const InputData all[] = {{"x", std::span<const float>(xs)},
                             {"kept", std::span<const float>(kept)},
                             {"first", std::span<const float>(first)}};
    const OutputData outputs[] = {{"y", y}, {"z", z}};
    const auto missing = loaded->run(std::span(all).first(2), outputs, CancelToken());
    QVERIFY(!missing && missing.error().code == ErrorCode::usage);
    QVERIFY(loaded->run(all, outputs, CancelToken()).has_value());
    QCOMPARE(y[14], 15.5f);
    xs.assign(15, 2.0f);
    // Another program moves the arena and writes all over it; kept values stay.
    const auto other = load(*executor, chain(100001, 3));
    QVERIFY(other && chain_is_right(*other, 3));
    y.assign(15, 0.0f);
    QVERIFY(loaded->run(std::span(all).first(1), outputs, CancelToken()).has_value());
    for (std::size_t i = 0; i < y.size(); ++i)
        QCOMPARE(y[i], 2.0f + static_cast<float>(i));
    QCOMPARE(z[6], 6.0f);
    kept.assign(15, 100.0f);
    QVERIFY(loaded->run(std::span(all).first(2), outputs, CancelToken()).has_value());
    QCOMPARE(y[3], 102.0f);
}

void ExecutorTest::repeated_runs_are_equal() {
    const auto executor = open();
    QVERIFY(executor);
    const auto loaded = load(*executor, chain(5000, 7));
    QVERIFY(loaded);
    std::vector<float> x(5000), first(5000), again(5000);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = std::sin(static_cast<float>(i));
    const InputData inputs[] = {{"x", std::span<const float>(x)}};
    const OutputData to_first[] = {{"y", first}}, to_again[] = {{"y", again}};
    QVERIFY(loaded->run(inputs, to_first, CancelToken()).has_value());
    for (int i = 0; i < 5; ++i) {
        QVERIFY(loaded->run(inputs, to_again, CancelToken()).has_value());
        QCOMPARE(std::memcmp(first.data(), again.data(), first.size() * 4), 0);
    }
}

void ExecutorTest::programs_share_the_arena() {
    const auto executor = open();
    QVERIFY(executor);
    const auto small = load(*executor, chain(100, 3));
    QVERIFY(small && chain_is_right(*small, 3));
    {
        const auto large = load(*executor, chain(20'000'000, 2)); // 160 MB: the arena has to move
        QVERIFY(large);
        QVERIFY(chain_is_right(*small, 3)); // baked anew
        QVERIFY(chain_is_right(*large, 2));
        QVERIFY(chain_is_right(*small, 3));
    }
    const auto peak = executor->peak_device_bytes();
    QVERIFY(peak >= 160'000'000 && peak < 160'000'000 + (128u << 20)); // one arena, not one per program
    const auto other = load(*executor, chain(1000, 4));
    QVERIFY(other && chain_is_right(*other, 4) && chain_is_right(*small, 3));
}

void ExecutorTest::programs_share_weights() {
    constexpr std::uint32_t rows = 20000, width = 512; // 40 MB: a block of its own
    const std::vector<float> table(std::size_t(rows) * width, 3.0f);
    const auto executor = open();
    QVERIFY(executor);
    const auto record = [&](std::int64_t count) {
        auto program = std::make_shared<Program>("table");
        const Tensor ids = program->input("ids", Shape{1, count}, DType::i32);
        program->output("y", gathered(ids, DType::f32, std::as_bytes(std::span(table)), rows, width));
        return program;
    };
    auto first = load(*executor, record(4));
    const auto peak = executor->peak_device_bytes();
    auto second = load(*executor, record(5));
    QVERIFY(first && second);
    QCOMPARE(executor->peak_device_bytes(), peak);
    first.reset(); // the second keeps the weights alive
    const std::vector<std::int32_t> ids{0, 19999, 1, 2, -5};
    std::vector<float> y(5 * width);
    const InputData inputs[] = {{"ids", std::span<const std::int32_t>(ids)}};
    const OutputData outputs[] = {{"y", y}};
    QVERIFY(second->run(inputs, outputs, CancelToken()).has_value());
    QVERIFY(std::all_of(y.begin(), y.end(), [](float v) { return v == 3.0f; }));
    second.reset();
    first = load(*executor, record(4)); // uploaded anew after all were gone: room is reused
    QVERIFY(first);
    QCOMPARE(executor->peak_device_bytes(), peak);
}

void ExecutorTest::programs_outlive_the_executor() {
    auto executor = open();
    QVERIFY(executor);
    const auto loaded = load(*executor, chain(10, 2));
    executor.reset();
    QVERIFY(loaded && chain_is_right(*loaded, 2));
}

void ExecutorTest::profiling() {
    GpuOptions options = checked_options(log_);
    options.profiling = true;
    options.chunk_milliseconds = 0;
    const auto executor = open(options);
    QVERIFY(executor);
    const auto loaded = load(*executor, chain(100000, 4));
    QVERIFY(loaded);
    QVERIFY(loaded->last_profile().empty());
    for (int run = 0; run < 2; ++run) {
        QVERIFY(chain_is_right(*loaded, 4));
        const auto times = loaded->last_profile();
        QCOMPARE(times.size(), std::size_t(4));
        double total = 0;
        for (std::uint32_t i = 0; i < 4; ++i) {
            QCOMPARE(times[i].step, i);
            QCOMPARE(times[i].op, std::string("test_unary"));
            QVERIFY(times[i].milliseconds >= 0 && times[i].milliseconds < 60000);
            total += times[i].milliseconds;
        }
        QVERIFY(total > 0);
    }
}

void ExecutorTest::profiling_switched_later() {
    const auto executor = open();
    QVERIFY(executor);
    const auto loaded = load(*executor, chain(1000, 3));
    QVERIFY(loaded && chain_is_right(*loaded, 3));
    QVERIFY(loaded->last_profile().empty());
    executor->set_profiling(true);
    QVERIFY(chain_is_right(*loaded, 3));
    QCOMPARE(loaded->last_profile().size(), std::size_t(3));
    executor->set_profiling(false);
    QVERIFY(chain_is_right(*loaded, 3));
    QVERIFY(loaded->last_profile().empty());
}

void ExecutorTest::stats_are_the_plans() {
    const auto executor = open();
    QVERIFY(executor);
    const auto program = chain(1000, 5);
    const auto plan = make_plan(*program, executor->features());
    const auto loaded = load(*executor, program);
    QVERIFY(loaded && plan);
    const ProgramStats stats = loaded->stats();
    QCOMPARE(stats.dispatches, 5u);
    QCOMPARE(stats.barriers, plan->barriers);
    QCOMPARE(stats.arena_bytes, plan->arena_bytes);
    QCOMPARE(stats.arena_lower_bound, plan->lower_bound_bytes);
    QCOMPARE(&loaded->program(), program.get());
}

void ExecutorTest::pipelines_are_kept() {
    QTemporaryDir folder;
    GpuOptions options = checked_options(log_);
    options.keep_pipelines = true;
    options.pipeline_cache_dir = folder.path().toStdString() + "/not/there/yet";
    const auto files = [&] {
        std::vector<std::filesystem::path> out;
        for (const auto& entry : std::filesystem::directory_iterator(options.pipeline_cache_dir))
            out.push_back(entry.path());
        return out;
    };
    const auto works = [&] {
        const auto executor = open(options);
        const auto loaded = executor ? load(*executor, chain(100, 2)) : nullptr;
        return loaded && chain_is_right(*loaded, 2);
    };
    QVERIFY(works());
    QCOMPARE(files().size(), std::size_t(1));
    const auto file = files().front();
    const auto size = std::filesystem::file_size(file);
    QVERIFY(works());
    { std::ofstream(file, std::ios::trunc) << "sfumato pipelines 1\nrubbish"; }
    QVERIFY(works());
    QVERIFY(std::filesystem::file_size(file) >= size); // written anew
    std::filesystem::remove(file);
    std::filesystem::create_directory(file); // cannot be read or replaced: only time is lost
    QVERIFY(works());
}

void ExecutorTest::many_groups() {
    // More than 65535 groups of 64 x 4 values: the grid has two dimensions.
    const auto executor = open();
    QVERIFY(executor);
    const auto loaded = load(*executor, chain(17'000'003, 1));
    QVERIFY(loaded && chain_is_right(*loaded, 1));
}

QTEST_GUILESS_MAIN(ExecutorTest)
#include "executor_test.moc"
