// What a session computes once: text per prompt, keys per text, shifts per schedule; and what it does when memory is
// short.
#include "generate/generate.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <set>

using namespace sfumato;

namespace {

/// Counts the runs of every program, and may refuse to load U-Nets of more than one picture.
class CountingExecutor final : public Executor {
public:
    std::map<std::string, int> runs;   ///< by name of the program
    std::map<std::string, int> inputs; ///< given to the runs of each program
    int refusals = 0;
    bool short_of_memory = false;

    const Features& features() const override { return inner_->features(); }
    Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<const Program> program, const CancelToken& cancel,
                                                const std::function<void(double)>& progress) override {
        const auto x = program->find_input("x");
        if (short_of_memory && x && program->tensors()[*x].shape.batch() > 1) {
            ++refusals;
            return fail(ErrorCode::out_of_memory, "no memory for two");
        }
        SF_TRY(auto loaded, inner_->load(std::move(program), cancel, progress));
        return std::make_unique<Counted>(*this, std::move(loaded));
    }

private:
    class Counted final : public LoadedProgram {
    public:
        Counted(CountingExecutor& owner, std::unique_ptr<LoadedProgram> inner)
            : owner_(owner), inner_(std::move(inner)) {}
        const Program& program() const override { return inner_->program(); }
        ProgramStats stats() const override { return inner_->stats(); }
        Result<> run(std::span<const InputData> inputs, std::span<const OutputData> outputs,
                     const CancelToken& cancel) override {
            ++owner_.runs[program().name()];
            owner_.inputs[program().name()] += static_cast<int>(inputs.size());
            return inner_->run(inputs, outputs, cancel);
        }

    private:
        CountingExecutor& owner_;
        std::unique_ptr<LoadedProgram> inner_;
    };
    std::unique_ptr<Executor> inner_ = make_reference_executor();
};

Recipe small_recipe() {
    Recipe recipe;
    recipe.prompt = "red apple";
    recipe.steps = 3;
    recipe.sampler = "euler";
    recipe.cfg_scale = 5;
    recipe.width = recipe.height = 32;
    return recipe;
}

double difference(const Image& a, const Image& b) {
    double worst = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        worst = std::max(worst, std::abs(static_cast<double>(a.pixels[i]) - static_cast<double>(b.pixels[i])));
    return worst;
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

    CountingExecutor executor_;
    std::unique_ptr<Session> session_;

    Generated run(const Recipe& recipe) {
        auto result = generate(*session_, recipe, nullptr, {}, {});
        if (!result) qFatal("%s", result.error().text().c_str());
        return std::move(*result);
    }

private slots:
    void init() {
        session_.reset();
        executor_.runs.clear();
        executor_.inputs.clear();
        executor_.refusals = 0;
        executor_.short_of_memory = false;
        auto session = Session::open(executor_, {.model = SFUMATO_SOURCE_DIR "/resources/builtin-model"});
        QVERIFY2(session.has_value(), session ? "" : session.error().text().c_str());
        session_ = std::move(*session);
    }

    void a_second_picture_reuses_text_and_times() {
        const Generated first = run(small_recipe());
        QCOMPARE(executor_.runs["clip_text"], 2);
        QCOMPARE(executor_.runs["unet_context"], 2);
        QCOMPARE(executor_.runs["unet_time"], 1);
        QCOMPARE(executor_.runs["unet"], 3);
        const int first_inputs = executor_.inputs["unet"];
        Recipe again = small_recipe();
        again.seed = 7;
        run(again);
        QCOMPARE(executor_.runs["clip_text"], 2);
        QCOMPARE(executor_.runs["unet_context"], 2);
        QCOMPARE(executor_.runs["unet_time"], 1);
        QCOMPARE(executor_.runs["unet"], 6);
        QCOMPARE(executor_.inputs["unet"] - first_inputs, 3 * 2); // the picture and the shifts, nothing of the text
        // And nothing of the run between shows in the bytes.
        QVERIFY(run(small_recipe()).image == first.image);
    }

    void other_text_and_other_steps_are_computed() {
        run(small_recipe());
        Recipe other = small_recipe();
        other.prompt = "green apple";
        other.steps = 4;
        const Generated with_history = run(other);
        QCOMPARE(executor_.runs["clip_text"], 3); // the negative prompt is known
        QCOMPARE(executor_.runs["unet_context"], 3);
        QCOMPARE(executor_.runs["unet_time"], 2);
        init();
        QVERIFY(run(other).image == with_history.image);
    }

    void clip_skip_is_part_of_what_is_remembered() {
        run(small_recipe());
        Recipe other = small_recipe();
        other.clip_skip = 2;
        run(other);
        QCOMPARE(executor_.runs["clip_text"], 4);
    }

    void times_between_the_schedules_are_computed_when_asked() {
        Recipe recipe = small_recipe();
        recipe.sampler = "dpm_2"; // evaluates between its sigmas
        run(recipe);
        QVERIFY(executor_.runs["unet_time"] > 1);
        const int before = executor_.runs["unet_time"];
        run(recipe);
        QCOMPARE(executor_.runs["unet_time"], before);
    }

    void short_of_memory_runs_one_half_after_the_other() {
        const Generated together = run(small_recipe());
        init();
        executor_.short_of_memory = true;
        const Generated apart = run(small_recipe());
        const int asked = executor_.refusals;
        QCOMPARE(asked, 3); // at once, without the times' program, without the text encoder; then remembered
        QCOMPARE(apart.notes.size(), std::size_t{1});
        QVERIFY(apart.notes[0].find("one after the other") != std::string::npos);
        QCOMPARE(executor_.runs["unet"], 6);
        QCOMPARE(executor_.runs["unet_context"], 2);
        QVERIFY(difference(together.image, apart.image) <= 1);
        const int inputs = executor_.inputs["unet"];
        QVERIFY(run(small_recipe()).notes.empty());
        QCOMPARE(executor_.refusals, asked);
        QCOMPARE(executor_.inputs["unet"] - inputs, 6 * 2); // each half keeps its own text
    }

    void prompts_of_unequal_length_run_one_after_the_other() {
        Recipe recipe = small_recipe();
        for (int i = 0; i < 60; ++i)
            recipe.prompt += " apple";
        run(recipe);
        QCOMPARE(executor_.runs["unet"], 6);
        const int inputs = executor_.inputs["unet"];
        run(recipe);
        QCOMPARE(executor_.inputs["unet"] - inputs, 6 * 2);
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "session_test.moc"
