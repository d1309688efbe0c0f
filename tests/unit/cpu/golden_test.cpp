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

    /// `allowed` 0: the case's own tolerance; else the limit of the relative rms error, with bfloat16 products.
    void run(const char* name, RunCase run_case, std::size_t least_checks, double allowed = 0) {
        CpuOptions options;
        options.allow_bf16 = allowed > 0;
        auto executor = make_cpu_executor(options);
        QVERIFY2(executor.has_value(), executor ? "" : executor.error().text().c_str());
        const std::filesystem::path folder = std::filesystem::path(SFUMATO_TEST_DATA) / "golden" / name;
        const auto text = read_file(folder / "config.json");
        QVERIFY2(text.has_value(), text ? "" : text.error().text().c_str());
        const CaseInput input{folder, nlohmann::json::parse(*text), executor->get()};
        const auto checks = run_case(input);
        QVERIFY2(checks.has_value(), checks ? "" : checks.error().text().c_str());
        QVERIFY(checks->size() >= least_checks);
        for (const Check& c : *checks)
            QVERIFY2(allowed > 0 ? c.error <= allowed : c.passed,
                     fmt::format("{}: {:.3g} above {:.3g} {}", c.name, c.error, c.tolerance, c.note).c_str());
    }

private slots:
    void clip_text() { run("clip_text_l", run_clip_text, 15); }
    void unet() { run("unet_sd15", run_unet, 1); }
    void vae() { run("vae_kl_f8", run_vae, 2); }
    // About what emulated bfloat16 costs the originals (config.json of the cases); measured 0.0038, 0.014, 0.0078.
    void clip_text_in_bfloat() { run("clip_text_l", run_clip_text, 15, 0.007); }
    void unet_in_bfloat() { run("unet_sd15", run_unet, 1, 0.018); }
    void vae_in_bfloat() { run("vae_kl_f8", run_vae, 2, 0.012); }
};

QTEST_APPLESS_MAIN(CpuGoldenTest)
#include "golden_test.moc"
