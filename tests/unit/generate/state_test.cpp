// Kept states of pictures: as bytes, and going on from them, on the built-in model.
#include "base/hash.h"
#include "cpu/executor.h"
#include "generate/generate.h"
#include "recipe/json.h"

#include <QtTest>

#include <cmath>

using namespace sfumato;

namespace {

GenerateState example() {
    GenerateState s;
    s.recipe_identity = std::string(64, 'a');
    s.model_sha256 = std::string(64, 'b');
    s.device = "a device";
    s.sampler = "dpmpp_2m";
    s.channels = 1;
    s.height = 2;
    s.width = 3;
    s.calls = 5;
    s.sigmas = {2, 1, 0};
    s.sampling.step = 1;
    s.sampling.draws = 2;
    s.sampling.x = {1, -2, 3, 0.5f, 1e-30f, -0.0f};
    s.sampling.latents = {std::vector<float>(6, 7)};
    s.sampling.numbers = {1.0 / 3, std::numeric_limits<double>::infinity()};
    return s;
}

/// The file with a checksum that is right for what it holds now.
std::vector<std::byte> resealed(std::vector<std::byte> file) {
    file.erase(file.end() - 64, file.end()); // not resize(): gcc 12 with sanitizers warns of its growing
    const std::string hash = sha256_hex(file);
    const Bytes digits = as_bytes(hash);
    file.insert(file.end(), digits.begin(), digits.end());
    return file;
}

} // namespace

class StateTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Executor> executor_;
    std::unique_ptr<Session> session_;

    Result<Generated> run(const Recipe& recipe, const KeepOptions& keep = {}) {
        GenerateOptions options;
        options.keep = keep;
        return generate(*session_, recipe, nullptr, options, {});
    }
    static Recipe small_recipe(std::string sampler = "dpmpp_2m") {
        Recipe recipe;
        recipe.prompt = "red apple";
        recipe.steps = 4;
        recipe.width = recipe.height = 32;
        recipe.sampler = std::move(sampler);
        return recipe;
    }
    std::vector<GenerateState> states_of(const Recipe& recipe) {
        std::vector<GenerateState> states;
        KeepOptions keep;
        keep.every_step = true;
        keep.on_state = [&](GenerateState state) -> Result<> {
            states.push_back(std::move(state));
            return {};
        };
        if (!run(recipe, keep)) qFatal("the run failed");
        return states;
    }

private slots:
    void initTestCase() {
        auto executor = make_cpu_executor();
        QVERIFY(executor.has_value());
        executor_ = std::move(*executor);
        auto session = Session::open(*executor_, {.model = SFUMATO_SOURCE_DIR "/resources/builtin-model"});
        QVERIFY2(session.has_value(), session ? "" : session.error().text().c_str());
        session_ = std::move(*session);
    }

    void prompts_that_change_go_on_where_they_were() {
        for (const char* sampler : {"euler", "heun"}) {
            Recipe recipe = small_recipe(sampler);
            recipe.prompt = "[red|blue] [apple:pear:3]";
            const auto whole = run(recipe);
            for (const GenerateState& state : states_of(recipe)) {
                KeepOptions keep;
                keep.resume = &state;
                const auto rest = run(recipe, keep);
                QVERIFY(rest && rest->resumed_at == static_cast<int>(state.sampling.step));
                QVERIFY(rest->image == whole->image);
            }
        }
    }

    void bytes_give_the_state_back() {
        const GenerateState state = example();
        const auto again = decode_state(encode_state(state));
        QVERIFY2(again.has_value(), again ? "" : again.error().text().c_str());
        QVERIFY(*again == state);
        QVERIFY(std::signbit(again->sampling.x[5]));
    }
    void every_truncation_is_refused() {
        const std::vector<std::byte> file = encode_state(example());
        for (std::size_t size = 0; size < file.size(); ++size)
            QCOMPARE(decode_state(Bytes(file).first(size)).error().code, ErrorCode::bad_input);
    }
    void every_changed_byte_is_refused() {
        const std::vector<std::byte> file = encode_state(example());
        for (std::size_t at = 0; at < file.size(); ++at) {
            std::vector<std::byte> changed = file;
            changed[at] ^= std::byte{0x20};
            QVERIFY(!decode_state(changed));
        }
    }
    void a_newer_version_is_told() {
        std::vector<std::byte> file = encode_state(example());
        file[8] = std::byte{9};
        QCOMPARE(decode_state(resealed(file)).error().code, ErrorCode::unsupported);
    }
    /// With a checksum that is right: only the limits of the fields protect the memory.
    void hostile_sizes_are_refused() {
        const std::vector<std::byte> file = encode_state(example());
        int refused = 0;
        for (std::size_t at = 20; at + 64 + 4 <= file.size(); ++at) {
            std::vector<std::byte> changed = file;
            for (std::size_t i = 0; i < 4; ++i)
                changed[at + i] = std::byte{0xff};
            const auto state = decode_state(resealed(changed));
            if (!state) ++refused;
            if (state) QCOMPARE(state->sampling.x.size(), std::size_t(6));
        }
        QVERIFY(refused > 40);
    }
    void latents_of_the_wrong_shape_are_refused() {
        GenerateState state = example();
        state.width = 4;
        QVERIFY(!decode_state(encode_state(state)));
        state = example();
        state.sampling.latents[0].pop_back();
        QVERIFY(!decode_state(encode_state(state)));
        state = example();
        state.sampling.x[0] = std::nanf("");
        QVERIFY(!decode_state(encode_state(state)));
    }

    void a_picture_goes_on_to_the_same_pixels_data() {
        QTest::addColumn<QString>("sampler");
        for (const char* name : {"euler", "euler_ancestral", "dpmpp_2m", "dpmpp_3m_sde", "uni_pc", "lms"})
            QTest::newRow(name) << name;
    }
    void a_picture_goes_on_to_the_same_pixels() {
        QFETCH(QString, sampler);
        const Recipe recipe = small_recipe(sampler.toStdString());
        const auto whole = run(recipe);
        QVERIFY2(whole.has_value(), whole ? "" : whole.error().text().c_str());
        const std::vector<GenerateState> states = states_of(recipe);
        QVERIFY(states.size() >= 4);
        for (const GenerateState& state : states) {
            const auto read = decode_state(encode_state(state));
            QVERIFY(read.has_value());
            KeepOptions keep;
            keep.resume = &*read;
            const auto continued = run(recipe, keep);
            QVERIFY(continued.has_value());
            QVERIFY(continued->image == whole->image);
            QVERIFY(continued->recipe == whole->recipe);
            QCOMPARE(continued->resumed_at, static_cast<int>(state.sampling.step));
            QVERIFY(continued->notes.empty());
        }
    }
    void pausing_keeps_the_state_and_ends_the_run() {
        KeepOptions keep;
        keep.seconds = std::numeric_limits<double>::infinity();
        std::vector<GenerateState> states;
        keep.on_state = [&](GenerateState state) -> Result<> {
            states.push_back(std::move(state));
            return {};
        };
        GenerateOptions options;
        options.keep = keep;
        options.on_progress = [&](const GenerateProgress& progress) {
            if (progress.step == 2) options.keep.pause.cancel();
        };
        const auto paused = generate(*session_, small_recipe(), nullptr, options, {});
        QVERIFY(!paused);
        QCOMPARE(paused.error().code, ErrorCode::cancelled);
        QCOMPARE(states.size(), std::size_t(1));
        QCOMPARE(states[0].sampling.step, std::uint64_t(2));
        KeepOptions next;
        next.resume = &states[0];
        QVERIFY(run(small_recipe(), next)->image == run(small_recipe())->image);
    }
    void a_state_of_another_recipe_begins_anew_with_a_note() {
        const GenerateState state = states_of(small_recipe())[2];
        Recipe other = small_recipe();
        other.prompt = "green house";
        KeepOptions keep;
        keep.resume = &state;
        const auto made = run(other, keep);
        QVERIFY(made.has_value());
        QCOMPARE(made->resumed_at, -1);
        QCOMPARE(made->notes.size(), std::size_t(1));
        QVERIFY(made->image == run(other)->image);
    }
    void a_fork_shares_the_first_steps() {
        const Recipe parent = run(small_recipe())->recipe;
        Recipe same = parent;
        same.parent = ForkOrigin{recipe_to_json(parent), 2};
        const auto unchanged = run(same);
        QVERIFY2(unchanged.has_value(), unchanged ? "" : unchanged.error().text().c_str());
        QVERIFY(unchanged->image == run(parent)->image); // the same words all the way
        Recipe fork = same;
        fork.prompt = "green house";
        const auto forked = run(fork);
        QVERIFY(forked.has_value());
        QCOMPARE(forked->resumed_at, 2);
        QVERIFY(!(forked->image == unchanged->image));
        Recipe alone = fork;
        alone.parent.reset();
        QVERIFY(!(run(alone)->image == forked->image));
        // Again from what a picture's file holds, and from the parent's kept state instead of its steps.
        QVERIFY(run(*recipe_from_json(recipe_to_json(forked->recipe)))->image == forked->image);
        const std::vector<GenerateState> states = states_of(parent);
        KeepOptions keep;
        keep.resume = &states[2];
        QVERIFY(run(fork, keep)->image == forked->image);
        QVERIFY(run(fork, keep)->notes.empty());
        keep.resume = &states[1]; // of another step: not used
        QVERIFY(run(fork, keep)->image == forked->image);
        // A fork that was paused goes on from its own state.
        const std::vector<GenerateState> own = states_of(fork);
        keep.resume = &own.at(1);
        QCOMPARE(own.at(1).sampling.step, std::uint64_t(3));
        QVERIFY(run(fork, keep)->image == forked->image);
        // A fork of the fork.
        Recipe second = forked->recipe;
        second.parent = ForkOrigin{recipe_to_json(forked->recipe), 3};
        QVERIFY(run(second)->image == forked->image);
    }
    void a_fork_that_changes_too_much_is_refused() {
        const Recipe parent = run(small_recipe())->recipe;
        for (const auto& change : std::vector<std::function<void(Recipe&)>>{
                 [](Recipe& r) { r.steps = 5; }, [](Recipe& r) { r.sampler = "euler"; },
                 [](Recipe& r) { r.width = 64; }, [](Recipe& r) { r.schedule = "karras"; },
                 [](Recipe& r) { r.parent->step = 9; }, [](Recipe& r) { r.parent->step = 0; },
                 [](Recipe& r) { r.parent->recipe = "{}"; }}) {
            Recipe fork = parent;
            fork.parent = ForkOrigin{recipe_to_json(parent), 2};
            change(fork);
            const auto made = run(fork);
            QVERIFY(!made);
            QCOMPARE(made.error().code, ErrorCode::usage);
        }
    }
    void a_state_of_another_version_of_the_sampler_begins_anew_with_a_note() {
        GenerateState state = states_of(small_recipe())[2];
        state.sampling.numbers.push_back(1);
        KeepOptions keep;
        keep.resume = &state;
        const auto made = run(small_recipe(), keep);
        QVERIFY(made.has_value());
        QCOMPARE(made->notes.size(), std::size_t(1));
        QVERIFY(made->image == run(small_recipe())->image);
    }
};

QTEST_APPLESS_MAIN(StateTest)
#include "state_test.moc"
