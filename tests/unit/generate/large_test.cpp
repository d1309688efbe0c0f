// Pictures that are large: tiles of the VAE, and the second pass of hires fix.
#include "cpu/executor.h"
#include "generate/generate.h"
#include "generate/hires.h"
#include "generate/tiles.h"

#include <QtTest>

#include <cmath>
#include <filesystem>

using namespace sfumato;

namespace {

const std::filesystem::path builtin = SFUMATO_SOURCE_DIR "/resources/builtin-model";

Field random_field(int height, int width, int channels) {
    Field field{height, width, channels, {}};
    unsigned state = 7;
    for (int i = 0; i < height * width * channels; ++i) {
        state = state * 1664525 + 1013904223;
        field.values.push_back(static_cast<float>(state >> 8) / (1 << 24));
    }
    return field;
}

/// Says of some programs that there is no room for them.
class CrampedExecutor final : public Executor {
public:
    explicit CrampedExecutor(Executor& inner) : inner_(inner) {}
    const Features& features() const override { return inner_.features(); }
    Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<const Program> program, const CancelToken& cancel,
                                                const std::function<void(double)>& progress) override {
        ++loads;
        if (fits && !fits(*program)) return fail(ErrorCode::out_of_memory, "{} does not fit", program->name());
        return inner_.load(std::move(program), cancel, progress);
    }
    std::function<bool(const Program&)> fits;
    int loads = 0;

private:
    Executor& inner_;
};

/// Pixels that a program's picture side has.
std::int64_t input_pixels(const Program& program) {
    const Shape& shape = program.tensors()[program.find_input("in") ? *program.find_input("in") : 0].shape;
    return shape.elements();
}

Recipe small_recipe() {
    Recipe recipe;
    recipe.prompt = "red apple, noto style";
    recipe.steps = 4;
    recipe.width = recipe.height = 64;
    recipe.seed = 5;
    return recipe;
}

} // namespace

class LargeTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Executor> native_;
    std::unique_ptr<CrampedExecutor> executor_;
    std::unique_ptr<Session> session_;

    void fresh_session() {
        session_.reset();
        auto session = Session::open(*executor_, {.model = builtin});
        if (!session) qFatal("%s", session.error().text().c_str());
        session_ = std::move(*session);
    }
    Result<Generated> run(const Recipe& recipe, const GenerateOptions& options = {}) {
        return generate(*session_, recipe, {}, options, {});
    }

private slots:
    void initTestCase() {
        auto made = make_cpu_executor();
        QVERIFY2(made.has_value(), made ? "" : made.error().text().c_str());
        native_ = std::move(*made);
        executor_ = std::make_unique<CrampedExecutor>(*native_);
        fresh_session();
    }
    void init() { executor_->fits = {}; }

    void tiles_cover_every_length() {
        for (const int unit : {1, 8})
            for (int length = 8; length < 700; length += unit) {
                const TileShape shape{96, 24, unit};
                const std::vector<int> starts = tile_starts(length, shape);
                QCOMPARE(starts.front(), 0);
                QVERIFY(starts.back() + shape.side >= length);
                if (length > shape.side) QCOMPARE(starts.back() + shape.side, length);
                for (std::size_t i = 0; i < starts.size(); ++i) {
                    QCOMPARE(starts[i] % unit, 0);
                    if (i > 0) QVERIFY(starts[i - 1] + shape.side - starts[i] >= shape.overlap);
                }
            }
    }

    void equal_tiles_blend_into_the_same_field() {
        const Field field = random_field(50, 71, 3);
        const TileShape shape{24, 8, 1};
        int tiles = 0;
        const auto result =
            run_tiled(field, shape, {2, 1}, 3, [&](int h, int w, std::span<const float> in, std::span<float> out) {
                ++tiles;
                for (int y = 0; y < 2 * h; ++y)
                    for (int x = 0; x < 2 * w; ++x)
                        for (int c = 0; c < 3; ++c)
                            out[static_cast<std::size_t>((y * 2 * w + x) * 3 + c)] =
                                in[static_cast<std::size_t>((y / 2 * w + x / 2) * 3 + c)];
                return Result<>{};
            });
        QVERIFY(result.has_value());
        QVERIFY(tiles > 6);
        QCOMPARE(result->height, 100);
        float worst = 0;
        for (int y = 0; y < 100; ++y)
            for (int x = 0; x < 142; ++x)
                worst = std::max(worst, std::abs(result->values[static_cast<std::size_t>((y * 142 + x) * 3)] -
                                                 field.values[static_cast<std::size_t>((y / 2 * 71 + x / 2) * 3)]));
        QVERIFY2(worst < 1e-6f, qPrintable(QString::number(worst)));
    }

    void what_sees_beyond_a_tiles_edge_is_not_used() {
        const Field field = random_field(40, 40, 1);
        const auto result =
            run_tiled(field, {16, 8, 1}, {}, 1, [&](int h, int w, std::span<const float> in, std::span<float> out) {
                std::ranges::copy(in, out.begin());
                for (int y = 0; y < h; ++y) // the outermost two rows and columns are wrong
                    for (int x = 0; x < w; ++x)
                        if (std::min({x, y, w - 1 - x, h - 1 - y}) < 2) out[static_cast<std::size_t>(y * w + x)] = 1000;
                return Result<>{};
            });
        QVERIFY(result.has_value());
        for (int y = 2; y < 38; ++y) // but at the picture's own edge, where they are the only ones
            for (int x = 2; x < 38; ++x)
                QVERIFY(result->values[static_cast<std::size_t>(y * 40 + x)] < 1.001f);
    }

    void tiled_is_close_to_whole() {
        Recipe recipe = small_recipe();
        recipe.width = 384;
        recipe.height = 320;
        recipe.steps = 8;
        const auto whole = run(recipe);
        QVERIFY2(whole.has_value(), whole ? "" : whole.error().text().c_str());
        recipe.vae_tiles = {256, 256}; // the smallest that are taken by themselves
        const auto tiled = run(recipe);
        QVERIFY2(tiled.has_value(), tiled ? "" : tiled.error().text().c_str());
        QVERIFY(tiled->recipe.vae_tiles == recipe.vae_tiles);
        QVERIFY(tiled->notes.empty());
        double sum = 0;
        int worst = 0;
        for (std::size_t i = 0; i < whole->image.pixels.size(); ++i) {
            const int difference = std::abs(whole->image.pixels[i] - tiled->image.pixels[i]);
            sum += difference;
            worst = std::max(worst, difference);
        }
        const double mean = sum / static_cast<double>(whole->image.pixels.size());
        qInfo("tiles of 256 in 384x320: mean difference %.3f, largest %d of 255", mean, worst);
        QVERIFY(!(tiled->image == whole->image));
        QVERIFY(mean < 3);
        QVERIFY(run(recipe)->image == tiled->image);
    }

    void a_picture_that_does_not_fit_is_decoded_in_tiles() {
        Recipe recipe = small_recipe();
        recipe.width = recipe.height = 320;
        recipe.steps = 1;
        executor_->fits = [](const Program& p) { return p.name() != "vae_decoder"; };
        const auto result = run(recipe);
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        QVERIFY(result->recipe.vae_tiles.decode > 0);
        QCOMPARE(result->notes.size(), std::size_t{1});
        QVERIFY(result->notes[0].find("tiles") != std::string::npos);
        // What was done is what the recipe says now: with room for more it gives the same bytes.
        executor_->fits = {};
        fresh_session();
        const auto again = run(result->recipe);
        QVERIFY(again && again->image == result->image && again->notes.empty());
    }

    void tiles_shrink_until_they_fit() {
        fresh_session();
        Recipe recipe = small_recipe();
        recipe.width = recipe.height = 512;
        recipe.steps = 1;
        const VaeConfig& vae = session_->files().vae_config;
        executor_->fits = [&](const Program& p) {
            const std::int64_t most = 40 * 40; // latents
            if (p.name() == "vae_decoder" || p.name() == "vae_decoder_narrow")
                return input_pixels(p) <= most * vae.latent_channels;
            return p.name() != "vae_decoder_wide" || input_pixels(p) <= most * vae.level_channels.back();
        };
        const auto result = run(recipe);
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        QVERIFY2(result->recipe.vae_tiles.decode == 256, qPrintable(QString::number(result->recipe.vae_tiles.decode)));
        executor_->fits = [](const Program& p) { return !p.name().starts_with("vae_decoder"); };
        fresh_session();
        const auto nothing = run(recipe);
        QVERIFY(!nothing && nothing.error().code == ErrorCode::out_of_memory);
        fresh_session();
    }

    void latents_are_enlarged_as_torch_does() {
        const Latents small{1, 1, 2, {0, 4}};
        const Latents line = enlarge_latents(small, 1, 4, HiresUpscaler::latent);
        QCOMPARE(line.values, (std::vector<float>{0, 1, 3, 4})); // interpolate(mode="bilinear", align_corners=False)
        QCOMPARE(enlarge_latents(small, 2, 3, HiresUpscaler::latent_nearest).values,
                 (std::vector<float>{0, 0, 4, 0, 0, 4}));
    }

    void hires_fix_is_two_passes_of_one_recipe_data() {
        QTest::addColumn<int>("upscaler");
        QTest::newRow("latent") << 0;
        QTest::newRow("latent nearest") << 1;
        QTest::newRow("lanczos") << 2;
    }

    void hires_fix_is_two_passes_of_one_recipe() {
        QFETCH(int, upscaler);
        Recipe recipe = small_recipe();
        recipe.hires =
            Hires{.scale = 1.5, .steps = 3, .strength = 0.5, .upscaler = static_cast<HiresUpscaler>(upscaler)};
        std::vector<int> steps;
        std::vector<std::string> stages;
        GenerateOptions options;
        options.on_progress = [&](const GenerateProgress& p) {
            QCOMPARE(p.steps, 7);
            steps.push_back(p.step);
        };
        options.on_stage = [&](std::string_view s) { stages.emplace_back(s); };
        const auto result = run(recipe, options);
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        QCOMPARE(result->image.width, 96);
        QCOMPARE(result->recipe.width, 64);
        QVERIFY(std::ranges::is_sorted(steps));
        QCOMPARE(steps.back(), 7);
        QVERIFY(std::ranges::find(stages, "hires") != stages.end());
        QVERIFY(run(result->recipe)->image == result->image);
        Recipe other = recipe;
        other.hires->strength = 0.9;
        QVERIFY(!(run(other)->image == result->image));
        other.hires.reset();
        QCOMPARE(run(other)->image.width, 64);
    }

    void hires_goes_on_from_either_pass() {
        Recipe recipe = small_recipe();
        recipe.hires = Hires{.scale = 1.5, .steps = 3, .strength = 0.6};
        std::vector<GenerateState> states;
        GenerateOptions options;
        options.keep.every_step = true;
        options.keep.on_state = [&](GenerateState state) {
            states.push_back(std::move(state));
            return Result<>{};
        };
        const auto whole = run(recipe, options);
        QVERIFY(whole.has_value());
        QVERIFY(states.front().pass == 0 && states.back().pass == 1);
        for (const GenerateState& state : states) {
            GenerateOptions again;
            again.keep.resume = &state;
            const auto resumed = run(recipe, again);
            QVERIFY2(resumed && resumed->image == whole->image, resumed ? "differs" : resumed.error().text().c_str());
            QVERIFY(resumed->notes.empty());
            QCOMPARE(resumed->resumed_at, static_cast<int>(state.sampling.step) + (state.pass == 1 ? 4 : 0));
        }
    }

    void impossible_second_passes_are_refused() {
        Recipe recipe = small_recipe();
        recipe.hires = Hires{.scale = 16};
        recipe.width = 8000;
        QVERIFY(!run(recipe).has_value());
        recipe = small_recipe();
        recipe.hires = Hires{.width = 32, .height = 32};
        const auto smaller = run(recipe);
        QVERIFY(!smaller && smaller.error().message.find("32x32") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(LargeTest)
#include "large_test.moc"
