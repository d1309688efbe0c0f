// The native CPU executor's promises besides numbers: equal bytes on any number of threads, shared weights, typed
// errors.
#include "cpu/executor.h"
#include "cpu/memory.h"
#include "support/memory_weights.h"
#include "tensor/ops.h"

#include <QTest>

#include <cstring>

using namespace sfumato;
using namespace sfumato::test;

namespace {

/// A small network with every kind of step that reduces: convolutions, products, norms, attention.
struct Network {
    std::shared_ptr<MemoryWeights> weights = std::make_shared<MemoryWeights>();
    std::shared_ptr<Program> program;
    static constexpr int batch = 2, side = 24, width = 48;

    explicit Network(DType activation = DType::f32, std::shared_ptr<MemoryWeights> shared = {}) {
        if (shared)
            weights = shared;
        else
            fill();
        program = std::make_shared<Program>("network", activation);
        const Weights w(*program, *weights);
        const Tensor x = convert(program->input("x", {batch, side, side, 4}), activation);
        Tensor h = conv2d(w["in"], x);
        const Tensor normed = group_norm(w["norm"], h, 8, 1e-5f, Activation::silu);
        Epilogue plus;
        plus.residual = h;
        h = conv2d(w["middle"], normed, {}, plus);
        const Tensor tokens = layer_norm(w["norm"], h, 1e-5f);
        plus.residual = h;
        h = linear(w["q"], attention(linear(w["q"], tokens), tokens, tokens, 4), plus);
        Conv2dOptions up;
        up.upsample = true;
        program->output("y", conv2d(w["middle"], h, up));
        program->keep_alive(weights);
    }

    void fill() {
        weights->add_random("in.weight", {width, 4, 3, 3}, 1, 0.2f);
        weights->add_random("middle.weight", {width, width, 3, 3}, 2, 0.05f);
        weights->add_random("middle.bias", {width}, 3, 0.1f);
        weights->add_random("norm.weight", {width}, 4, 0.2f, 1.0f);
        weights->add_random("norm.bias", {width}, 5, 0.2f);
        weights->add_random("q.weight", {width, width}, 6, 0.15f);
    }

    std::vector<float> x() const {
        std::vector<float> values(batch * side * side * 4);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<float>(i * 37 % 101) / 50.0f - 1.0f;
        return values;
    }
    static constexpr std::size_t out_count = batch * 4 * side * side * width;
};

std::unique_ptr<Executor> make(CpuOptions options = {}) {
    auto made = make_cpu_executor(options);
    return made ? std::move(*made) : nullptr;
}

std::vector<float> run(LoadedProgram& loaded, const std::vector<float>& x) {
    std::vector<float> y(Network::out_count);
    const InputData inputs[] = {{"x", x}};
    const OutputData outputs[] = {{"y", y}};
    const auto ran = loaded.run(inputs, outputs, CancelToken{});
    if (!ran) y.clear();
    return y;
}

} // namespace

class CpuExecutorTest : public QObject {
    Q_OBJECT

private slots:
    void kept_inputs_keep_their_value();
    void describes_itself();
    void equal_bytes_on_any_number_of_threads();
    void programs_share_weights_and_arena();
    void last_handle_frees_a_weight();
    void cancel_ends_load_and_run();
    void wrong_arguments();
    void refuses_16_bit_activations();
    void out_of_memory_is_an_error();
    void usable_memory_counts_what_is_held();
    void profile_and_stats();
    void outputs_that_nobody_asked_for();
};

void CpuExecutorTest::describes_itself() {
    CpuOptions options;
    options.threads = 2;
    const auto executor = make(options);
    QVERIFY(executor != nullptr);
    const Features& f = executor->features();
    QVERIFY(f.device_class == DeviceClass::cpu);
    QVERIFY(!f.device_name.empty());
    QVERIFY(f.driver.starts_with("oneDNN 2.") || f.driver.starts_with("oneDNN 3."));
    QVERIFY(f.driver.find("2 threads") != std::string::npos || f.driver.find("1 thread") != std::string::npos);
    options.threads = -1;
    const auto refused = make_cpu_executor(options);
    QVERIFY(!refused && refused.error().code == ErrorCode::usage);
}

void CpuExecutorTest::equal_bytes_on_any_number_of_threads() {
    for (const bool bf16 : {false, true}) {
        std::vector<float> first;
        for (const int threads : {1, 2, 5}) {
            CpuOptions options;
            options.threads = threads;
            options.allow_bf16 = bf16;
            const auto executor = make(options);
            const Network network;
            auto loaded = executor->load(network.program, {}, {});
            QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().text().c_str());
            for (int repeat = 0; repeat < 2; ++repeat) {
                const std::vector<float> y = run(**loaded, network.x());
                QCOMPARE(y.size(), Network::out_count);
                if (first.empty()) first = y;
                QVERIFY2(std::memcmp(first.data(), y.data(), y.size() * sizeof(float)) == 0,
                         qPrintable(QString("bf16 %1, %2 threads, run %3").arg(bf16).arg(threads).arg(repeat)));
            }
        }
    }
}

void CpuExecutorTest::programs_share_weights_and_arena() {
    const auto executor = make();
    const Network one;
    const auto first = executor->load(one.program, {}, {});
    const std::uint64_t peak = executor->peak_device_bytes();
    const Network two(DType::f32, one.weights);
    const auto second = executor->load(two.program, {}, {});
    QVERIFY(first.has_value() && second.has_value());
    QCOMPARE(executor->peak_device_bytes(), peak);
    QVERIFY((*second)->stats().weight_bytes > 0);
    const auto y1 = run(**first, one.x()), y2 = run(**second, one.x()), again = run(**first, one.x());
    QVERIFY(!y1.empty() && y1 == y2 && y1 == again);
}

void CpuExecutorTest::last_handle_frees_a_weight() {
    const auto executor = make();
    for (int i = 0; i < 3; ++i) { // with new data each time: the peak would grow if the old were kept
        const Network network;
        QVERIFY(executor->load(network.program, {}, {}).has_value());
    }
    const std::uint64_t peak = executor->peak_device_bytes();
    const auto fresh = make();
    const Network network;
    const auto loaded = fresh->load(network.program, {}, {});
    QCOMPARE(fresh->peak_device_bytes(), peak);
}

void CpuExecutorTest::cancel_ends_load_and_run() {
    const auto executor = make();
    const Network network;
    CancelToken cancel;
    cancel.cancel();
    const auto refused = executor->load(network.program, cancel, {});
    QVERIFY(!refused && refused.error().code == ErrorCode::cancelled);
    double fraction = 0;
    auto loaded = executor->load(network.program, {}, [&](double f) {
        QVERIFY(f > fraction && f <= 1.0);
        fraction = f;
    });
    QVERIFY(loaded.has_value());
    QCOMPARE(fraction, 1.0);
    const std::vector<float> x = network.x();
    const InputData inputs[] = {{"x", x}};
    const auto stopped = (*loaded)->run(inputs, {}, cancel);
    QVERIFY(!stopped && stopped.error().code == ErrorCode::cancelled);
    QVERIFY(!run(**loaded, x).empty());
}

void CpuExecutorTest::wrong_arguments() {
    const auto executor = make();
    const Network network;
    const auto loaded = executor->load(network.program, {}, {});
    const std::vector<float> x = network.x(), shorter(x.size() - 1);
    std::vector<float> y(3);
    const InputData missing[] = {{"z", x}}, small[] = {{"x", shorter}}, good[] = {{"x", x}};
    const OutputData unknown[] = {{"nothing", y}}, narrow[] = {{"y", y}};
    for (const auto& ran : {(*loaded)->run({}, {}, {}), (*loaded)->run(missing, {}, {}), (*loaded)->run(small, {}, {}),
                            (*loaded)->run(good, unknown, {}), (*loaded)->run(good, narrow, {})})
        QVERIFY(!ran && ran.error().code == ErrorCode::usage);
}

void CpuExecutorTest::refuses_16_bit_activations() {
    const auto executor = make();
    const auto loaded = executor->load(Network(DType::f16).program, {}, {});
    QVERIFY(!loaded && loaded.error().code == ErrorCode::unsupported);
    QVERIFY(loaded.error().message.find("F16") != std::string::npos);
}

void CpuExecutorTest::out_of_memory_is_an_error() {
    CpuOptions options;
    for (const std::uint64_t limit : {std::uint64_t{10'000}, std::uint64_t{300'000}, std::uint64_t{1'000'000}}) {
        options.memory_limit = limit; // for no weight, for some, for all but not for the arena
        const auto executor = make(options);
        const auto loaded = executor->load(Network().program, {}, {});
        QVERIFY(!loaded && loaded.error().code == ErrorCode::out_of_memory);
        QVERIFY(executor->peak_device_bytes() <= limit);
    }
    options.memory_limit = 64 << 20;
    QVERIFY(make(options)->load(Network().program, {}, {}).has_value());
}

void CpuExecutorTest::usable_memory_counts_what_is_held() {
    CpuOptions options;
    options.memory_limit = 64 << 20;
    QCOMPARE(make(options)->memory_bytes(), std::uint64_t{64 << 20});
    QVERIFY(make()->memory_bytes() > 0);
    // What other programs take meanwhile moves the figure, but not by so much in a moment.
    const cpu::HostMemory memory(0);
    const std::uint64_t held_before = cpu::usable_bytes() - cpu::available_bytes();
    const auto pages = memory.allocate(std::uint64_t{1} << 33, "untouched pages"); // which the system counts as free
    if (!pages) QSKIP("less than 8 GiB are free");
    QVERIFY(cpu::usable_bytes() - cpu::available_bytes() > held_before + (std::uint64_t{1} << 32));
}

void CpuExecutorTest::profile_and_stats() {
    const auto executor = make();
    const Network network;
    const auto loaded = executor->load(network.program, {}, {});
    run(**loaded, network.x());
    QVERIFY((*loaded)->last_profile().empty());
    executor->set_profiling(true);
    run(**loaded, network.x());
    const auto profile = (*loaded)->last_profile();
    QCOMPARE(profile.size(), network.program->steps().size());
    QCOMPARE(profile[1].op, std::string("group_norm_stats"));
    const ProgramStats stats = (*loaded)->stats();
    QCOMPARE(stats.dispatches, static_cast<std::uint32_t>(profile.size()));
    QVERIFY(stats.arena_bytes >= stats.arena_lower_bound);
}

void CpuExecutorTest::outputs_that_nobody_asked_for() {
    const auto executor = make();
    const Network network;
    const auto loaded = executor->load(network.program, {}, {});
    const std::vector<float> x = network.x();
    const InputData inputs[] = {{"x", x}};
    QVERIFY((*loaded)->run(inputs, {}, {}).has_value());
}

void CpuExecutorTest::kept_inputs_keep_their_value() {
    auto executor = make_cpu_executor({});
    QVERIFY(executor.has_value());
    auto program = std::make_shared<Program>("kept");
    const Tensor kept = program->kept_input("kept", {2, 33});
    program->output("y", add(program->input("x", {2, 33}), kept));
    program->output("z", affine(kept, 2, 0));
    auto loaded = (*executor)->load(program, {}, {});
    QVERIFY(loaded.has_value());
    std::vector<float> x(66, 1.0f), values(66, 5.0f), y(66), z(66);
    const InputData all[] = {{"x", std::span<const float>(x)}, {"kept", std::span<const float>(values)}};
    const OutputData outputs[] = {{"y", y}, {"z", z}};
    const auto never_given = (*loaded)->run(std::span(all).first(1), outputs, {});
    QVERIFY(!never_given && never_given.error().code == ErrorCode::usage);
    QVERIFY((*loaded)->run(all, outputs, {}).has_value());
    const Network other; // writes all over the arena that they share
    auto second = (*executor)->load(other.program, {}, {});
    QVERIFY(second.has_value());
    const std::vector<float> other_x = other.x();
    const InputData other_in[] = {{"x", std::span<const float>(other_x)}};
    QVERIFY((*second)->run(other_in, {}, {}).has_value());
    x.assign(66, 2.0f);
    QVERIFY((*loaded)->run(std::span(all).first(1), outputs, {}).has_value());
    QCOMPARE(y, std::vector<float>(66, 7.0f));
    QCOMPARE(z, std::vector<float>(66, 10.0f));
}

QTEST_APPLESS_MAIN(CpuExecutorTest)
#include "executor_test.moc"
