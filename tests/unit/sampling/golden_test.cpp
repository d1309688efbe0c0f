// All golden runs of this folder, through the functions of sfumato-golden, one row per check.
#include "base/file.h"
#include "golden_tool/kinds.h"

#include <QtTest>

namespace sfumato::golden {
#define SF_KIND(name)                                                                                                  \
    bool recognise_##name(const CaseInput& input);                                                                     \
    Result<std::vector<Check>> run_##name(const CaseInput& input)
SF_KIND(samplers);
SF_KIND(schedules);
SF_KIND(diffusers_schedulers);
SF_KIND(rng);
SF_KIND(brownian);
#undef SF_KIND
} // namespace sfumato::golden

using namespace sfumato;
using namespace sfumato::golden;

namespace {

struct Case {
    const char* folder;
    Recognise recognise;
    RunCase run;
    std::size_t least_checks; ///< so that a case whose checks vanish does not pass
};

const Case cases[] = {
    {"samplers", recognise_samplers, run_samplers, 100},
    {"schedules", recognise_schedules, run_schedules, 290},
    {"diffusers_schedulers", recognise_diffusers_schedulers, run_diffusers_schedulers, 50},
    {"rng", recognise_rng, run_rng, 60},
    {"brownian", recognise_brownian, run_brownian, 10},
};

CaseInput load(const std::string& folder) {
    CaseInput input;
    input.folder = std::filesystem::path(SFUMATO_TEST_DATA) / "golden" / folder;
    const auto text = read_file(input.folder / "config.json");
    if (text) input.config = nlohmann::json::parse(*text, nullptr, false);
    return input;
}

} // namespace

class SamplingGoldenTest : public QObject {
    Q_OBJECT
private slots:
    void checks_data() {
        QTest::addColumn<bool>("passed");
        QTest::addColumn<bool>("skipped");
        QTest::addColumn<QString>("text");
        for (const Case& c : cases) {
            const auto checks = c.run(load(c.folder));
            if (!checks) {
                QTest::addRow("%s", c.folder) << false << false << QString::fromStdString(checks.error().text());
                continue;
            }
            QTest::addRow("%s: number of checks", c.folder)
                << (checks->size() >= c.least_checks) << false << QString("%1 checks").arg(checks->size());
            for (const Check& check : *checks) {
                const QString text = QString("error %1, tolerance %2 %3")
                                         .arg(check.error)
                                         .arg(check.tolerance)
                                         .arg(QString::fromStdString(check.note));
                QTest::addRow("%s: %s", c.folder, check.name.c_str()) << check.passed << check.skipped << text;
            }
        }
    }
    void checks() {
        QFETCH(bool, passed);
        QFETCH(bool, skipped);
        QFETCH(QString, text);
        if (skipped) QSKIP(qPrintable(text));
        QVERIFY2(passed, qPrintable(text));
    }
    void each_kind_knows_only_its_own() {
        for (const Case& of_folder : cases)
            for (const Case& kind : cases)
                QCOMPARE(kind.recognise(load(of_folder.folder)), &kind == &of_folder);
    }
    void foreign_functions_are_skipped_and_empty_ones_fail() {
        CaseInput input = load("samplers");
        nlohmann::json runs;
        runs["novel"] = {{"function", "sample_novel"}, {"schedule", "sigmas.karras"}};
        runs["euler"] = {{"function", "sample_euler"}, {"schedule", "sigmas.karras"}, {"kwargs", {{"novel", 1}}}};
        runs["unknown_schedule"] = {{"function", "sample_euler"}, {"schedule", "sigmas.none"}};
        runs["nothing_expected"] = {{"function", "sample_euler"}, {"schedule", "sigmas.karras"}};
        input.config["runs"] = runs;
        const auto checks = run_samplers(input);
        QVERIFY(checks.has_value());
        QCOMPARE(checks->size(), std::size_t(4));
        for (const Check& check : *checks) {
            QVERIFY(!check.passed);
            QVERIFY(!check.note.empty());
            QCOMPARE(check.skipped, check.name == "traj.novel" || check.name == "traj.euler");
        }
    }
};

QTEST_APPLESS_MAIN(SamplingGoldenTest)
#include "golden_test.moc"
