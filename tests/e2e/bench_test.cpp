// sfumato-cli bench: measures, writes, compares, stops when it is asked to.
#include "program.h"

#include <QTest>

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace sfumato::test;

namespace {

using Json = nlohmann::json;

Json parse(const QByteArray& text) {
    return Json::parse(text.toStdString(), nullptr, false);
}

const Json* find_row(const Json& report, const std::string& group, const std::string& name) {
    for (const Json& row : report["rows"])
        if (row["group"] == group && row["name"].get<std::string>().starts_with(name)) return &row;
    return nullptr;
}

} // namespace

class BenchCommandTest : public QObject {
    Q_OBJECT

private slots:
    void quick();
    void compare_with_itself();
    void an_interrupt_keeps_what_was_measured();
    void an_unwritable_place_costs_no_time();
    void a_dry_run_tells_what_would_run();
    void a_measurement_turns_the_guess_into_an_estimate();
    void a_file_is_replaced_only_by_force();

private:
    QByteArray at(const char* name) const { return QFile::encodeName(folder_.filePath(name)); }
    QByteArrayList settings() const { return {"XDG_CACHE_HOME=" + at("cache"), "OMP_WAIT_POLICY=passive"}; }
    QTemporaryDir folder_;
};

void BenchCommandTest::quick() {
    const Outcome outcome = run_program({"bench", "--executor", "cpu", "--quick", "--seconds", "4", "--width", "64",
                                         "--height", "64", "--json", "--output", at("quick.json")},
                                        settings());
    QVERIFY2(outcome.code == 0, outcome.err);
    const Json report = parse(outcome.out);
    QVERIFY2(report.is_object(), outcome.out);
    QVERIFY(report["complete"].get<bool>());
    QCOMPARE(report["executor"].get<std::string>(), std::string("cpu"));
    QCOMPARE(report["basis"].get<std::string>(), std::string("core"));
    QVERIFY(!report["device"].get<std::string>().empty() && !report["driver"].get<std::string>().empty());
    for (const auto& [group, name] : {std::pair{"peak", "fma fp32"},
                                      {"peak", "read"},
                                      {"peak", "copy"},
                                      {"small", "linear"},
                                      {"small", "conv3x3"},
                                      {"small", "attention"},
                                      {"sd15", "layer_norm"},
                                      {"model", "open device"},
                                      {"model", "load U-Net"},
                                      {"model", "text encoder"},
                                      {"model", "U-Net step"},
                                      {"model", "VAE decode"},
                                      {"model", "first pixel"}}) {
        const Json* row = find_row(report, group, name);
        QVERIFY2(row != nullptr, (std::string(group) + " " + name).c_str());
        QVERIFY2((*row)["repeats"].get<int>() > 0 && (*row)["median_ms"].get<double>() > 0, row->dump().c_str());
    }
    const double part = (*find_row(report, "sd15", "conv3x3"))["percent_of_peak"].get<double>();
    QVERIFY2(part > 1 && part < 150, QByteArray::number(part));

    QFile file(folder_.filePath("quick.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(parse(file.readAll()) == report);
}

void BenchCommandTest::compare_with_itself() {
    const QByteArray file = at("quick.json");
    const Outcome text = run_program({"bench", "--compare", file, file});
    QVERIFY2(text.code == 0, text.err);
    QVERIFY2(text.out.contains("ratios 1.00, half of them from 1.00 to 1.00"), text.out);
    QVERIFY(!text.out.contains("differs"));
    const Outcome outcome = run_program({"bench", "--compare", file, file, "--json"});
    const Json comparison = parse(outcome.out);
    QVERIFY2(comparison.is_object(), outcome.out);
    QCOMPARE(comparison["median"].get<double>(), 1.0);
}

void BenchCommandTest::an_interrupt_keeps_what_was_measured() {
    Program program({"bench", "--executor", "cpu", "--seconds", "600", "--output", at("part.json")}, settings());
    QVERIFY(program.wait_for_out("conv3x3"));
    program.send(SIGINT);
    const Outcome outcome = program.wait();
    QVERIFY2(outcome.code == 130, outcome.err);
    QVERIFY2(outcome.err.contains("error: cancelled"), outcome.err);
    QVERIFY2(outcome.out.contains("interrupted in"), outcome.out);
    QFile file(folder_.filePath("part.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const Json report = parse(file.readAll());
    QVERIFY(report.is_object());
    QVERIFY(!report["complete"].get<bool>());
    QVERIFY(find_row(report, "peak", "fma fp32") != nullptr);
    QVERIFY(find_row(report, "small", "linear") != nullptr);
}

void BenchCommandTest::an_unwritable_place_costs_no_time() {
    const Outcome outcome = run_program({"bench", "--executor", "cpu", "--output", at("nowhere/x.json")}, settings());
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("nowhere"), outcome.err);
    QVERIFY2(outcome.out.isEmpty(), outcome.out);
}

void BenchCommandTest::a_dry_run_tells_what_would_run() {
    const QByteArrayList command{"generate", "--dry-run", "--executor", "cpu", "--prompt", "x", "--steps", "7"};
    const Outcome text = run_program(command, settings());
    QVERIFY2(text.code == 0, text.err);
    QVERIFY2(text.out.contains("128x128, 7 steps of euler") && text.out.contains("half a second"), text.out);
    const Json answer = parse(run_program(command + QByteArrayList{"--json"}, settings()).out);
    QVERIFY(answer.is_object());
    const Json& planned = answer["dry_run"];
    QVERIFY(!planned["guess"].get<bool>() && planned["brief"].get<bool>());
    QVERIFY(planned["peak_bytes"].get<double>() > 1e6);
    QVERIFY(planned["estimated_seconds"]["total"].get<double>() > 0);
    bool seven = false; // the U-Net runs in each step
    for (const Json& program : planned["programs"])
        seven = seven || program["runs"] == 7;
    QVERIFY2(seven, planned.dump().c_str());
    QCOMPARE(answer["recipe"]["width"].get<int>(), 128);
}

void BenchCommandTest::a_measurement_turns_the_guess_into_an_estimate() {
    const QByteArrayList where{"XDG_CACHE_HOME=" + at("measured"), "OMP_WAIT_POLICY=passive"};
    const Outcome bench = run_program(
        {"bench", "--executor", "cpu", "--seconds", "10", "--width", "64", "--height", "64", "--json"}, where);
    QVERIFY2(bench.code == 0, bench.err);
    const Json report = parse(bench.out);
    const Json* step = find_row(report, "model", "U-Net step");
    QVERIFY(step != nullptr);
    QVERIFY2((*step)["estimate_ms"].get<double>() > 0 && (*step)["estimate_core_ms"].get<double>() > 0,
             step->dump().c_str());
    QVERIFY((*step)["flops"].get<double>() > 1e6 && (*step)["percent_of_peak"].get<double>() > 0);

    const QByteArrayList command{"generate", "--executor", "cpu", "--prompt", "x",  "--steps",
                                 "2",        "--width",    "64",  "--height", "64", "--json"};
    const Json planned = parse(run_program(command + QByteArrayList{"--dry-run"}, where).out);
    QVERIFY(planned.is_object());
    QVERIFY(!planned["dry_run"]["guess"].get<bool>() && !planned["dry_run"]["brief"].get<bool>());
    const Json done = parse(run_program(command + QByteArrayList{"--output", at("picture.png")}, where).out);
    QVERIFY(done.is_object());
    QCOMPARE(done["images"][0]["report"]["estimated_seconds"].get<double>(),
             planned["dry_run"]["estimated_seconds"]["total"].get<double>());
}

void BenchCommandTest::a_file_is_replaced_only_by_force() {
    const QByteArrayList some{"bench",   "--executor", "reference", "--ops",    "peak",
                              "--quick", "--seconds",  "2",         "--output", at("file.json")};
    QVERIFY(run_program(some, settings()).code == 0);
    const Outcome again = run_program(some, settings());
    QCOMPARE(again.code, 1);
    QVERIFY2(again.err.contains("--force"), again.err);
    QVERIFY(run_program(some + QByteArrayList{"--force"}, settings()).code == 0);
}

QTEST_APPLESS_MAIN(BenchCommandTest)
#include "bench_test.moc"
