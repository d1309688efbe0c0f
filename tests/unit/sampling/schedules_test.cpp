// Names of schedules, edges of the schedules, img2img strength, noise tables and preconditioning.
#include "sampling/names.h"
#include "sampling/schedules.h"

#include <QtTest>

#include <cmath>

using namespace sfumato;

namespace {
NoiseTable stable_diffusion() {
    return *make_noise_table({});
}
} // namespace

class SchedulesTest : public QObject {
    Q_OBJECT
private slots:
    void every_name_label_and_alias_finds_its_row() {
        for (const Schedule& row : schedules()) {
            QCOMPARE(*find_schedule(row.name), &row);
            QCOMPARE(*find_schedule(row.label), &row);
            for (const std::string_view alias : row.aliases)
                QCOMPARE(*find_schedule(alias), &row);
            QString shouted = QString::fromUtf8(row.label.data(), static_cast<int>(row.label.size())).toUpper();
            QCOMPARE(*find_schedule(shouted.toStdString()), &row);
        }
    }
    void other_programs_names_data() {
        QTest::addColumn<QString>("theirs");
        QTest::addColumn<QString>("ours");
        QTest::newRow("a1111 1") << "SGM Uniform"
                                 << "sgm_uniform";
        QTest::newRow("a1111 2") << "DDIM"
                                 << "ddim_uniform";
        QTest::newRow("a1111 3") << "Automatic"
                                 << "uniform";
        QTest::newRow("a1111 4") << "Align Your Steps"
                                 << "align_your_steps";
        QTest::newRow("a1111 5") << "KL Optimal"
                                 << "kl_optimal";
        QTest::newRow("comfy 1") << "ddim_uniform"
                                 << "ddim_uniform";
        QTest::newRow("comfy 2") << "beta"
                                 << "beta";
        QTest::newRow("blanks") << "  sgm   uniform "
                                << "sgm_uniform";
    }
    void other_programs_names() {
        QFETCH(QString, theirs);
        QFETCH(QString, ours);
        const auto found = find_schedule(theirs.toStdString());
        QVERIFY(found.has_value());
        QCOMPARE(QString::fromStdString(std::string((*found)->name)), ours);
    }
    void unknown_names_suggest_the_nearest() {
        const auto found = find_schedule("karas");
        QVERIFY(!found.has_value());
        QVERIFY(found.error().code == ErrorCode::usage);
        QVERIFY2(found.error().message.find("\"karras\"") != std::string::npos, found.error().message.c_str());
        QVERIFY(!find_schedule("").has_value());
        QVERIFY(!find_schedule(std::string(100000, 'x')).has_value());
        QVERIFY(find_schedule(std::string(100000, 'x')).error().message.size() < 300);
    }
    void every_schedule_descends_to_zero_data() {
        QTest::addColumn<int>("steps");
        for (const int steps : {1, 2, 3, 7, 20, 999, 1000, 1001, 3000})
            QTest::addRow("%d", steps) << steps;
    }
    void every_schedule_descends_to_zero() {
        QFETCH(int, steps);
        const NoiseTable table = stable_diffusion();
        for (const Schedule& row : schedules()) {
            const auto sigmas = schedule_sigmas(row, table, steps);
            QVERIFY(sigmas.has_value());
            QVERIFY2(sigmas->size() >= 2, row.name.data());
            QCOMPARE(sigmas->back(), 0.0f);
            for (std::size_t i = 1; i < sigmas->size(); ++i)
                QVERIFY2((*sigmas)[i] < (*sigmas)[i - 1], row.name.data());
        }
    }
    void steps_out_of_range_are_refused() {
        const NoiseTable table = stable_diffusion();
        for (const int steps : {0, -5, 10001})
            QVERIFY(schedule_sigmas(schedules().front(), table, steps).error().code == ErrorCode::usage);
    }
    void strength_takes_the_end_of_a_longer_schedule() {
        const NoiseTable table = stable_diffusion();
        const Schedule& normal = **find_schedule("normal");
        const auto part = sigmas_for_strength(normal, table, 5, 0.6);
        const auto whole = schedule_sigmas(normal, table, 8);
        QVERIFY(part.has_value() && whole.has_value());
        QCOMPARE(*part, std::vector<float>(whole->end() - 6, whole->end()));
        QCOMPARE(*sigmas_for_strength(normal, table, 5, 1), *schedule_sigmas(normal, table, 5));
        for (const double strength : {0.0, -1.0, 1.01, std::nan("")})
            QVERIFY(sigmas_for_strength(normal, table, 5, strength).error().code == ErrorCode::usage);
        QVERIFY(sigmas_for_strength(normal, table, 20, 1e-9).error().code == ErrorCode::usage);
    }
    void times_and_sigmas_are_inverse() {
        const NoiseTable table = stable_diffusion();
        for (const float t : {0.0f, 0.25f, 1.0f, 500.5f, 998.75f, 999.0f})
            QVERIFY(std::abs(table.sigma_to_t(table.t_to_sigma(t)) - t) < 2e-3f);
        QCOMPARE(table.sigma_to_t(0), 0.0f);
        QCOMPARE(table.sigma_to_t(1e9f), 999.0f);
        QCOMPARE(table.t_to_sigma(-3), table.t_to_sigma(0));
        QCOMPARE(table.sigma_to_t_quantized(0), 0);
    }
    void bad_tables_are_refused_data() {
        QTest::addColumn<double>("first");
        QTest::addColumn<double>("last");
        QTest::addColumn<int>("steps");
        QTest::newRow("zero") << 0.0 << 0.01 << 1000;
        QTest::newRow("descending") << 0.02 << 0.01 << 1000;
        QTest::newRow("one") << 0.01 << 1.0 << 1000;
        QTest::newRow("nan") << std::nan("") << 0.01 << 1000;
        QTest::newRow("no steps") << 0.001 << 0.01 << 0;
        QTest::newRow("too many") << 0.001 << 0.01 << 2000000;
    }
    void bad_tables_are_refused() {
        QFETCH(double, first);
        QFETCH(double, last);
        QFETCH(int, steps);
        const auto table = make_noise_table({.beta_start = first, .beta_end = last, .num_train_timesteps = steps});
        QVERIFY(!table.has_value());
        QVERIFY(table.error().code == ErrorCode::usage);
    }
    void zero_terminal_snr_ends_without_signal() {
        const auto table = make_noise_table({.zero_terminal_snr = true});
        QVERIFY(table.has_value());
        QCOMPARE(table->alphas_cumprod.back(), 0.0f);
        QCOMPARE(table->sigma_max(), 1e6f);
        QCOMPARE(table->sigma_min(), stable_diffusion().sigma_min());
    }
    /// All predictions of one noised latent must give the same latent back.
    void predictions_agree() {
        const std::vector<float> latent{0.5f, -1.25f, 2}, noise{-0.75f, 0.5f, 1.5f};
        for (const float sigma : {0.05f, 0.5f, 0.9f, 5.0f}) {
            std::vector<float> x(3), out(3), denoised(3);
            add_noise(Prediction::eps, sigma, latent, noise, x);
            denoised_from_output(Prediction::eps, sigma, x, noise, denoised);
            for (std::size_t i = 0; i < 3; ++i)
                QVERIFY(std::abs(denoised[i] - latent[i]) < 1e-5f);
            const float root = input_scale(Prediction::v, sigma); // sqrt(alphas_cumprod)
            for (std::size_t i = 0; i < 3; ++i)
                out[i] = root * noise[i] - sigma * root * latent[i];
            denoised_from_output(Prediction::v, sigma, x, out, denoised);
            for (std::size_t i = 0; i < 3; ++i)
                QVERIFY(std::abs(denoised[i] - latent[i]) < 1e-5f);
            if (sigma > 1) continue;
            add_noise(Prediction::flow, sigma, latent, noise, x);
            for (std::size_t i = 0; i < 3; ++i)
                out[i] = noise[i] - latent[i];
            denoised_from_output(Prediction::flow, sigma, x, out, denoised);
            for (std::size_t i = 0; i < 3; ++i)
                QVERIFY(std::abs(denoised[i] - latent[i]) < 1e-5f);
        }
    }
    void names_of_predictions() {
        for (const Prediction p : {Prediction::eps, Prediction::v, Prediction::flow})
            QCOMPARE(*parse_prediction(prediction_name(p)), p);
        QVERIFY(parse_prediction("sample").error().code == ErrorCode::unsupported);
        QVERIFY(parse_beta_schedule("squaredcos_cap_v2").error().code == ErrorCode::unsupported);
    }
    void beta_quantiles_of_known_distributions() {
        for (const double p : {0.0, 0.1, 0.5, 0.9, 1.0}) {
            QVERIFY(std::abs(beta_quantile(p, 1, 1) - p) < 1e-12);                                     // uniform
            QVERIFY(std::abs(beta_quantile(p, 0.5, 0.5) - std::pow(std::sin(M_PI_2 * p), 2)) < 1e-12); // arcsine
            QVERIFY(std::abs(beta_quantile(p, 2, 1) - std::sqrt(p)) < 1e-12);
        }
    }
    void distances() {
        QCOMPARE(edit_distance("", "abc"), std::size_t(3));
        QCOMPARE(edit_distance("kitten", "sitting"), std::size_t(3));
        QCOMPARE(edit_distance("same", "same"), std::size_t(0));
        QCOMPARE(QString::fromStdString(normalised_name(" DPM++  2M_SDE-Karras ")), QString("dpmpp 2m sde karras"));
    }
};

QTEST_APPLESS_MAIN(SchedulesTest)
#include "schedules_test.moc"
