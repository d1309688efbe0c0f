// The brief measurement of a device: what it makes of the times of steps, and that it happens once.
#include "engine/bench_cases.h"
#include "engine/device_rates.h"
#include "tensor/dry_executor.h"
#include "tensor/rates_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <string_view>

using namespace sfumato;

namespace {

constexpr double overhead = 0.01, per_gflop = 10, per_gbyte = 50;

/// Computes nothing; each of its steps "took" what the model of costs says.
class TimedProgram final : public LoadedProgram {
public:
    explicit TimedProgram(std::unique_ptr<LoadedProgram> dry) : dry_(std::move(dry)) {}
    const Program& program() const override { return dry_->program(); }
    ProgramStats stats() const override { return dry_->stats(); }
    Result<> run(std::span<const InputData> in, std::span<const OutputData> out, const CancelToken& cancel) override {
        return dry_->run(in, out, cancel);
    }
    std::vector<StepTime> last_profile() const override {
        std::vector<StepTime> times;
        for (std::uint32_t s = 0; s < program().steps().size(); ++s) {
            const Step& step = program().steps()[s];
            const Cost cost = program().cost(step);
            times.push_back(
                {s, step.op->name, overhead + cost.flops * 1e-9 * per_gflop + cost.bytes * 1e-9 * per_gbyte, 0});
        }
        return times;
    }

private:
    std::unique_ptr<LoadedProgram> dry_;
};

class TimedExecutor final : public Executor {
public:
    explicit TimedExecutor(const Features& features) : dry_(features) {}
    const Features& features() const override { return dry_.features(); }
    Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<const Program> program, const CancelToken& cancel,
                                                const std::function<void(double)>& progress) override {
        ++loaded;
        if (broken) return fail(ErrorCode::out_of_memory, "nothing left");
        SF_TRY(auto dry, dry_.load(std::move(program), cancel, progress));
        return std::make_unique<TimedProgram>(std::move(dry));
    }
    void set_profiling(bool on) override { profiling = on; }

    int loaded = 0;
    bool broken = false, profiling = false;

private:
    DryExecutor dry_;
};

Features some_processor() {
    Features features;
    features.device_class = DeviceClass::cpu;
    features.device_name = "A processor";
    features.driver = "its code 1.2";
    return features;
}

bool close(double value, double expected) {
    return std::abs(value - expected) <= 0.01 * expected;
}

} // namespace

class DeviceRatesTest : public QObject {
    Q_OBJECT

private slots:
    void init() { qputenv("XDG_CACHE_HOME", cache_.filePath(QTest::currentTestFunction()).toUtf8()); }
    void times_of_steps_become_rates();
    void native_code_is_measured_once();
    void drivers_are_not_measured();
    void a_failure_leaves_the_guess();
    void a_complete_measurement_goes_first();

private:
    QTemporaryDir cache_;
};

void DeviceRatesTest::times_of_steps_become_rates() {
    TimedExecutor executor(some_processor());
    const auto rates = measure_brief_rates(executor, CancelToken());
    QVERIFY2(rates.has_value(), rates ? "" : rates.error().text().c_str());
    QVERIFY(!rates->guess && rates->brief && !executor.profiling);
    // Other sizes than those that were measured.
    for (const char* name : {"linear 1024 x 1280->1280", "conv3x3 32x32 640->640",
                             "attention 256 x 256, 8 heads of 160", "attention 4096 x 4096, 8 heads of 40",
                             "group_norm 128x128x320", "layer_norm 1024 x 1280", "geglu 1024 x 5120"}) {
        const auto cases = bench_cases();
        const auto c = std::ranges::find_if(cases, [&](const BenchCase& one) { return case_name(one) == name; });
        QVERIFY2(c != cases.end(), name);
        BenchWeights weights;
        const auto program = record_case(*c, 1, 1, DType::f32, weights);
        QVERIFY(program.has_value());
        for (const Step& step : (*program)->steps()) {
            if (std::string_view(step.op->name) == "probe_read") continue;
            const Cost cost = (*program)->cost(step);
            QVERIFY2(rates->ops.contains(step.op->name), step.op->name);
            QVERIFY2(close(estimate_milliseconds(**program, step, *rates),
                           overhead + cost.flops * 1e-9 * per_gflop + cost.bytes * 1e-9 * per_gbyte),
                     name);
        }
    }
    const CancelToken cancelled;
    cancelled.cancel();
    QCOMPARE(measure_brief_rates(executor, cancelled).error().code, ErrorCode::cancelled);
    QVERIFY(!executor.profiling);
}

void DeviceRatesTest::native_code_is_measured_once() {
    TimedExecutor executor(some_processor());
    QVERIFY(known_rates(executor.features()).guess);
    const DeviceRates first = rates_of(executor, true, CancelToken());
    QVERIFY(first.brief && !first.guess && executor.loaded > 0);
    executor.loaded = 0;
    const DeviceRates second = rates_of(executor, true, CancelToken());
    QCOMPARE(executor.loaded, 0);
    QVERIFY(second == first);
    QVERIFY(known_rates(executor.features()) == first);
    Features other = some_processor();
    other.driver += ", 3 threads";
    QVERIFY(known_rates(other).guess);
}

void DeviceRatesTest::drivers_are_not_measured() {
    TimedExecutor executor(some_processor());
    QVERIFY(rates_of(executor, false, CancelToken()).guess);
    QCOMPARE(executor.loaded, 0);
}

void DeviceRatesTest::a_failure_leaves_the_guess() {
    TimedExecutor executor(some_processor());
    executor.broken = true;
    QVERIFY(rates_of(executor, true, CancelToken()) == guessed_rates(DeviceClass::cpu));
    executor.broken = false;
    QVERIFY(rates_of(executor, true, CancelToken()).brief);
}

void DeviceRatesTest::a_complete_measurement_goes_first() {
    TimedExecutor executor(some_processor());
    QVERIFY(rates_of(executor, true, CancelToken()).brief);
    DeviceRates complete;
    complete.guess = false;
    complete.ops["linear"] = {0, 1, 2};
    QVERIFY(save_rates(complete, executor.features()).has_value());
    QVERIFY(rates_of(executor, true, CancelToken()) == complete);
}

QTEST_GUILESS_MAIN(DeviceRatesTest)
#include "device_rates_test.moc"
