// Inpainting and outpainting on the reference executor: what stays is the same bytes, what is masked is not.
#include "generate/generate.h"
#include "generate/inpaint.h"

#include <QtTest>

#include <cmath>
#include <filesystem>

using namespace sfumato;

namespace {

const std::filesystem::path builtin = SFUMATO_SOURCE_DIR "/resources/builtin-model";
constexpr SizeRule rule{8, 8, 64};

/// Every pixel is another, so that nothing that was moved or resampled goes unnoticed.
Image busy_picture(int width, int height) {
    Image image{width, height, 3, {}};
    unsigned state = 12345;
    for (int i = 0; i < width * height * 3; ++i) {
        state = state * 1664525 + 1013904223;
        image.pixels.push_back(static_cast<std::uint8_t>(state >> 24));
    }
    return image;
}

Image mask_picture(int width, int height, const PixelRect& box) {
    Image image{width, height, 3, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3), 0)};
    for (int y = box.y; y < box.y + box.height; ++y)
        for (int x = box.x; x < box.x + box.width; ++x)
            for (int c = 0; c < 3; ++c)
                image.pixels[static_cast<std::size_t>((y * width + x) * 3 + c)] = 255;
    return image;
}

Recipe inpaint_recipe() {
    Recipe recipe;
    recipe.prompt = "red apple";
    recipe.steps = 2;
    recipe.init = InitImage{{}, {}, 1.0};
    recipe.inpaint = Inpaint{};
    recipe.inpaint->blur = 2;
    return recipe;
}

/// Pixels of `a` (shifted by dx, dy) and `b` that differ, and how many of them lie outside of `box`.
std::pair<int, int> differing(const Image& a, const Image& b, const PixelRect& box, int dx = 0, int dy = 0) {
    int inside = 0, outside = 0;
    for (int y = 0; y < a.height; ++y)
        for (int x = 0; x < a.width; ++x) {
            const std::uint8_t* p = &a.pixels[static_cast<std::size_t>((y * a.width + x) * 3)];
            const std::uint8_t* q = &b.pixels[static_cast<std::size_t>(((y + dy) * b.width + x + dx) * 3)];
            if (std::equal(p, p + 3, q)) continue;
            const bool in = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
            ++(in ? inside : outside);
        }
    return {inside, outside};
}

} // namespace

class InpaintTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Executor> executor_ = make_reference_executor();
    std::unique_ptr<Session> session_;

    Result<Generated> run(const Recipe& recipe, const Pictures& pictures) {
        GenerateOptions options;
        options.deep = true;
        return generate(*session_, recipe, pictures, options, {});
    }

private slots:
    void initTestCase() {
        auto session = Session::open(*executor_, {.model = builtin});
        QVERIFY2(session.has_value(), session ? "" : session.error().text().c_str());
        session_ = std::move(*session);
    }

    void what_the_mask_does_not_reach_is_the_same_bytes_data() {
        QTest::addColumn<int>("area");
        QTest::addColumn<int>("content");
        for (const int content : {0, 1, 2, 3}) {
            QTest::newRow(qPrintable(QStringLiteral("whole %1").arg(content))) << 0 << content;
            QTest::newRow(qPrintable(QStringLiteral("masked %1").arg(content))) << 1 << content;
        }
    }

    void what_the_mask_does_not_reach_is_the_same_bytes() {
        QFETCH(int, area);
        QFETCH(int, content);
        const Image init = busy_picture(50, 37); // no multiple of a latent
        const PixelRect box{20, 12, 10, 9};
        const Image mask = mask_picture(50, 37, box);
        Recipe recipe = inpaint_recipe();
        recipe.inpaint->area = static_cast<InpaintArea>(area);
        recipe.inpaint->content = static_cast<MaskedContent>(content);
        recipe.inpaint->padding = 4;
        if (area == 1) recipe.width = recipe.height = 32;
        const auto result = run(recipe, {&init, &mask});
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        QCOMPARE(result->image.width, 50);
        QCOMPARE(result->image.height, 37);
        const int reach = 5; // 2.5 times the blur
        const auto [inside, outside] = differing(
            init, result->image, {box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach});
        QCOMPARE(outside, 0);
        QVERIFY2(inside >= box.width * box.height * 9 / 10, qPrintable(QString::number(inside)));
        // With 16 bits the same holds, and what was painted has more than 256 shades.
        const DeepImage& deep = result->deep;
        QCOMPARE(deep.samples.size(), result->image.pixels.size());
        int finer = 0;
        for (std::size_t i = 0; i < deep.samples.size(); ++i) {
            const int x = static_cast<int>(i / 3) % 50, y = static_cast<int>(i / 3) / 50;
            const bool out = x < box.x - reach || x >= box.x + box.width + reach || y < box.y - reach ||
                             y >= box.y + box.height + reach;
            if (out) QCOMPARE(int(deep.samples[i]), init.pixels[i] * 257);
            // Scaling in 8 bits rounds on the way, overshoot included.
            QVERIFY(std::abs(deep.samples[i] / 257.0 - result->image.pixels[i]) <= (area == 1 ? 4 : 1));
            finer += deep.samples[i] % 257 != 0 ? 1 : 0;
        }
        QVERIFY2(finer > box.width * box.height * 2, qPrintable(QString::number(finer)));
        // The recipe as run gives the same bytes again.
        const auto again = run(result->recipe, {&init, &mask});
        QVERIFY(again && again->image == result->image);
    }

    void the_mask_can_be_inverted() {
        const Image init = busy_picture(40, 40);
        const Image mask = mask_picture(40, 40, {0, 0, 40, 20});
        Recipe recipe = inpaint_recipe();
        recipe.inpaint->blur = 0;
        recipe.inpaint->invert = true;
        const auto result = run(recipe, {&init, &mask});
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        const auto [lower, upper] = differing(init, result->image, {0, 20, 40, 20});
        QCOMPARE(upper, 0);
        QVERIFY(lower > 700);
    }

    void transparency_is_a_mask() {
        const Image opaque = busy_picture(32, 32);
        Image init{32, 32, 4, {}};
        for (std::size_t i = 0; i < 32 * 32; ++i) {
            init.pixels.insert(init.pixels.end(), &opaque.pixels[3 * i], &opaque.pixels[3 * i] + 3);
            init.pixels.push_back(i / 32 < 16 ? 0 : 255);
        }
        Recipe recipe = inpaint_recipe();
        recipe.inpaint->source = MaskSource::alpha;
        recipe.inpaint->blur = 0;
        const auto result = run(recipe, {&init});
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        QCOMPARE(differing(opaque, result->image, {0, 0, 32, 16}).second, 0);
        const auto nothing = run(recipe, {&opaque});
        QVERIFY(!nothing && nothing.error().message.find("transparent") != std::string::npos);
    }

    void a_grown_frame_holds_the_picture_unchanged() {
        const Image init = busy_picture(36, 30);
        Recipe recipe = inpaint_recipe();
        recipe.inpaint->source = MaskSource::frame;
        recipe.inpaint->grow = {12, 0, 5, 9};
        const auto result = run(recipe, {&init});
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        QCOMPARE(result->image.width, 36 + 17);
        QCOMPARE(result->image.height, 39);
        // Feathered into the picture from the left, the right and below.
        Image shifted = init;
        int changed = 0;
        for (int y = 0; y < 30; ++y)
            for (int x = 0; x < 36; ++x) {
                const auto* p = &init.pixels[static_cast<std::size_t>((y * 36 + x) * 3)];
                const auto* q = &result->image.pixels[static_cast<std::size_t>((y * 53 + x + 12) * 3)];
                if (!std::equal(p, p + 3, q) && x >= 5 && x < 31 && y < 25) ++changed;
            }
        QCOMPARE(changed, 0);
        recipe.inpaint->grow = {};
        const auto nothing = run(recipe, {&init});
        QVERIFY(!nothing && nothing.error().code == ErrorCode::usage);
    }

    void every_step_holds_the_noised_original() {
        // What the sampler sees as estimate of the unmasked latents is the original itself.
        const std::vector<float> repaint{1, 0, 0, 1}, original{1, 2, 3, 4, 5, 6, 7, 8};
        const Denoise network = [](std::span<const float>, float, std::span<float> out) -> Result<> {
            std::ranges::fill(out, 100.0f);
            return {};
        };
        std::vector<float> x(8, 0.0f), out(8);
        QVERIFY(keep_unmasked(network, repaint, original)(x, 1, out).has_value());
        QCOMPARE(out, (std::vector<float>{100, 2, 3, 100, 100, 6, 7, 100}));
    }

    void latents_are_filled_as_asked() {
        const std::vector<float> repaint{1, 0}, noise{7, 8, 9, 10};
        std::vector<float> latents{1, 2, 3, 4};
        fill_latents(MaskedContent::original, repaint, noise, latents);
        QCOMPARE(latents, (std::vector<float>{1, 2, 3, 4}));
        fill_latents(MaskedContent::noise, repaint, noise, latents);
        QCOMPARE(latents, (std::vector<float>{7, 2, 9, 4}));
        fill_latents(MaskedContent::nothing, repaint, noise, latents);
        QCOMPARE(latents, (std::vector<float>{0, 2, 0, 4}));
    }

    void thin_strokes_reach_the_latents() {
        const Image init = busy_picture(64, 64);
        const Image mask = mask_picture(64, 64, {0, 30, 64, 1});
        Recipe recipe = inpaint_recipe();
        std::vector<std::string> notes;
        const auto plan = plan_inpaint(recipe, {&init, &mask}, rule, notes);
        QVERIFY(plan.has_value());
        QCOMPARE(std::count(plan->repaint.begin(), plan->repaint.end(), 1.0f), 8);
        QVERIFY(notes.empty());
    }

    void the_masked_area_is_enlarged_and_comes_back() {
        const Image init = busy_picture(100, 80);
        const Image mask = mask_picture(100, 80, {40, 30, 16, 16});
        Recipe recipe = inpaint_recipe();
        recipe.inpaint->area = InpaintArea::masked;
        recipe.inpaint->blur = 0;
        recipe.inpaint->padding = 8;
        recipe.width = recipe.height = 64;
        std::vector<std::string> notes;
        const auto plan = plan_inpaint(recipe, {&init, &mask}, rule, notes);
        QVERIFY(plan.has_value());
        QVERIFY(plan->region == (PixelRect{32, 22, 32, 32}));
        QCOMPARE(plan->work.width, 64);
        QCOMPARE(std::count(plan->repaint.begin(), plan->repaint.end(), 1.0f), 16); // 32x32 pixels of 64x64
        Image painted = plan->work;
        std::ranges::fill(painted.pixels, std::uint8_t{77});
        const auto out = finish_inpaint(*plan, painted);
        QVERIFY(out.has_value());
        const auto [inside, outside] = differing(init, *out, {40, 30, 16, 16});
        QCOMPARE(outside, 0);
        QCOMPARE(out->pixels[(35 * 100 + 45) * 3], std::uint8_t{77});
        QVERIFY(inside > 250);
        recipe.width = 60; // not a multiple
        QVERIFY(plan_inpaint(recipe, {&init, &mask}, rule, notes).has_value());
        QCOMPARE(notes.size(), std::size_t{1});
        QVERIFY(notes[0].find("60x64") != std::string::npos);
    }

    void masks_of_another_size_are_scaled_with_a_note() {
        const Image init = busy_picture(64, 32);
        const Image half = mask_picture(32, 16, {0, 0, 16, 16});
        Recipe recipe = inpaint_recipe();
        std::vector<std::string> notes;
        auto plan = plan_inpaint(recipe, {&init, &half}, rule, notes);
        QVERIFY(plan.has_value());
        QCOMPARE(notes.size(), std::size_t{1});
        QVERIFY(notes[0].find("32x16") != std::string::npos);
        QCOMPARE(std::count(plan->repaint.begin(), plan->repaint.end(), 1.0f), 16);
        // A mask of the grown frame is taken as it lies there.
        notes.clear();
        recipe = inpaint_recipe();
        recipe.inpaint->grow = {0, 0, 16, 0};
        const Image grown = mask_picture(80, 32, {0, 0, 8, 8});
        plan = plan_inpaint(recipe, {&init, &grown}, rule, notes);
        QVERIFY(plan && notes.empty());
        QCOMPARE(std::count(plan->repaint.begin(), plan->repaint.end(), 1.0f), 1 + 2 * 4);
    }

    void impossible_masks_are_refused() {
        const Image init = busy_picture(32, 32);
        const Image empty = mask_picture(32, 32, {0, 0, 0, 0});
        Recipe recipe = inpaint_recipe();
        auto result = run(recipe, {&init, &empty});
        QVERIFY(!result && result.error().message.find("empty") != std::string::npos);
        result = run(recipe, {&init});
        QVERIFY(!result && result.error().message.find("none was given") != std::string::npos);
        Image faint = mask_picture(32, 32, {8, 8, 8, 8});
        for (std::uint8_t& v : faint.pixels)
            v = std::min<std::uint8_t>(v, 60);
        result = run(recipe, {&init, &faint});
        QVERIFY(!result && result.error().message.find("faint") != std::string::npos);
        recipe.init.reset();
        result = run(recipe, {});
        QVERIFY(!result && result.error().message.find("initial image") != std::string::npos);
    }

    void initial_images_fit_as_asked() {
        Image init = busy_picture(40, 20);
        const auto size_of = [&](InitFit fit) { return *fit_picture(init, fit, 20, 20); };
        QVERIFY(!(size_of(InitFit::crop) == size_of(InitFit::stretch)));
        std::ranges::fill(init.pixels, std::uint8_t{50});
        QVERIFY(size_of(InitFit::fill).pixels == std::vector<std::uint8_t>(20 * 20 * 3, 50));
        // The mask follows its picture: the drawn-out edges are painted over.
        const Image mask = mask_picture(40, 20, {0, 0, 1, 1});
        Recipe recipe = inpaint_recipe();
        recipe.width = recipe.height = 64;
        recipe.init->fit = InitFit::fill;
        std::vector<std::string> notes;
        const auto plan = plan_inpaint(recipe, {&init, &mask}, rule, notes);
        QVERIFY(plan.has_value());
        QCOMPARE(plan->frame.width, 64);
        QVERIFY(plan->mask.values.front() == 255 && plan->mask.values[32 * 64 + 32] == 0);
    }
};

QTEST_GUILESS_MAIN(InpaintTest)
#include "inpaint_test.moc"
