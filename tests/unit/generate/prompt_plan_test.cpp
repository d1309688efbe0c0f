// Prompts that change by step, composition, emphasis modes, variation seeds.
#include "cpu/executor.h"
#include "generate/first_noise.h"
#include "generate/generate.h"
#include "generate/prompt_plan.h"

#include <QtTest>

#include <cmath>
#include <filesystem>

using namespace sfumato;

namespace {

const std::filesystem::path builtin = SFUMATO_SOURCE_DIR "/resources/builtin-model";

Recipe with_prompt(std::string prompt, std::string negative = {}) {
    Recipe recipe;
    recipe.prompt = std::move(prompt);
    recipe.negative_prompt = std::move(negative);
    recipe.steps = 4;
    recipe.width = recipe.height = 32;
    return recipe;
}

/// Texts by call, joined with '|'.
std::string texts_over(const PromptPlan& plan, const TextSchedule& schedule, int calls) {
    std::string out;
    for (int call = 0; call < calls; ++call)
        out += (call > 0 ? "|" : "") + plan.texts[PromptPlan::text_at(schedule, call)];
    return out;
}

Result<PromptPlan> plan_of(std::string prompt, int calls, std::string negative = {}) {
    return plan_prompts(with_prompt(std::move(prompt), std::move(negative)), calls);
}

} // namespace

class PromptPlanTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Executor> executor_;
    std::unique_ptr<Session> session_;

    Image picture(const Recipe& recipe) {
        const auto result = generate(*session_, recipe, nullptr, {}, {});
        if (!result) qFatal("%s", result.error().text().c_str());
        return result->image;
    }
    bool same(const Recipe& a, const Recipe& b) { return picture(a) == picture(b); }

private slots:
    void initTestCase() {
        qputenv("XDG_CACHE_HOME", "/dev/null");
        auto executor = make_cpu_executor(); // quick, and equal calls give equal bytes
        QVERIFY(executor.has_value());
        executor_ = std::move(*executor);
        auto session = Session::open(*executor_, {.model = builtin});
        QVERIFY2(session.has_value(), session ? "" : session.error().text().c_str());
        session_ = std::move(*session);
    }

    void texts_by_call_data() {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<int>("calls");
        QTest::addColumn<QString>("want");
        // A1111 counts calls from 0 and the ends of a schedule from 1, so the first text stays one call longer.
        QTest::newRow("plain") << "a" << 3 << "a|a|a";
        QTest::newRow("share") << "[a:b:0.5]" << 4 << "a|a|a|b";
        QTest::newRow("step") << "[a:b:1]" << 4 << "a|a|b|b";
        QTest::newRow("added") << "x[ b:1]" << 3 << "x|x|x b";
        QTest::newRow("removed") << "x[ a::1]" << 3 << "x a|x a|x";
        QTest::newRow("alternate") << "[a|b]" << 5 << "a|a|b|a|b";
        QTest::newRow("never") << "[a:b:9]" << 3 << "a|a|a";
        QTest::newRow("at once") << "[a:b:0]" << 3 << "b|b|b";
        QTest::newRow("literal") << "a|b]" << 2 << "a|b]|a|b]";
    }
    void texts_by_call() {
        QFETCH(QString, prompt);
        QFETCH(int, calls);
        QFETCH(QString, want);
        const auto plan = plan_of(prompt.toStdString(), calls);
        QVERIFY(plan.has_value());
        QCOMPARE(QString::fromStdString(texts_over(*plan, plan->parts[0].schedule, calls)), want);
        // The negative prompt changes in the same way.
        const auto negative = plan_of("", calls, prompt.toStdString());
        QCOMPARE(QString::fromStdString(texts_over(*negative, negative->negative, calls)), want);
    }

    void calls_beyond_the_plan_stay_at_its_end() {
        const auto plan = plan_of("[a:b:2]", 4);
        QCOMPARE(plan->texts[PromptPlan::text_at(plan->parts[0].schedule, 100)], std::string("b"));
    }

    void samplers_of_second_order_count_twice() {
        QCOMPARE(scheduled_calls(**find_sampler("euler"), 20), 20);
        QCOMPARE(scheduled_calls(**find_sampler("heun"), 20), 40);
        QCOMPARE(scheduled_calls(**find_sampler("dpmpp_2m"), 20), 20);
    }

    void each_text_is_there_once() {
        const auto plan = plan_of("[cat|dog] AND [dog:cat:0.5] AND cat", 20, "dog");
        QVERIFY(plan.has_value());
        QCOMPARE(plan->parts.size(), std::size_t{3});
        QCOMPARE(plan->texts.size(), std::size_t{4}); // "cat", "dog" and, behind AND, " cat", " dog"
    }

    void composition_is_only_in_the_prompt() {
        const auto plan = plan_of("a:2 AND b :-0.5", 2, "c AND d");
        QCOMPARE(plan->parts.size(), std::size_t{2});
        QCOMPARE(plan->parts[0].weight, 2.0);
        QCOMPARE(plan->parts[1].weight, -0.5);
        QCOMPARE(plan->texts[plan->negative[0].text], std::string("c AND d"));
    }

    void negative_prompt_is_left_out_only_where_it_cancels() {
        Recipe recipe = with_prompt("a");
        QVERIFY(plan_prompts(recipe, 2)->needs_negative);
        recipe.cfg_scale = 1;
        QVERIFY(!plan_prompts(recipe, 2)->needs_negative);
        recipe.prompt = "a AND b";
        QVERIFY(plan_prompts(recipe, 2)->needs_negative);
        recipe.prompt = "a :0.5";
        QVERIFY(plan_prompts(recipe, 2)->needs_negative);
    }

    void networks_are_told() {
        const auto plan = plan_of("a <lora:oil:0.7>", 2, "<lora:bad>b");
        QCOMPARE(plan->texts[plan->parts[0].schedule[0].text], std::string("a"));
        QCOMPARE(plan->notes.size(), std::size_t{2});
        QVERIFY(plan->notes[0].find("<lora:oil>") != std::string::npos);
        QVERIFY(plan->notes[1].find("negative prompt") != std::string::npos);
        QCOMPARE(plan_of("a:2", 2)->notes.size(), std::size_t{1}); // a weight of everything is easily a mistake
    }

    void composition_numbers() {
        const std::vector<float> unconditional{1, -2};
        const std::vector<std::vector<float>> conditional{{3, 0}, {2, -6}};
        const std::vector<double> weights{1.0, 0.5};
        std::vector<float> out(2);
        compose_guidance(unconditional, conditional, weights, 4.0, out);
        QCOMPARE(out[0], 1.0f + 4 * (1.0f * 2 + 0.5f * 1));
        QCOMPARE(out[1], -2.0f + 4 * (1.0f * 2 + 0.5f * -4));
        const std::vector<std::vector<float>> one{{0.3f, 0.7f}};
        compose_guidance(unconditional, one, std::vector<double>{1.0}, 6.5, out);
        QCOMPARE(out[0], 1.0f + 6.5f * (0.3f - 1.0f)); // plain guidance, bit by bit
    }

    void changes_that_change_nothing_give_equal_bytes() {
        const Recipe plain = with_prompt("red apple", "blurry");
        QVERIFY(same(plain, with_prompt("[red:red:0.5] apple", "[blurry|blurry]")));
        QVERIFY(same(plain, with_prompt("# a note\nred apple", "blurry # yes")));
        QVERIFY(same(plain, with_prompt("red apple<lora:x:1>", "blurry")));
        QVERIFY(same(plain, with_prompt("red apple :1", "blurry")));
    }

    void editing_and_composition_change_the_picture() {
        const Image red = picture(with_prompt("red apple"));
        QVERIFY(!(picture(with_prompt("[red:green:0.5] apple")) == red));
        QVERIFY(!(picture(with_prompt("[red|green] apple")) == red));
        QVERIFY(!(picture(with_prompt("red apple AND green pear")) == red));
        QVERIFY(
            !(picture(with_prompt("red apple", "[green:blue:0.25]")) == picture(with_prompt("red apple", "green"))));
        // The first call alone speaks of red when the change comes before it ends.
        QVERIFY(same(with_prompt("[red:green:0] apple"), with_prompt("green apple")));
    }

    void parts_add_up() {
        // Two equal parts of half the weight are one of the whole weight.
        const Image one = picture(with_prompt("red apple")),
                    two = picture(with_prompt("red apple:0.5 AND red apple:0.5"));
        for (std::size_t i = 0; i < one.pixels.size(); ++i)
            QVERIFY(std::abs(one.pixels[i] - two.pixels[i]) <= 1);
        // A part without weight says nothing.
        QVERIFY(same(with_prompt("red apple AND blue:0"), with_prompt("red apple")));
    }

    void parts_of_different_length_run() {
        const auto result = generate(*session_, with_prompt("red AND a BREAK b BREAK c AND [d|e BREAK f]", "x BREAK y"),
                                     nullptr, {}, {});
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
    }

    void emphasis_modes() {
        Recipe weighted = with_prompt("(red:1.8) apple"), plain = with_prompt("red apple");
        const Image original = picture(weighted), unweighted = picture(plain);
        QVERIFY(!(original == unweighted));
        weighted.emphasis = Emphasis::no_norm;
        const Image no_norm = picture(weighted);
        QVERIFY(!(no_norm == original) && !(no_norm == unweighted));
        weighted.emphasis = Emphasis::ignore;
        QVERIFY(picture(weighted) == unweighted);
        weighted.emphasis = Emphasis::none;
        Recipe escaped = with_prompt("\\(red:1.8\\) apple");
        escaped.emphasis = Emphasis::original;
        QVERIFY(picture(weighted) == picture(escaped));
    }

    void variation_seeds() {
        Recipe recipe = with_prompt("red apple");
        recipe.seed = 7;
        const Image plain = picture(recipe);
        recipe.variation_seed = 99;
        QVERIFY(picture(recipe) == plain); // no strength, no effect
        recipe.variation_strength = 0.2;
        const Image varied = picture(recipe);
        QVERIFY(!(varied == plain));
        recipe.variation_seed = 100;
        QVERIFY(!(picture(recipe) == varied));

        const Latents shape{4, 8, 8, std::vector<float>(256)};
        recipe.variation_strength = 0;
        const std::vector<float> own = first_noise(recipe, shape).values;
        Recipe other = recipe;
        other.seed = recipe.variation_seed;
        const std::vector<float> others = first_noise(other, shape).values;
        recipe.variation_strength = 1;
        const std::vector<float> all = first_noise(recipe, shape).values;
        for (std::size_t i = 0; i < all.size(); ++i)
            QVERIFY(std::abs(all[i] - others[i]) < 1e-5f);
        recipe.variation_strength = 0.5;
        const std::vector<float> half = first_noise(recipe, shape).values;
        double square = 0;
        for (std::size_t i = 0; i < half.size(); ++i)
            square += static_cast<double>(half[i]) * half[i] / static_cast<double>(half.size());
        QVERIFY(std::abs(square - 1) < 0.25); // stays noise of unit variance: not an average, which would halve it
        QVERIFY(half != own);
    }
};

QTEST_GUILESS_MAIN(PromptPlanTest)
#include "prompt_plan_test.moc"
