// Outputs of the original implementations, computed on the native CPU executor within the cases' tolerances.
#include "base/file.h"
#include "cpu/executor.h"
#include "golden_tool/network_kinds.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace sfumato;
using namespace sfumato::golden;

class CpuGoldenTest : public QObject {
    Q_OBJECT

    void run(const char* name, RunCase run_case, std::size_t least_checks) {
        auto executor = make_cpu_executor();
        QVERIFY2(executor.has_value(), executor ? "" : executor.error().text().c_str());
        const std::filesystem::path folder = std::filesystem::path(SFUMATO_TEST_DATA) / "golden" / name;
        const auto text = read_file(folder / "config.json");
        QVERIFY2(text.has_value(), text ? "" : text.error().text().c_str());
        const CaseInput input{folder, nlohmann::json::parse(*text), executor->get()};
        const auto checks = run_case(input);
        QVERIFY2(checks.has_value(), checks ? "" : checks.error().text().c_str());
        QVERIFY(checks->size() >= least_checks);
        for (const Check& c : *checks)
            QVERIFY2(c.passed, fmt::format("{}: {:.3g} above {:.3g} {}", c.name, c.error, c.tolerance, c.note).c_str());
    }

private slots:
    void clip_text() { run("clip_text_l", run_clip_text, 15); }
    void unet() { run("unet_sd15", run_unet, 1); }
    void vae() { run("vae_kl_f8", run_vae, 2); }
};

QTEST_APPLESS_MAIN(CpuGoldenTest)
#include "golden_test.moc"
