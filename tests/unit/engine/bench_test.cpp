// Results of `bench`: written, read, refused, compared; and a short measurement on the reference executor.
#include "engine/bench.h"
#include "engine/bench_cases.h"
#include "engine/bench_compare.h"

#include <QTest>

#include <nlohmann/json.hpp>
#include <set>

using namespace sfumato;

namespace {

BenchRow row(const char* group, const char* name, double median) {
    BenchRow out{group, name, 2e9, 3e6, 5, median, median * 0.9, median * 1.2, median * 1.9};
    out.percent_of_peak = 61.5;
    return out;
}

BenchReport report() {
    BenchReport out{"0.1.0", "cpu", "A processor", "a driver", "cpu", "builtin 128x128", "core", false, true, 12.5, {}};
    out.rows = {row("peak", "fma fp32", 3), row("sd15", "linear 4096 x 320->320", 8), row("model", "U-Net step", 900)};
    out.rows[1].scale = 0.25;
    out.rows[1].note = "1024 of 4096 rows";
    out.rows[2].estimate_ms = 850;
    return out;
}

} // namespace

class BenchTest : public QObject {
    Q_OBJECT

private slots:
    void is_read_back();
    void says_rates();
    void refusals_data();
    void refusals();
    void ratios_and_their_spread();
    void what_cannot_be_compared();
    void differing_devices_are_told();
    void every_case_can_be_recorded();
    void unknown_filter();
    void a_filtered_measurement();
    void an_interrupted_measurement();
};

void BenchTest::is_read_back() {
    const BenchReport written = report();
    const auto read = bench_from_json(bench_to_json(written), "file");
    QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
    QVERIFY(*read == written);
}

void BenchTest::says_rates() {
    const auto json = nlohmann::json::parse(bench_to_json(report()));
    QCOMPARE(json["sfumato_bench"].get<int>(), 1);
    QCOMPARE(json["rows"].size(), std::size_t{3});
    QCOMPARE(json["rows"][1]["gflops"].get<double>(), 2e9 / 8 * 1e-6);
    QCOMPARE(json["rows"][1]["gbytes_per_second"].get<double>(), 3e6 / 8 * 1e-6);
}

void BenchTest::refusals_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::addColumn<int>("code");
    const QString good = QString::fromStdString(bench_to_json(report()));
    const int bad = static_cast<int>(ErrorCode::bad_input), newer = static_cast<int>(ErrorCode::unsupported);
    const auto change = [&](const char* name, const char* from, const char* to, const char* says, int code) {
        QVERIFY2(good.contains(from), from);
        QTest::newRow(name) << QString(good).replace(from, to) << says << code;
    };
    QTest::newRow("empty") << ""
                           << "not valid JSON" << bad;
    QTest::newRow("cut") << good.left(200) << "not valid JSON" << bad;
    QTest::newRow("a list") << "[1]"
                            << "found array [1], expected an object" << bad;
    QTest::newRow("something else") << "{\"x\": 1}"
                                    << "sfumato_bench is missing" << bad;
    QTest::newRow("deep") << QString("[").repeated(1000000) << "nested" << bad;
    change("newer", "\"sfumato_bench\": 1", "\"sfumato_bench\": 9", "newer", newer);
    change("no version", "\"sfumato_bench\": 1", "\"sfumato_bench\": 0", "expected a version", bad);
    change("no device", "\"device\":", "\"devise\":", "field device is missing, expected a string", bad);
    change("a number for text", "\"a driver\"", "7", "field driver: found number 7, expected a string", bad);
    change("text for a flag", "\"complete\": true", "\"complete\": \"yes\"", "field complete: found string", bad);
    change("negative", "\"scale\": 0.25", "\"scale\": -1", "field rows[1].scale: found number -1", bad);
    change("too large", "\"seconds\": 12.5", "\"seconds\": 1e30", "field seconds", bad);
    change("half a repeat", "\"repeats\": 5", "\"repeats\": 0.5", "field rows[0].repeats: found number 0.5", bad);
    change("no rows", "\"rows\"", "\"rose\"", "field rows: found nothing", bad);
    change("twice", "\"U-Net step\"", "\"U-Net step\", \"group\": \"peak\", \"name\": \"fma fp32\"", "twice", bad);
    change("disordered", "\"min_ms\": 7.2", "\"min_ms\": 70", "rows[1].median_ms", bad);
}

void BenchTest::refusals() {
    QFETCH(QString, text);
    QFETCH(QString, says);
    QFETCH(int, code);
    const auto read = bench_from_json(text.toStdString(), "the-file.json");
    QVERIFY(!read.has_value());
    const QString message = QString::fromStdString(read.error().text());
    QVERIFY2(message.contains("the-file.json") && message.contains(says), qPrintable(message));
    QCOMPARE(static_cast<int>(read.error().code), code);
}

void BenchTest::ratios_and_their_spread() {
    const BenchReport a = report();
    BenchReport b = a;
    b.rows[0] = row("peak", "fma fp32", 6);
    b.rows[2] = row("model", "U-Net step", 450);
    const BenchComparison c = compare_benches(a, b);
    QVERIFY(c.differences.empty());
    QCOMPARE(c.compared, 3);
    QCOMPARE(c.rows[0].ratio, 2.0);
    QCOMPARE(c.rows[0].lowest, 6 * 0.9 / (3 * 1.2));
    QCOMPARE(c.rows[0].highest, 6 * 1.2 / (3 * 0.9));
    QCOMPARE(c.rows[0].core_ratio, 2.0);
    QCOMPARE(c.rows[1].ratio, 1.0);
    QCOMPARE(c.rows[2].ratio, 0.5);
    QCOMPARE(c.median, 1.0);
    QCOMPARE(c.lower_quartile, 0.75);
    QCOMPARE(c.upper_quartile, 1.5);
    const auto json = nlohmann::json::parse(comparison_to_json(c));
    QCOMPARE(json["rows"][2]["ratio"].get<double>(), 0.5);
}

void BenchTest::what_cannot_be_compared() {
    const BenchReport a = report();
    BenchReport b = a;
    b.rows[0].repeats = 0;
    b.rows[1].scale = 1;
    b.rows[2].name = "another";
    const BenchComparison c = compare_benches(a, b);
    QCOMPARE(c.compared, 0);
    QCOMPARE(c.median, 0.0);
    QCOMPARE(c.rows.size(), std::size_t{4});
    QVERIFY(c.rows[0].note.find("no times") != std::string::npos);
    QVERIFY(c.rows[1].note.find("different sizes") != std::string::npos);
    QVERIFY(c.rows[2].note.find("first") != std::string::npos);
    QVERIFY(c.rows[3].note.find("second") != std::string::npos);
}

void BenchTest::differing_devices_are_told() {
    const BenchReport a = report();
    BenchReport b = a;
    b.device = "Another";
    b.driver = "a driver of it";
    const BenchComparison c = compare_benches(a, b);
    QCOMPARE(c.differences.size(), std::size_t{2});
    QCOMPARE(c.differences[0], std::string("device: A processor / Another"));
    QCOMPARE(c.compared, 3);
}

void BenchTest::every_case_can_be_recorded() {
    std::set<std::string> names;
    for (const BenchCase& c : bench_cases()) {
        QVERIFY2(names.insert(std::string(c.group) + case_name(c)).second, case_name(c).c_str());
        if (std::string(c.group) == "flux") continue; // a hundred megabytes of weights each
        BenchWeights weights;
        const auto program = record_case(c, 0.5, 3, DType::f32, weights);
        QVERIFY2(program.has_value(), program ? "" : program.error().text().c_str());
        QVERIFY((*program)->steps().size() >= 4);
        QVERIFY((*program)->cost().flops > 0);
    }
}

void BenchTest::unknown_filter() {
    BenchOptions options;
    options.engine.device.executor = ExecutorKind::reference;
    options.filter = "convolution,warp";
    const auto measured = run_bench(options, {}, CancelToken{});
    QVERIFY(!measured.has_value());
    QVERIFY(measured.error().code == ErrorCode::usage);
    QVERIFY(measured.error().message.find("\"convolution,warp\" fits nothing") != std::string::npos);
}

void BenchTest::a_filtered_measurement() {
    BenchOptions options;
    options.engine.device.executor = ExecutorKind::reference;
    options.program_version = "test";
    options.filter = "layer_norm 256,linear 64 x";
    options.quick = true;
    options.keep_rates = false;
    options.seconds = 5;
    std::vector<std::string> told;
    const auto measured = run_bench(
        options, [&](const BenchRow& r) { told.push_back(r.name); }, CancelToken{});
    QVERIFY2(measured.has_value(), measured ? "" : measured.error().text().c_str());
    QVERIFY(measured->complete);
    QCOMPARE(measured->rows.size(), told.size());
    QCOMPARE(measured->rows.size(), std::size_t{5}); // three peaks, a product, a norm
    for (const BenchRow& r : measured->rows) {
        QVERIFY2(r.measured(), (r.name + ": " + r.note).c_str());
        QVERIFY(r.median_ms > 0 && r.core_ms > 0 && r.min_ms <= r.median_ms);
    }
    QCOMPARE(measured->rows[3].flops, 2.0 * 64 * 128 * 512 * measured->rows[3].scale);
    QVERIFY(measured->rows[3].percent_of_peak > 0);
    QVERIFY(bench_from_json(bench_to_json(*measured), "measured").has_value());
}

void BenchTest::an_interrupted_measurement() {
    BenchOptions options;
    options.engine.device.executor = ExecutorKind::reference;
    options.filter = "small";
    options.quick = true;
    options.keep_rates = false;
    const CancelToken cancel;
    int rows = 0;
    const auto measured = run_bench(
        options,
        [&](const BenchRow&) {
            if (++rows == 4) cancel.cancel();
        },
        cancel);
    QVERIFY2(measured.has_value(), measured ? "" : measured.error().text().c_str());
    QVERIFY(!measured->complete);
    QCOMPARE(measured->rows.size(), std::size_t{4});
}

QTEST_GUILESS_MAIN(BenchTest)
#include "bench_test.moc"
