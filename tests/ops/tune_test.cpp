// Measuring kernels, keeping the choice, finding it again.
#include "gpu/tune.h"
#include "ops/op_case.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace sfumato;
using namespace sfumato::test;

class TuneTest : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    GpuOptions options_;
    DeviceInfo device_;
    RandomWeights weights_{1};
    std::shared_ptr<Program> program_;

    std::shared_ptr<const Tuning> found() const {
        const auto executor = make_vulkan_executor(options_);
        return executor ? (*executor)->features().tuning : nullptr;
    }
    std::filesystem::path file() const { return gpu::tuning_file(options_.tuning_dir, device_); }
    void write(const std::string& text) const { std::ofstream(file(), std::ios::binary | std::ios::trunc) << text; }

private slots:
    void initTestCase();
    void times_every_problem();
    void is_kept_and_found();
    void keeps_earlier_problems();
    void unusable_files_are_ignored();
    void nothing_to_choose_on_cpu_drivers();
};

void TuneTest::initTestCase() {
    const auto devices = list_devices();
    if (!devices) QSKIP(devices.error().text().c_str());
    device_ = devices->front();
    options_.validation_log = std::make_shared<ValidationLog>();
    options_.validation = true;
    options_.keep_pipelines = false;
    options_.pretend_class = DeviceClass::discrete;
    options_.tuning_dir = (dir_.path() + "/below").toStdString();
    program_ = std::make_shared<Program>("tuned", DType::f32);
    Recorder r(*program_, weights_);
    weights_.add("weight", {24, 24}, DType::f16, 0.2f);
    const Tensor x = linear(r.weights(), r.input({1, 33, 24}));
    program_->output("out", linear(r.weights(), attention(x, x, x, 2)));
    QVERIFY(program_->finish());
}

void TuneTest::times_every_problem() {
    const std::shared_ptr<const Program> programs[] = {program_};
    double done = 0;
    const auto tuning = tune_kernels(options_, programs, CancelToken{}, [&](double d) { done = d; });
    QVERIFY2(tuning, tuning ? "" : tuning.error().text().c_str());
    QCOMPARE(done, 1.0);
    QCOMPARE(tuning->size(), 2u); // both layers pose the same problem
    const auto executor = make_vulkan_executor(options_);
    for (const Step& step : program_->steps()) {
        if (step.op->tunable == nullptr) continue;
        const Tunable t = step.op->tunable(*program_, step, (*executor)->features());
        const auto chosen = tuning->find(t.key);
        QVERIFY2(chosen != tuning->end(), t.key.c_str());
        QVERIFY(t.choices.size() > 2);
        QVERIFY(std::find(t.choices.begin(), t.choices.end(), chosen->second) != t.choices.end());
    }
    QCOMPARE(options_.validation_log->count(), 0u);
}

void TuneTest::is_kept_and_found() {
    QVERIFY(found() == nullptr);
    const auto path = keep_tuning(options_, device_, {{"linear 33 24 24 F32 F16", "64x64"}});
    QVERIFY2(path, path ? "" : path.error().text().c_str());
    QCOMPARE(path->string(), file().string());
    const auto tuning = found();
    QVERIFY(tuning && tuning->size() == 1);
    // The table asks it first: 64 rows and columns take 128 invocations, the built-in choice 256.
    const auto executor = make_vulkan_executor(options_);
    for (const Step& step : program_->steps())
        if (std::string_view(step.op->name) == "linear")
            QCOMPARE(step.op->dispatch(*program_, step, (*executor)->features()).constants[0], 128u);
}

void TuneTest::keeps_earlier_problems() {
    QVERIFY(keep_tuning(options_, device_, {{"attention 2 33 33 12 F32", "32x2"}}));
    QVERIFY(keep_tuning(options_, device_, {{"attention 2 33 33 12 F32", "64x2"}}));
    const auto tuning = found();
    QVERIFY(tuning && tuning->size() == 2);
    QCOMPARE(tuning->find("attention 2 33 33 12 F32")->second, std::string("64x2"));
}

void TuneTest::unusable_files_are_ignored() {
    const TuningFile foreign{gpu::tuning_subject(device_) + "0", {{"linear 33 24 24 F32 F16", "64x64"}}};
    for (const std::string& text : {std::string("rubbish"), std::string(), format_tuning(foreign)}) {
        write(text);
        QVERIFY(make_vulkan_executor(options_));
        QVERIFY(found() == nullptr);
    }
    std::filesystem::remove(file());
    std::filesystem::create_directory(file());
    QVERIFY(found() == nullptr);
}

void TuneTest::nothing_to_choose_on_cpu_drivers() {
    GpuOptions options = options_;
    options.pretend_class = DeviceClass::cpu;
    const std::shared_ptr<const Program> programs[] = {program_};
    const auto tuning = tune_kernels(options, programs, CancelToken{}, {});
    QVERIFY(!tuning);
    QCOMPARE(tuning.error().code, ErrorCode::unsupported);
}

QTEST_GUILESS_MAIN(TuneTest)
#include "tune_test.moc"
