// generate(): recipes to pictures on the reference executor, at sizes small enough to be quick.
#include "generate/generate.h"
#include "generate/preview.h"
#include "sampling/samplers.h"

#include <QtTest>

#include <QTemporaryDir>
#include <cmath>
#include <filesystem>
#include <fstream>

using namespace sfumato;

namespace {

const std::filesystem::path builtin = SFUMATO_SOURCE_DIR "/resources/builtin-model";

Recipe small_recipe() {
    Recipe recipe;
    recipe.prompt = "red apple";
    recipe.steps = 2;
    recipe.width = recipe.height = 32;
    return recipe;
}

} // namespace

class GenerateTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Executor> executor_ = make_reference_executor();
    std::unique_ptr<Session> session_;

    Result<Generated> run(const Recipe& recipe, const Image* init = nullptr, const GenerateOptions& options = {},
                          const CancelToken& cancel = {}) {
        return generate(*session_, recipe, init, options, cancel);
    }
    /// The error of a recipe that must fail.
    Error error_of(const Recipe& recipe) {
        const auto result = run(recipe);
        return result ? Error{ErrorCode::internal, "no error", {}} : result.error();
    }

private slots:
    void initTestCase() {
        qputenv("XDG_CACHE_HOME", "/dev/null"); // previews must work where nothing can be cached
        auto session = Session::open(*executor_, {.model = builtin});
        QVERIFY2(session.has_value(), session ? "" : session.error().text().c_str());
        session_ = std::move(*session);
    }

    void equal_recipes_give_equal_pixels() {
        const auto a = run(small_recipe()), b = run(small_recipe());
        QVERIFY(a && b);
        QVERIFY(a->image == b->image);
        Recipe other = small_recipe();
        other.seed = 1;
        QVERIFY(!(run(other)->image == a->image));
        other = small_recipe();
        other.noise_source = NoiseSource::philox;
        QVERIFY(!(run(other)->image == a->image));
    }

    void every_sampler_and_schedule_runs_data() {
        QTest::addColumn<QString>("sampler");
        QTest::addColumn<QString>("schedule");
        for (const Sampler& s : samplers())
            QTest::newRow(std::string(s.name).c_str()) << QString::fromStdString(std::string(s.name)) << "karras";
        for (const Schedule& s : schedules())
            QTest::newRow(("euler " + std::string(s.name)).c_str())
                << "euler" << QString::fromStdString(std::string(s.name));
    }

    void every_sampler_and_schedule_runs() {
        QFETCH(QString, sampler);
        QFETCH(QString, schedule);
        Recipe recipe = small_recipe();
        recipe.sampler = sampler.toStdString();
        recipe.schedule = schedule.toStdString();
        recipe.steps = 3;
        const auto result = run(recipe);
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        QVERIFY(is_consistent(result->image));
    }

    void sizes_are_rounded_with_a_note() {
        Recipe recipe = small_recipe();
        recipe.width = 50;
        const auto result = run(recipe);
        QVERIFY(result.has_value());
        QCOMPARE(result->image.width, 48);
        QCOMPARE(result->recipe.width, result->image.width);
        QCOMPARE(result->notes.size(), std::size_t{1});
        QVERIFY(result->notes[0].find("50x32") != std::string::npos);
        QVERIFY(run(small_recipe())->notes.empty());
    }

    void odd_latents_come_back_to_their_size() {
        Recipe recipe = small_recipe();
        recipe.width = 56; // 7 latents: 7, 4, 2 on the way down
        recipe.height = 40;
        const auto result = run(recipe);
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        QCOMPARE(result->image.width, 56);
        QCOMPARE(result->image.height, 40);
        QVERIFY(result->notes.empty());
    }

    void names_become_canonical() {
        Recipe recipe = small_recipe();
        recipe.sampler = "DPM++ 2M";
        recipe.schedule = "Karras";
        const auto result = run(recipe);
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        QCOMPARE(result->recipe.sampler, std::string("dpmpp_2m"));
        QCOMPARE(result->recipe.schedule, std::string("karras"));
    }

    void bad_recipes_are_refused() {
        Recipe recipe = small_recipe();
        recipe.steps = 0;
        QVERIFY(error_of(recipe).code == ErrorCode::usage);
        recipe = small_recipe();
        recipe.sampler = "oiler";
        QVERIFY(error_of(recipe).message.find("euler") != std::string::npos);
        recipe = small_recipe();
        recipe.clip_skip = 9;
        QVERIFY(error_of(recipe).code == ErrorCode::usage);
        recipe = small_recipe();
        recipe.width = recipe.height = 20000;
        QVERIFY(error_of(recipe).code == ErrorCode::usage);
        recipe = small_recipe();
        recipe.init = InitImage{};
        QVERIFY(error_of(recipe).code == ErrorCode::usage);
    }

    void empty_and_long_prompts_run() {
        Recipe recipe = small_recipe();
        recipe.prompt.clear();
        QVERIFY(run(recipe).has_value());
        recipe.prompt = std::string(300, 'a') + " BREAK (weighted:1.4) text"; // more chunks than the negative prompt
        QVERIFY(run(recipe).has_value());
    }

    void guidance_of_one_needs_no_second_run() {
        Recipe recipe = small_recipe();
        recipe.cfg_scale = 1;
        const auto one = run(recipe);
        recipe.cfg_scale = 1.000001; // the same picture through both halves
        const auto two = run(recipe);
        QVERIFY(one && two);
        for (std::size_t i = 0; i < one->image.pixels.size(); ++i)
            QVERIFY(std::abs(one->image.pixels[i] - two->image.pixels[i]) <= 1);
    }

    void img2img_keeps_more_with_less_strength() {
        Image init;
        init.width = 48;
        init.height = 40;
        for (int i = 0; i < 48 * 40; ++i)
            init.pixels.insert(init.pixels.end(), {220, 30, 30});
        auto distance = [&](double strength) {
            Recipe recipe = small_recipe();
            recipe.steps = 4;
            recipe.init = InitImage{{}, {}, strength};
            const auto result = run(recipe, &init);
            if (!result) qFatal("%s", result.error().text().c_str());
            double sum = 0;
            for (std::size_t i = 0; i < result->image.pixels.size(); ++i)
                sum += std::abs(result->image.pixels[i] - init.pixels[i % 3]);
            return sum;
        };
        QVERIFY(distance(0.1) < distance(1.0));
    }

    void size_follows_the_initial_image() {
        Image init;
        init.width = 200;
        init.height = 100;
        init.pixels.assign(200 * 100 * 3, 128);
        Recipe recipe = small_recipe();
        recipe.steps = 1;
        recipe.width = recipe.height = 0;
        recipe.init = InitImage{{}, {}, 0.5};
        const auto result = run(recipe, &init);
        QVERIFY(result.has_value());
        QVERIFY(result->image.width > result->image.height);
        QVERIFY(result->notes.empty());
    }

    void cancel_ends_within_a_step() {
        CancelToken cancel;
        GenerateOptions options;
        int last = -1;
        options.on_progress = [&](const GenerateProgress& p) {
            last = p.step;
            if (p.step == 1) cancel.cancel();
        };
        Recipe recipe = small_recipe();
        recipe.steps = 50;
        const auto result = run(recipe, nullptr, options, cancel);
        QVERIFY(!result && result.error().code == ErrorCode::cancelled);
        QCOMPARE(last, 1);
    }

    void previews_come_at_the_interval_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("side");
        QTest::newRow("linear") << static_cast<int>(PreviewKind::linear) << 4;
        QTest::newRow("vae") << static_cast<int>(PreviewKind::vae) << 32;
    }

    void previews_come_at_the_interval() {
        QFETCH(int, kind);
        QFETCH(int, side);
        GenerateOptions options;
        options.preview = static_cast<PreviewKind>(kind);
        options.preview_every = 2;
        std::vector<int> steps;
        options.on_preview = [&](int step, const Image& image) {
            steps.push_back(step);
            QCOMPARE(image.width, side);
        };
        Recipe recipe = small_recipe();
        recipe.steps = 5;
        const auto with = run(recipe, nullptr, options);
        QVERIFY(with.has_value());
        QCOMPARE(steps, (std::vector<int>{2, 4}));
        QVERIFY(run(recipe)->image == with->image); // looking on changes nothing
    }

    void linear_map_is_recovered() {
        std::vector<float> latents, rgb;
        const int n = 50;
        for (int c = 0; c < 2; ++c)
            for (int i = 0; i < n; ++i)
                latents.push_back(std::sin(static_cast<float>(i * (c + 1)) * 0.7f));
        for (int c = 0; c < 3; ++c)
            for (int i = 0; i < n; ++i)
                rgb.push_back(0.5f + 0.1f * static_cast<float>(c) * latents[static_cast<std::size_t>(i)] -
                              0.2f * latents[static_cast<std::size_t>(n + i)]);
        const LatentPreviewFactors factors = fit_linear_map(latents, rgb, 2);
        QVERIFY(std::abs(factors.matrix[2 * 2] - 0.2f) < 2e-3f);
        QVERIFY(std::abs(factors.matrix[1] + 0.2f) < 2e-3f);
        QVERIFY(std::abs(factors.bias[0] - 0.5f) < 2e-3f);
    }

    void not_a_number_names_its_stage() {
        QTemporaryDir folder;
        const std::filesystem::path copy = folder.filePath("model").toStdString();
        std::filesystem::copy(builtin, copy, std::filesystem::copy_options::recursive);
        const auto file = copy / "vae/diffusion_pytorch_model.safetensors";
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(-64 * 1024, std::ios::end);
        for (int i = 0; i < 32 * 1024; ++i)
            stream.write("\x00\x7e", 2); // half-precision NaN
        stream.close();
        auto session = Session::open(*executor_, {.model = copy});
        QVERIFY2(session.has_value(), session ? "" : session.error().text().c_str());
        const auto result = generate(**session, small_recipe(), nullptr, {}, {});
        QVERIFY(!result && result.error().code == ErrorCode::not_finite);
        QVERIFY2(result.error().message.find("VAE decoder") != std::string::npos, result.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(GenerateTest)
#include "generate_test.moc"
