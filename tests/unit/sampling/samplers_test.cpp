// Names of samplers, what all of them have in common, errors on the way, and the sources of noise.
#include "sampling/samplers.h"

#include <QtTest>

#include <cmath>
#include <numeric>

using namespace sfumato;

namespace {

NoiseTable stable_diffusion() {
    return *make_noise_table({});
}

QString text(std::string_view view) {
    return QString::fromUtf8(view.data(), static_cast<int>(view.size()));
}

/// The exact denoiser of data that is one point: whatever x is, the answer is that point.
constexpr float target = 0.75f;
Denoise to_target(int* calls = nullptr) {
    return [calls](std::span<const float>, float, std::span<float> denoised) -> Result<> {
        if (calls != nullptr) ++*calls;
        std::fill(denoised.begin(), denoised.end(), target);
        return {};
    };
}

struct Fixture {
    std::vector<float> sigmas;
    PerStepNoise noise{{torch_randn(1)}};
    std::vector<float> x = std::vector<float>(24);
    SamplerRun run;
    explicit Fixture(int steps = 8) {
        sigmas = *schedule_sigmas(**find_schedule("karras"), stable_diffusion(), steps);
        torch_randn(2)(x);
        for (float& value : x)
            value *= sigmas.front();
        run.sigmas = sigmas;
        run.noise = &noise;
        run.denoise = to_target();
    }
};

} // namespace

class SamplersTest : public QObject {
    Q_OBJECT
private slots:
    void every_name_label_and_alias_finds_its_row() {
        for (const Sampler& row : samplers()) {
            QCOMPARE(*find_sampler(row.name), &row);
            QCOMPARE(*find_sampler(row.label), &row);
            QCOMPARE(*find_sampler(text(row.label).toUpper().toStdString()), &row);
            for (const std::string_view alias : row.aliases)
                QCOMPARE(*find_sampler(alias), &row);
            QVERIFY(find_schedule(row.automatic_schedule).has_value());
            QCOMPARE(resolve_sampler(row.label, "")->sampler, &row);
        }
    }
    void names_of_other_programs_data() {
        QTest::addColumn<QString>("sampler");
        QTest::addColumn<QString>("schedule");
        QTest::addColumn<QString>("our_sampler");
        QTest::addColumn<QString>("our_schedule");
        QTest::newRow("old combined") << "DPM++ 2M Karras"
                                      << ""
                                      << "dpmpp_2m"
                                      << "karras";
        QTest::newRow("old combined 2") << "DPM++ 2M SDE Heun Exponential"
                                        << ""
                                        << "dpmpp_2m_sde_heun"
                                        << "exponential";
        QTest::newRow("old combined 3") << "DPM2 a Karras"
                                        << ""
                                        << "dpm_2_ancestral"
                                        << "karras";
        QTest::newRow("old combined 4") << "DPM++ 2S a Karras"
                                        << ""
                                        << "dpmpp_2s_ancestral"
                                        << "karras";
        QTest::newRow("file name") << "dpmpp_3m_sde_karras"
                                   << ""
                                   << "dpmpp_3m_sde"
                                   << "karras";
        QTest::newRow("a1111") << "Euler a"
                               << "SGM Uniform"
                               << "euler_ancestral"
                               << "sgm_uniform";
        QTest::newRow("automatic") << "DPM++ 2M"
                                   << "Automatic"
                                   << "dpmpp_2m"
                                   << "karras";
        QTest::newRow("automatic 2") << "Euler"
                                     << "Automatic"
                                     << "euler"
                                     << "normal";
        QTest::newRow("named twice") << "DPM++ 2M Karras"
                                     << "Exponential"
                                     << "dpmpp_2m"
                                     << "exponential";
        QTest::newRow("no schedule") << "UniPC"
                                     << ""
                                     << "uni_pc"
                                     << "";
        QTest::newRow("both DDIM") << "DDIM"
                                   << "DDIM"
                                   << "ddim"
                                   << "ddim_uniform";
        QTest::newRow("comfy gpu") << "dpmpp_2m_sde_gpu"
                                   << "karras"
                                   << "dpmpp_2m_sde"
                                   << "karras";
    }
    void names_of_other_programs() {
        QFETCH(QString, sampler);
        QFETCH(QString, schedule);
        QFETCH(QString, our_sampler);
        QFETCH(QString, our_schedule);
        const auto found = resolve_sampler(sampler.toStdString(), schedule.toStdString());
        QVERIFY2(found.has_value(), found ? "" : found.error().text().c_str());
        QCOMPARE(text(found->sampler->name), our_sampler);
        QCOMPARE(found->schedule != nullptr ? text(found->schedule->name) : QString(), our_schedule);
    }
    void unknown_names_suggest_the_nearest() {
        for (const auto& [wrong, nearest] :
             {std::pair{"eular", "euler"}, {"dpmpp2m", "dpmpp_2m"}, {"unipcc", "uni_pc"}}) {
            const auto found = find_sampler(wrong);
            QVERIFY(!found.has_value());
            QVERIFY(found.error().code == ErrorCode::usage);
            QVERIFY2(found.error().message.find("\"" + std::string(nearest) + "\"") != std::string::npos,
                     found.error().message.c_str());
        }
        QVERIFY(!resolve_sampler("Euler Curly").has_value());
        QVERIFY(!resolve_sampler("Euler", "curly").has_value());
        QVERIFY(!find_sampler("").has_value());
    }
    void all_data() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < samplers().size(); ++i)
            QTest::newRow(samplers()[i].name.data()) << static_cast<int>(i);
    }
    /// With the exact denoiser of a single point, every sampler must end there, whatever its order.
    void all() {
        QFETCH(int, row);
        const Sampler& sampler = samplers()[static_cast<std::size_t>(row)];
        for (const int steps : {1, 2, 3, 4, 12}) {
            Fixture f(steps);
            int calls = 0, reported = 0;
            f.run.denoise = to_target(&calls);
            f.run.on_step = [&](const StepInfo& step) -> Result<> {
                if (step.step != reported++) return fail(ErrorCode::internal, "steps are out of order");
                return {};
            };
            if (sampler.name == "euler_ancestral_flow") {
                f.sigmas = sd3_sigmas(3, steps);
                f.run.sigmas = f.sigmas;
            }
            const auto done = run_sampler(sampler, f.run, f.x);
            QVERIFY2(done.has_value(), done ? "" : done.error().text().c_str());
            // DPM-Solver-fast and -adaptive stop at the smallest sigma; a few steps of the extrapolating solvers
            // overshoot, which shrinks with the number of steps.
            const bool rough = sampler.name == "dpm_fast" || sampler.name == "dpm_adaptive" || sampler.name == "lms" ||
                               sampler.name == "ipndm" || sampler.name == "ipndm_v";
            for (const float value : f.x) {
                QVERIFY(std::isfinite(value));
                if (!rough)
                    QVERIFY2(std::abs(value - target) < 0.05f,
                             qPrintable(QString("%1 steps: %2").arg(steps).arg(value)));
            }
            QVERIFY(calls >= reported && reported >= 1);
            if (!sampler.name.starts_with("dpm_")) {
                QCOMPARE(reported, steps);
                QVERIFY(calls <= steps * sampler.calls_per_step);
            }
        }
    }
    void errors_end_the_run_data() { all_data(); }
    void errors_end_the_run() {
        QFETCH(int, row);
        const Sampler& sampler = samplers()[static_cast<std::size_t>(row)];
        for (int failing = 1; failing <= 6; ++failing) {
            Fixture f;
            if (sampler.name == "euler_ancestral_flow") {
                f.sigmas = sd3_sigmas(3, 8);
                f.run.sigmas = f.sigmas;
            }
            int calls = 0;
            f.run.denoise = [&](std::span<const float> x, float sigma, std::span<float> out) -> Result<> {
                if (++calls == failing) return fail(ErrorCode::device_lost, "gone");
                return to_target()(x, sigma, out);
            };
            const auto done = run_sampler(sampler, f.run, f.x);
            QVERIFY(!done.has_value());
            QVERIFY(done.error().code == ErrorCode::device_lost);
            QCOMPARE(calls, failing);
        }
        Fixture f;
        if (sampler.name == "euler_ancestral_flow") {
            f.sigmas = sd3_sigmas(3, 8);
            f.run.sigmas = f.sigmas;
        }
        f.run.on_step = [](const StepInfo& step) -> Result<> {
            if (step.step == 1) return fail(ErrorCode::cancelled, "cancelled");
            return {};
        };
        const auto done = run_sampler(sampler, f.run, f.x);
        QVERIFY(!done.has_value());
        QVERIFY(done.error().code == ErrorCode::cancelled);
    }
    void bad_schedules_are_refused() {
        Fixture f;
        const float inf = std::numeric_limits<float>::infinity();
        for (const std::vector<float>& sigmas : std::vector<std::vector<float>>{
                 {}, {1}, {1, 1, 0}, {1, 2, 0}, {inf, 1, 0}, {std::nanf(""), 0}, {1, 0, 0}, {1, -1}, {0, 0}}) {
            f.run.sigmas = sigmas;
            const auto done = run_sampler(**find_sampler("euler"), f.run, f.x);
            QVERIFY(!done.has_value());
            QVERIFY(done.error().code == ErrorCode::usage);
        }
    }
    void missing_noise_is_an_error() {
        for (const Sampler& row : samplers()) {
            Fixture f;
            f.run.noise = nullptr;
            QCOMPARE(run_sampler(row, f.run, f.x).has_value(), !row.uses_noise);
        }
        Fixture f;
        f.run.noise = nullptr;
        f.run.options.s_churn = 5;
        QVERIFY(!run_sampler(**find_sampler("euler"), f.run, f.x).has_value());
        SuppliedNoise none{std::span<const float>()};
        f.run.noise = &none;
        QVERIFY(!run_sampler(**find_sampler("euler"), f.run, f.x).has_value());
    }
    void two_order_samplers_drop_a_sigma() {
        const NoiseTable table = stable_diffusion();
        const Schedule& karras = **find_schedule("karras");
        const auto plain = sampling_sigmas(**find_sampler("euler"), karras, table, 10);
        const auto cut = sampling_sigmas(**find_sampler("dpm_2"), karras, table, 10);
        QVERIFY(plain.has_value() && cut.has_value());
        QCOMPARE(cut->size(), plain->size());
        QVERIFY((*cut)[9] > (*plain)[9]);
        QCOMPARE(sampling_sigmas(**find_sampler("dpm_2"), karras, table, 10, 0.5)->size(), std::size_t(11));
        for (const double strength : {0.0, 2.0, std::nan(""), 1e-9})
            QVERIFY(!sampling_sigmas(**find_sampler("dpm_2"), karras, table, 10, strength).has_value());
        QVERIFY(!sampling_sigmas(**find_sampler("dpm_2"), karras, table, 0).has_value());
    }
    /// UniPC is known to be more accurate than Euler: on a smooth field with a known solution its error must be far
    /// less.
    void unipc_beats_euler() {
        // Data normal with variance 1: D = x / (1 + sigma^2), and x(sigma) = x_0 sqrt((1 + sigma^2) / (1 + sigma_0^2)).
        const auto error = [](std::string_view name) {
            Fixture f(16);
            f.sigmas.pop_back(); // without the last step to 0, which ends in the estimate
            f.run.sigmas = f.sigmas;
            f.run.denoise = [](std::span<const float> x, float sigma, std::span<float> out) -> Result<> {
                for (std::size_t i = 0; i < x.size(); ++i)
                    out[i] = x[i] / (1 + sigma * sigma);
                return {};
            };
            const float first = f.sigmas.front(), last = f.sigmas.back();
            const float exact = f.x[0] * std::sqrt((1 + last * last) / (1 + first * first));
            if (!run_sampler(**find_sampler(name), f.run, f.x)) return 1.0f;
            return std::abs(f.x[0] / exact - 1);
        };
        const float euler = error("euler");
        for (const char* name : {"uni_pc", "uni_pc_bh2"})
            QVERIFY2(error(name) < euler / 20, name);
        for (const char* name : {"heun", "dpm_2", "dpmpp_2m", "lms", "deis"})
            QVERIFY2(error(name) < euler / 2, name);
    }
    void ddim_with_eta_equals_the_ancestral_step() {
        Fixture a, b;
        a.run.options.eta_deterministic = 1;
        QVERIFY(run_sampler(**find_sampler("ddim"), a.run, a.x).has_value());
        QVERIFY(run_sampler(**find_sampler("euler_ancestral"), b.run, b.x).has_value());
        for (std::size_t i = 0; i < a.x.size(); ++i)
            QVERIFY(std::abs(a.x[i] - b.x[i]) < 1e-4f);
    }
    void batches_draw_per_image_or_at_once() {
        PerStepNoise each({torch_randn(5), torch_randn(6)}), whole({torch_randn(5)});
        std::vector<float> pair(64), all(64), single(32);
        QVERIFY(each(2, 1, pair).has_value());
        QVERIFY(whole(2, 1, all).has_value());
        torch_randn(6)(single);
        QVERIFY(std::equal(single.begin(), single.end(), pair.begin() + 32));
        QVERIFY(std::equal(pair.begin(), pair.begin() + 32, all.begin()));
        QVERIFY(!std::equal(pair.begin(), pair.end(), all.begin()));
        std::vector<float> first(pair);
        QVERIFY(each(1, 0.5f, pair).has_value());
        QVERIFY(first != pair);
    }
    void brownian_increments_add_up() {
        BrownianTreeNoise noise(0.03f, 14.6f, {7});
        std::vector<float> ab(40), bc(40), ac(40);
        noise.increment(0.5, 1.25, ab);
        noise.increment(1.25, 9, bc);
        noise.increment(0.5, 9, ac);
        for (std::size_t i = 0; i < ab.size(); ++i)
            QVERIFY(std::abs(ab[i] + bc[i] - ac[i]) < 1e-5f);
        QVERIFY(noise(1, 1, ab).has_value());
        QCOMPARE(ab, std::vector<float>(40, 0.0f));
        QVERIFY(noise(20, 0.001f, ab).has_value()); // outside the range: held at its ends
        for (const float value : ab)
            QVERIFY(std::isfinite(value));
        double square = 0;
        std::vector<float> many(20000);
        QVERIFY(noise(3, 2, many).has_value());
        for (const float value : many)
            square += static_cast<double>(value) * value;
        QVERIFY(std::abs(square / 20000 - 1) < 0.05);
    }
    void variation_ends_are_the_two_noises() {
        std::vector<float> a(4 * 6 * 5), b(a.size()), out(a.size());
        torch_randn(1)(a);
        torch_randn(2)(b);
        variation_noise(0, a, b, 4, 6, 5, out);
        for (std::size_t i = 0; i < a.size(); ++i)
            QVERIFY(std::abs(out[i] - a[i]) < 1e-6f);
        variation_noise(1, a, b, 4, 6, 5, out);
        for (std::size_t i = 0; i < a.size(); ++i)
            QVERIFY(std::abs(out[i] - b[i]) < 1e-6f);
        std::vector<float> zero(a.size(), 0.0f);
        variation_noise(0.5f, zero, zero, 4, 6, 5, out);
        QCOMPARE(out, zero);
    }
};

QTEST_APPLESS_MAIN(SamplersTest)
#include "samplers_test.moc"
