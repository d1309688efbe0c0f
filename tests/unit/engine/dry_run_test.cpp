// What a job would do, told beforehand, against what it does.
#include "engine/dry_run.h"
#include "tensor/dry_executor.h"
#include "tensor/ops.h"
#include "tensor/plan.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace sfumato;

namespace {

Job job(int steps, const char* sampler = "euler") {
    Job out;
    out.recipe.prompt = "red apple";
    out.recipe.width = out.recipe.height = 64;
    out.recipe.steps = steps;
    out.recipe.sampler = sampler;
    return out;
}

/// The model's files and a device of which nothing is asked.
Result<DryRun> plan(const Job& job, const DeviceRates& rates) {
    SF_TRY(const std::filesystem::path model, find_builtin_model());
    SessionOptions session;
    session.model = model;
    return dry_run({{}, rates}, session, job.recipe, {});
}

/// Dispatches are a millisecond each, and nothing else costs anything.
DeviceRates millisecond_each() {
    DeviceRates rates;
    rates.other = {1, 0, 0};
    return rates;
}

} // namespace

class DryRunTest : public QObject {
    Q_OBJECT

private slots:
    void nothing_is_computed();
    void kept_inputs_are_given_once();
    void runs_are_counted_by_stage();
    void weights_are_counted_once();
    void converted_weights_have_their_own_size();
    void programs_share_the_memory_that_is_free();
    void what_is_not_needed_makes_room();
    void prompts_run_apart_where_they_do_not_fit_together();
    void what_never_fits_is_told();
    void a_step_costs_the_same_each_time();
    void second_order_samplers_ask_twice();
    void guidance_off_asks_one_prompt();
    void the_recipe_is_filled_in();
    void impossible_recipes_are_refused();
    void as_json();
};

void DryRunTest::nothing_is_computed() {
    DryExecutor executor{Features{}};
    auto program = std::make_shared<Program>("small");
    const Tensor x = program->input("x", {1, 4, 8});
    program->output("y", affine(x, 2, 1));
    auto loaded = executor.load(program, CancelToken{}, {});
    QVERIFY(loaded.has_value());
    const std::vector<float> in(32, 5.0f);
    std::vector<float> out(32, 7.0f);
    const InputData inputs[] = {{"x", in}};
    const OutputData outputs[] = {{"y", out}};
    QVERIFY((*loaded)->run(inputs, outputs, CancelToken{}).has_value());
    QCOMPARE(out, std::vector<float>(32, 0.0f));
    QVERIFY(!(*loaded)->run({}, outputs, CancelToken{}).has_value());
    const CancelToken cancelled;
    cancelled.cancel();
    QVERIFY(!(*loaded)->run(inputs, outputs, cancelled).has_value());
    QCOMPARE(executor.programs().size(), std::size_t{1});
    QCOMPARE(executor.programs()[0]->all_runs(), 1);
    QCOMPARE(executor.arena_bytes(), make_plan(*program, Features{})->arena_bytes);
}

void DryRunTest::kept_inputs_are_given_once() {
    DryExecutor executor{Features{}};
    auto program = std::make_shared<Program>("keeps");
    const Tensor x = program->input("x", {1, 4}), kept = program->kept_input("kept", {1, 4});
    program->output("y", add(x, kept));
    auto loaded = executor.load(program, CancelToken{}, {});
    const std::vector<float> in(4, 5.0f);
    const InputData changing[] = {{"x", in}}, all[] = {{"x", in}, {"kept", in}};
    QVERIFY(!(*loaded)->run(changing, {}, CancelToken{}).has_value());
    QVERIFY((*loaded)->run(all, {}, CancelToken{}).has_value());
    QVERIFY((*loaded)->run(changing, {}, CancelToken{}).has_value());
    QCOMPARE(executor.kept_bytes(), make_plan(*program, Features{})->kept_bytes);
    QVERIFY(executor.kept_bytes() >= 16);
}

void DryRunTest::runs_are_counted_by_stage() {
    DryExecutor executor{Features{}};
    auto program = std::make_shared<Program>("small");
    program->output("y", affine(program->input("x", {1, 4}), 2, 1));
    auto loaded = executor.load(program, CancelToken{}, {});
    const std::vector<float> in(4, 5.0f);
    const InputData inputs[] = {{"x", in}};
    for (const char* stage : {"a", "b", "a"}) {
        executor.stage = stage;
        QVERIFY((*loaded)->run(inputs, {}, CancelToken{}).has_value());
    }
    const std::vector<std::pair<std::string, int>> expected{{"a", 2}, {"b", 1}};
    QVERIFY(executor.programs()[0]->runs == expected);
}

void DryRunTest::weights_are_counted_once() {
    const auto one = plan(job(2), millisecond_each());
    QVERIFY2(one.has_value(), one ? "" : one.error().text().c_str());
    std::uint64_t sum = 0, largest = 0;
    for (const DryPart& part : one->parts) {
        sum += part.weight_bytes;
        largest = std::max(largest, part.arena_bytes);
    }
    QVERIFY(one->weight_bytes > 1'000'000 && one->weight_bytes <= sum);
    QCOMPARE(one->arena_bytes, largest);
    QCOMPARE(one->peak_bytes, one->weight_bytes + one->arena_bytes + one->kept_bytes);
}

void DryRunTest::programs_share_the_memory_that_is_free() {
    DryExecutor executor{Features{}};
    const auto load = [&](int rows) {
        auto program = std::make_shared<Program>("of " + std::to_string(rows));
        const Tensor x = program->kept_input("x", {rows, 1024}); // kept inputs add up, arenas do not
        program->output("y", affine(x, 2, 1));
        return executor.load(program, CancelToken{}, {});
    };
    auto first = load(64);
    const std::uint64_t one = executor.peak_bytes();
    QVERIFY(first && one > 0);
    executor.memory_limit = one + one / 4;
    const auto second = load(64);
    QVERIFY(!second && second.error().code == ErrorCode::out_of_memory);
    QVERIFY2(second.error().message.starts_with("of 64"), second.error().message.c_str());
    QCOMPARE(executor.programs().size(), std::size_t{1});
    first->reset();
    QVERIFY(load(64).has_value());
    QCOMPARE(executor.peak_bytes(), one);
}

namespace {

/// A large picture of one step on a device with so much memory.
Result<DryRun> plan_within(std::uint64_t bytes, int side) {
    SessionOptions session;
    SF_TRY(session.model, find_builtin_model());
    Recipe recipe = job(1).recipe;
    recipe.width = recipe.height = side;
    return dry_run({{}, millisecond_each(), 0, bytes}, session, recipe, {});
}

std::uint64_t part_bytes(const DryRun& run, std::string_view program) {
    const auto at = std::ranges::find(run.parts, program, &DryPart::program);
    return at == run.parts.end() ? 0 : at->weight_bytes + at->arena_bytes;
}

} // namespace

void DryRunTest::what_is_not_needed_makes_room() {
    const auto roomy = plan_within(0, 64);
    QVERIFY(roomy.has_value());
    QCOMPARE(roomy->free_bytes, std::uint64_t{0});
    const auto tight = plan_within(roomy->peak_bytes - 1, 64);
    QVERIFY2(tight.has_value(), tight ? "" : tight.error().text().c_str());
    QVERIFY(tight->peak_bytes < roomy->peak_bytes);
    QCOMPARE(tight->free_bytes, roomy->peak_bytes - 1);
    QVERIFY(tight->notes.empty()); // the picture is the same, only loaded anew
}

void DryRunTest::prompts_run_apart_where_they_do_not_fit_together() {
    const auto roomy = plan_within(0, 512);
    QVERIFY(roomy.has_value());
    const auto tight = plan_within(part_bytes(*roomy, "unet"), 512); // its kept inputs are not in it
    QVERIFY2(tight.has_value(), tight ? "" : tight.error().text().c_str());
    QVERIFY(std::ranges::any_of(
        tight->notes, [](const std::string& note) { return note.find("one after the other") != std::string::npos; }));
    QVERIFY(tight->recipe.vae_tiles.decode > 0); // the decoder's arena is the largest of all
}

void DryRunTest::what_never_fits_is_told() {
    const auto roomy = plan_within(0, 64);
    const auto nothing = plan_within(part_bytes(*roomy, "unet") / 2, 64);
    QVERIFY(!nothing && nothing.error().code == ErrorCode::out_of_memory);
    QVERIFY2(nothing.error().text().find("unet") != std::string::npos, nothing.error().text().c_str());
}

void DryRunTest::converted_weights_have_their_own_size() {
    SessionOptions session;
    session.model = *find_builtin_model();
    const auto bytes = [&](std::uint32_t value) {
        return dry_run({{}, {}, value}, session, job(1).recipe, {})->weight_bytes;
    };
    QVERIFY(bytes(4) > 1.9 * bytes(2) && bytes(4) < 2.0 * bytes(2)); // biases and gains stay as they are
}

void DryRunTest::a_step_costs_the_same_each_time() {
    const auto three = plan(job(3), millisecond_each()), six = plan(job(6), millisecond_each()),
               nine = plan(job(9), millisecond_each());
    const double first = six->stage("sample").seconds - three->stage("sample").seconds;
    const double second = nine->stage("sample").seconds - six->stage("sample").seconds;
    QVERIFY(first > 0.1); // three U-Net calls of more than a hundred dispatches
    QVERIFY(std::abs(first - second) < 1e-9);
    QCOMPARE(three->stage("decode").seconds, nine->stage("decode").seconds);
    QVERIFY(three->stage("text").seconds > 0 && three->stage("encode").seconds == 0);
    QVERIFY(three->stage("sample").cost.flops > 0);
}

void DryRunTest::second_order_samplers_ask_twice() {
    const double euler = plan(job(9), millisecond_each())->stage("sample").seconds;
    const double heun = plan(job(9, "heun"), millisecond_each())->stage("sample").seconds;
    QVERIFY2(heun > 1.7 * euler && heun < 2.0 * euler, QByteArray::number(heun / euler));
}

void DryRunTest::guidance_off_asks_one_prompt() {
    Job plain = job(2);
    plain.recipe.cfg_scale = 1;
    const auto guided = plan(job(2), millisecond_each()), unguided = plan(plain, millisecond_each());
    QCOMPARE(guided->stage("text").seconds, 2 * unguided->stage("text").seconds);
    QVERIFY(unguided->stage("sample").cost.flops < 0.6 * guided->stage("sample").cost.flops);
}

void DryRunTest::the_recipe_is_filled_in() {
    Job open = job(2);
    open.recipe.width = open.recipe.height = 0;
    const auto planned = plan(open, millisecond_each());
    QCOMPARE(planned->recipe.width, 128);
    QCOMPARE(planned->recipe.height, 128);
    QVERIFY(planned->notes.empty());
}

void DryRunTest::impossible_recipes_are_refused() {
    EngineOptions options;
    options.make_executor = [] { return Result<std::unique_ptr<Executor>>(make_reference_executor()); };
    Job bad = job(2);
    bad.recipe.model = "/no/such/model";
    const auto missing = dry_run(options, bad);
    QVERIFY(!missing.has_value() && missing.error().code == ErrorCode::not_found);
    bad = job(0);
    QVERIFY(!dry_run(options, bad).has_value());
    const auto good = dry_run(options, job(2));
    QVERIFY2(good.has_value(), good ? "" : good.error().text().c_str());
    QCOMPARE(good->device, std::string("reference"));
}

void DryRunTest::as_json() {
    const auto planned = plan(job(2), millisecond_each());
    const auto json = nlohmann::json::parse(dry_run_json(*planned));
    QCOMPARE(json["peak_bytes"].get<std::uint64_t>(), planned->peak_bytes);
    QVERIFY(json["free_bytes"].is_null()); // nobody said
    QVERIFY(json["notes"].is_array());
    QCOMPARE(json["programs"].size(), planned->parts.size());
    QCOMPARE(json["estimated_seconds"]["total"].get<double>(), planned->seconds());
    QVERIFY(json["estimated_seconds"]["sample"].get<double>() > 0);
}

QTEST_GUILESS_MAIN(DryRunTest)
#include "dry_run_test.moc"
