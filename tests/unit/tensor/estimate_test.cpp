// The cost model: fits that find the rates behind synthetic times, and the file in which they are kept.
#include "base/file.h"
#include "base/log.h"
#include "tensor/estimate.h"
#include "tensor/ops.h"
#include "tensor/rates_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace sfumato;

namespace {

RateSample sample(const char* op, double gflop, double gbyte, double milliseconds) {
    return {op, {gflop * 1e9, gbyte * 1e9}, milliseconds};
}

/// Times that follow rates exactly.
std::vector<RateSample> samples_of(const char* op, const OpRates& rates) {
    std::vector<RateSample> out;
    for (const double gflop : {0.0, 0.01, 1.0, 7.0})
        for (const double gbyte : {0.0001, 0.002, 0.05}) {
            out.push_back(sample(op, gflop, gbyte, 0));
            out.back().milliseconds = rates.milliseconds(out.back().cost);
        }
    return out;
}

bool near(double a, double b) {
    return std::abs(a - b) <= 1e-6 * std::max(std::abs(a), std::abs(b)) + 1e-12;
}

} // namespace

class EstimateTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup() { log_lines_.clear(); }
    void exact_rates_are_found();
    void one_sample_is_enough();
    void no_rate_is_negative();
    void samples_without_time_do_not_count();
    void each_op_has_its_own();
    void a_program_costs_the_sum_of_its_steps();
    void classes_are_guessed_in_order();
    void the_file_is_read_back();
    void the_file_is_kept_for_its_device();
    void broken_files_are_passed_over_data();
    void broken_files_are_passed_over();

private:
    QTemporaryDir cache_;
    std::vector<std::string> log_lines_;
    Features features_;
};

void EstimateTest::initTestCase() {
    qputenv("XDG_CACHE_HOME", cache_.path().toUtf8());
    set_log_sink([this](LogLevel, std::string_view line) { log_lines_.emplace_back(line); });
    features_.device_class = DeviceClass::discrete;
    features_.device_name = "A device";
    features_.driver = "its driver 1.2";
}

void EstimateTest::exact_rates_are_found() {
    for (const OpRates& expected : {OpRates{0.02, 12, 90}, OpRates{0, 12, 90}, OpRates{0.02, 0, 90}, OpRates{0, 0, 90},
                                    OpRates{0.02, 12, 0}, OpRates{0.3, 0, 0}}) {
        std::vector<RateSample> samples = samples_of("x", expected);
        const auto fitted = fit_op(samples);
        QVERIFY(fitted.has_value());
        for (const RateSample& s : samples)
            if (s.milliseconds > 0) QVERIFY(near(fitted->milliseconds(s.cost), s.milliseconds));
    }
}

void EstimateTest::one_sample_is_enough() {
    const auto fitted = fit_op(std::vector{sample("x", 2, 0.01, 30)});
    QVERIFY(fitted.has_value());
    QVERIFY(near(fitted->milliseconds({2e9, 0.01e9}), 30));
    QVERIFY(!fit_op({}).has_value());
}

void EstimateTest::no_rate_is_negative() {
    // The larger the quicker: no sum of positive terms says that.
    const std::vector samples{sample("x", 1, 0.3, 10), sample("x", 2, 0.2, 5), sample("x", 3, 0.1, 1)};
    const auto fitted = fit_op(samples);
    QVERIFY(fitted.has_value());
    QVERIFY(fitted->overhead_ms >= 0 && fitted->ms_per_gflop >= 0 && fitted->ms_per_gbyte >= 0);
    QVERIFY(fitted->overhead_ms + fitted->ms_per_gflop + fitted->ms_per_gbyte > 0);
}

void EstimateTest::samples_without_time_do_not_count() {
    const auto fitted = fit_op(std::vector{sample("x", 2, 0.01, 30), sample("x", 9, 9, 0), sample("x", 1, 1, -3)});
    QVERIFY(fitted.has_value());
    QVERIFY(near(fitted->milliseconds({2e9, 0.01e9}), 30));
    QVERIFY(!fit_op(std::vector{sample("x", 9, 9, 0)}).has_value());
}

void EstimateTest::each_op_has_its_own() {
    std::vector<RateSample> samples = samples_of("linear", {0.01, 10, 0});
    const auto moving = samples_of("unary", {0.01, 0, 80});
    for (const RateSample& s : moving)
        if (s.cost.flops == 0) samples.push_back(s);
    const DeviceRates rates = fit_rates(samples, guessed_rates(DeviceClass::cpu));
    QVERIFY(!rates.guess);
    QVERIFY(near(rates.of("linear").milliseconds({7e9, 0}), 70.01));
    QVERIFY(near(rates.of("unary").milliseconds({0, 0.05e9}), 4.01));
    QVERIFY(rates.of("never seen") == rates.other);
    QVERIFY(fit_rates({}, guessed_rates(DeviceClass::cpu)).guess);
    QVERIFY(fit_rates({}, guessed_rates(DeviceClass::cpu)).other == guessed_rates(DeviceClass::cpu).other);
}

void EstimateTest::a_program_costs_the_sum_of_its_steps() {
    Program program("sum");
    const Tensor x = program.input("x", {1, 64, 1024});
    program.output("y", add(activate(x, Activation::silu), x));
    QVERIFY(program.finish().has_value());
    DeviceRates rates;
    rates.ops["unary"] = {1, 0, 0};
    rates.other = {0, 0, 1e6}; // a nanosecond for each byte
    const double bytes = 3.0 * 64 * 1024 * 4;
    QVERIFY(near(estimate_milliseconds(program, rates), 1 + bytes * 1e-3));
}

void EstimateTest::classes_are_guessed_in_order() {
    const Cost cost{1e12, 1e9};
    const auto time = [&](DeviceClass c) { return guessed_rates(c).of("linear").milliseconds(cost); };
    QVERIFY(guessed_rates(DeviceClass::discrete).guess);
    QVERIFY(time(DeviceClass::discrete) < time(DeviceClass::integrated));
    QVERIFY(time(DeviceClass::integrated) < time(DeviceClass::cpu));
}

void EstimateTest::the_file_is_read_back() {
    DeviceRates rates = fit_rates(samples_of("linear", {0.1, 1.0 / 3, 7}), {});
    rates.ops["conv2d"] = {0, 1e-9, 1e9};
    const auto named = rates_from_json(rates_to_json(rates, "A \"device\"", "driver"));
    QVERIFY2(named.has_value(), named ? "" : named.error().text().c_str());
    QVERIFY(named->rates == rates);
    QCOMPARE(named->device, std::string("A \"device\""));
}

void EstimateTest::the_file_is_kept_for_its_device() {
    DeviceRates rates;
    rates.guess = false;
    rates.ops["linear"] = {0.1, 2, 3};
    QVERIFY(load_rates(features_).guess);
    QVERIFY(save_rates(rates, features_).has_value());
    QVERIFY(load_rates(features_) == rates);
    Features other = features_;
    other.driver = "its driver 1.3";
    QVERIFY(load_rates(other).guess);
    QVERIFY(rates_path(features_).string().starts_with(cache_.path().toStdString()));
    QVERIFY(log_lines_.empty());
}

void EstimateTest::broken_files_are_passed_over_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    const DeviceRates rates = fit_rates(samples_of("linear", {0.1, 1, 7}), {});
    const QString good = QString::fromStdString(rates_to_json(rates, features_.device_name, features_.driver));
    QTest::newRow("cut") << good.left(good.size() / 2) << "JSON";
    QTest::newRow("empty") << ""
                           << "JSON";
    QTest::newRow("list") << "[1, 2]"
                          << "JSON";
    QTest::newRow("deep") << QString("[").repeated(100000) << "nested";
    QTest::newRow("another version") << QString(good).replace("\"sfumato_rates\": 1", "\"sfumato_rates\": 2")
                                     << "sfumato_rates";
    QTest::newRow("another device") << QString(good).replace("A device", "B device") << "B device";
    QTest::newRow("negative") << QString(good).replace("\"overhead_ms\": ", "\"overhead_ms\": -") << "overhead_ms";
    QTest::newRow("text for a number") << QString(good).replace("\"ms_per_gflop\": ",
                                                                "\"ms_per_gflop\": \"x\", \"y\": ")
                                       << "ms_per_gflop";
    QTest::newRow("infinite") << QString(good).replace("\"ms_per_gflop\": ", "\"ms_per_gflop\": 1e999, \"y\": ")
                              << "JSON";
    QTest::newRow("no ops") << QString(good).replace("\"ops\"", "\"spo\"") << "ops";
    QTest::newRow("no other") << QString(good).replace("\"other\"", "\"rehto\"") << "other";
}

void EstimateTest::broken_files_are_passed_over() {
    QFETCH(QString, text);
    QFETCH(QString, says);
    const std::string bytes = text.toStdString();
    QVERIFY(write_file_atomically(rates_path(features_), as_bytes(bytes)).has_value());
    QVERIFY(load_rates(features_).guess);
    QCOMPARE(log_lines_.size(), std::size_t{1});
    QVERIFY2(log_lines_[0].find(says.toStdString()) != std::string::npos, log_lines_[0].c_str());
}

QTEST_GUILESS_MAIN(EstimateTest)
#include "estimate_test.moc"
