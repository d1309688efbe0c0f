// The golden cases clip_tokenizer and conditioning through the golden tool's own functions, and position tables by
// hand.
#include "golden_tool/kinds.h"
#include "models/positional.h"

#include <QtTest>

#include <cmath>
#include <fstream>

using namespace sfumato;

namespace sfumato::golden {
bool recognise_clip_tokenizer(const CaseInput& input);
Result<std::vector<Check>> run_clip_tokenizer(const CaseInput& input);
bool recognise_conditioning(const CaseInput& input);
Result<std::vector<Check>> run_conditioning(const CaseInput& input);
} // namespace sfumato::golden

namespace {

golden::CaseInput case_of(const char* name) {
    golden::CaseInput input;
    input.folder = std::filesystem::path(SFUMATO_TEST_DATA) / "golden" / name;
    std::ifstream file(input.folder / "config.json");
    input.config = nlohmann::json::parse(file, nullptr, false);
    return input;
}

void verify(const Result<std::vector<golden::Check>>& checks) {
    if (!checks) QFAIL(checks.error().text().c_str());
    QVERIFY(!checks->empty());
    for (const golden::Check& check : *checks) {
        if (check.skipped) QSKIP(check.note.c_str());
        qInfo("%s: error %.3g, tolerance %.3g %s", check.name.c_str(), check.error, check.tolerance,
              check.note.c_str());
        QVERIFY2(check.passed, (check.name + ": " + check.note).c_str());
    }
}

} // namespace

class ConditioningTest : public QObject {
    Q_OBJECT

private slots:
    void golden_clip_tokenizer() {
        const auto input = case_of("clip_tokenizer");
        QVERIFY(golden::recognise_clip_tokenizer(input));
        QVERIFY(!golden::recognise_conditioning(input));
        verify(golden::run_clip_tokenizer(input));
    }
    void golden_conditioning() {
        const auto input = case_of("conditioning");
        QVERIFY(golden::recognise_conditioning(input));
        QVERIFY(!golden::recognise_clip_tokenizer(input));
        const auto checks = golden::run_conditioning(input);
        verify(checks);
        QCOMPARE(checks->size(), std::size_t{15 + 2 + 2 + 3 + 2});
    }

    void sinusoids_by_hand() {
        const auto ldm = timestep_sinusoid(2.0f, 5);
        QCOMPARE(ldm.size(), std::size_t{5});
        QCOMPARE(ldm[0], std::cos(2.0f));
        QVERIFY(std::abs(ldm[1] - std::cos(0.02f)) < 1e-6f); // 10000^(-1/2)
        QCOMPARE(ldm[2], std::sin(2.0f));
        QCOMPARE(ldm[4], 0.0f);
        const auto flux = timestep_sinusoid(0.002f, 4, SinusoidKind::flux);
        QVERIFY(std::abs(flux[0] - std::cos(2.0f)) < 1e-6f);
        const auto fairseq = timestep_sinusoid(2.0f, 4, SinusoidKind::ddpm_fairseq);
        QCOMPARE(fairseq[0], std::sin(2.0f));
        QVERIFY(std::abs(fairseq[1] - std::sin(2e-4f)) < 1e-8f); // the last frequency is 1 / 10000
        QCOMPARE(fairseq[2], std::cos(2.0f));
    }
    void tables_by_hand() {
        // Column first: position (row 0, column 1) has sin 1, cos 1 in front and sin 0, cos 0 behind.
        const auto table = sincos_position_2d(4, 1, 2);
        const float want[] = {0, 1, 0, 1, std::sin(1.0f), std::cos(1.0f), 0, 1};
        QCOMPARE(table.size(), std::size_t{8});
        for (std::size_t i = 0; i < 8; ++i)
            QVERIFY(std::abs(table[i] - want[i]) < 1e-6f);
        const float ids[] = {0, 2};
        const int axes[] = {2, 2};
        const auto rope = rope_table(ids, axes);
        const float want_rope[] = {1, 0, 0, 1, std::cos(2.0f), -std::sin(2.0f), std::sin(2.0f), std::cos(2.0f)};
        for (std::size_t i = 0; i < 8; ++i)
            QVERIFY(std::abs(rope[i] - want_rope[i]) < 1e-6f);
    }
    void latents_and_previews() {
        std::vector<float> z{1.0f, -2.0f};
        latent_to_model(z, {0.5f, 2.0f});
        QCOMPARE(z, (std::vector<float>{1.0f, -5.0f}));
        latent_from_model(z, {0.5f, 2.0f});
        QCOMPARE(z, (std::vector<float>{1.0f, -2.0f}));
        const std::array<float, 3> factors[] = {{1, 0, -1}};
        const float latent[] = {0.5f, 7.0f, -7.0f, std::nanf("")};
        const auto rgb = linear_preview(latent, factors);
        QCOMPARE(rgb, (std::vector<std::uint8_t>{191, 127, 63, 255, 127, 0, 0, 127, 255, 0, 0, 0}));
    }
};

QTEST_APPLESS_MAIN(ConditioningTest)
#include "conditioning_test.moc"
