// A run that was interrupted and goes on from its kept state gives the same bytes as one that was not, for every
// sampler, at every step.
#include "sampling/samplers.h"

#include <QtTest>

#include <bit>
#include <cmath>

using namespace sfumato;

namespace {

constexpr std::size_t size = 24;
constexpr int steps = 9;

/// Not linear in x, so that any difference in history, noise or step shows in the result.
Result<> denoise(std::span<const float> x, float sigma, std::span<float> denoised) {
    for (std::size_t i = 0; i < x.size(); ++i)
        denoised[i] = std::tanh(x[i] / (1 + sigma)) + 0.1f * std::sin(3 * x[(i + 1) % x.size()] / (1 + sigma));
    return {};
}

struct Case {
    const Sampler* sampler;
    SamplerOptions options;
    bool philox = false;
};

/// One whole run; what it is to keep and where it starts from is the caller's.
struct Run {
    std::vector<float> sigmas;
    std::unique_ptr<NoiseSampler> noise;
    SamplerRun run;
    std::vector<float> x = std::vector<float>(size);

    explicit Run(const Case& wanted) {
        const NoiseTable table = *make_noise_table({});
        sigmas = *sampling_sigmas(*wanted.sampler, **find_schedule("karras"), table, steps);
        const Randn randn = wanted.philox ? philox_randn(5) : torch_randn(5);
        randn(x);
        for (float& value : x)
            value *= sigmas.front();
        if (wanted.sampler->brownian)
            noise = std::make_unique<BrownianTreeNoise>(sigmas[sigmas.size() - 2], sigmas.front(),
                                                        std::vector<std::uint64_t>{5});
        else
            noise = std::make_unique<PerStepNoise>(std::vector<Randn>{randn});
        run.denoise = denoise;
        run.sigmas = sigmas;
        run.noise = noise.get();
        run.options = wanted.options;
    }
};

bool same_bytes(std::span<const float> a, std::span<const float> b) {
    return std::ranges::equal(
        a, b, [](float p, float q) { return std::bit_cast<std::uint32_t>(p) == std::bit_cast<std::uint32_t>(q); });
}

/// The states before each step and after the last one, of one run.
std::vector<SamplerState> all_states(const Case& wanted, std::vector<float>& result) {
    Run whole(wanted);
    std::vector<SamplerState> states;
    whole.run.wants_state = [](std::uint64_t) { return true; };
    whole.run.on_state = [&](SamplerState state) -> Result<> {
        states.push_back(std::move(state));
        return {};
    };
    if (!run_sampler(*wanted.sampler, whole.run, whole.x)) qFatal("the whole run failed");
    result = whole.x;
    return states;
}

Case case_of(const QString& name) {
    Case wanted{*find_sampler(name.section(' ', 0, 0).toStdString()), {}, name.contains("philox")};
    if (name.contains("churn")) wanted.options.s_churn = 4;
    if (name.contains("eta")) wanted.options.eta_deterministic = 0.7;
    return wanted;
}

} // namespace

class ResumeTest : public QObject {
    Q_OBJECT
private slots:
    void every_sampler_goes_on_to_the_same_bytes_data() {
        QTest::addColumn<QString>("name");
        const auto row = [](const QString& name) { QTest::newRow(qPrintable(name)) << name; };
        for (const Sampler& sampler : samplers())
            row(QString::fromLatin1(sampler.name.data(), static_cast<int>(sampler.name.size())));
        for (const char* name : {"euler churn", "heun churn philox", "heunpp2 churn", "dpm_2 churn", "ddim eta",
                                 "dpm_fast eta", "dpm_adaptive eta", "euler_ancestral philox", "lcm philox"})
            row(QString::fromLatin1(name));
    }
    void every_sampler_goes_on_to_the_same_bytes() {
        QFETCH(QString, name);
        const Case wanted = case_of(name);
        Run undisturbed(wanted);
        QVERIFY(run_sampler(*wanted.sampler, undisturbed.run, undisturbed.x).has_value());

        std::vector<float> result;
        const std::vector<SamplerState> states = all_states(wanted, result);
        QVERIFY2(same_bytes(result, undisturbed.x), "keeping states changes the result");
        QVERIFY(states.size() >= 4);
        QVERIFY(states.back().finished);
        for (const SamplerState& state : states) {
            Run continued(wanted);
            std::fill(continued.x.begin(), continued.x.end(), -1.0f);
            continued.run.resume = &state;
            int calls = 0;
            continued.run.denoise = [&](std::span<const float> x, float sigma, std::span<float> denoised) {
                ++calls;
                return denoise(x, sigma, denoised);
            };
            const Result<> ran = run_sampler(*wanted.sampler, continued.run, continued.x);
            QVERIFY2(ran.has_value(), ran ? "" : ran.error().text().c_str());
            QVERIFY2(same_bytes(continued.x, undisturbed.x), qPrintable(QString("from step %1").arg(state.step)));
            QCOMPARE(calls > 0, !state.finished);
        }
    }

    void a_run_that_is_stopped_again_and_again_arrives() {
        const Case wanted = case_of("dpmpp_3m_sde");
        std::vector<float> expected;
        const std::size_t states = all_states(wanted, expected).size();
        std::optional<SamplerState> kept;
        std::size_t rounds = 0;
        for (bool ended = false; !ended; ++rounds) {
            Run next(wanted);
            if (kept) next.run.resume = &*kept;
            std::optional<SamplerState> latest;
            next.run.wants_state = [&](std::uint64_t step) { return !kept || step > kept->step; };
            next.run.on_state = [&](SamplerState state) -> Result<> {
                latest = std::move(state);
                return fail(ErrorCode::cancelled, "stopped");
            };
            const Result<> ran = run_sampler(*wanted.sampler, next.run, next.x);
            if (latest) kept = latest;
            ended = latest && latest->finished;
            QVERIFY(!ran);
            QCOMPARE(ran.error().code, ErrorCode::cancelled);
        }
        QCOMPARE(rounds, states);
        QVERIFY(same_bytes(kept->x, expected));
    }

    void states_that_do_not_fit_are_refused_data() {
        QTest::addColumn<int>("fault");
        const char* names[] = {"a latent too few", "a number too many", "size of x",      "size of a latent",
                               "step too large",   "draws too many",    "size at the end"};
        for (int i = 0; i < 7; ++i)
            QTest::newRow(names[i]) << i;
    }
    void states_that_do_not_fit_are_refused() {
        QFETCH(int, fault);
        const Case wanted = case_of("uni_pc");
        std::vector<float> result;
        const std::vector<SamplerState> states = all_states(wanted, result);
        SamplerState state = fault == 6 ? states.back() : states[2];
        switch (fault) {
        case 0: state.latents.pop_back(); break;
        case 1: state.numbers.push_back(0); break;
        case 2:
        case 6: state.x.pop_back(); break;
        case 3: state.latents.back().push_back(0); break;
        case 4: state.step = 1u << 30; break;
        case 5: state.draws = 1ull << 60; break;
        default: break;
        }
        Run next(wanted);
        next.run.resume = &state;
        const Result<> ran = run_sampler(*wanted.sampler, next.run, next.x);
        QVERIFY(!ran);
        QCOMPARE(ran.error().code, ErrorCode::bad_input);
    }
};

QTEST_APPLESS_MAIN(ResumeTest)
#include "resume_test.moc"
