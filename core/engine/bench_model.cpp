// Times of a model's whole parts, as a user meets them.
#include "engine/bench_run.h"
#include "engine/dry_run.h"
#include "engine/models.h"
#include "engine/open_device.h"
#include "generate/generate.h"
#include "generate/session.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace sfumato::bench {
namespace {

constexpr int wanted_repeats = 5;
constexpr int most_steps = 10;
constexpr const char* text_part = "text encoder, two prompts";
constexpr const char* step_part = "U-Net step, guided";
constexpr const char* decode_part = "VAE decode";

using Clock = std::chrono::steady_clock;

/// Wall and CPU time since it was made.
class Watch {
public:
    void add_to(Samples& samples, const Run& run) const {
        samples.wall_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin_).count());
        if (run.software()) samples.core_ms.push_back(process_milliseconds() - core_begin_);
    }

private:
    Clock::time_point begin_ = Clock::now();
    double core_begin_ = process_milliseconds();
};

/// What was measured by name, in the order of first mention.
class Parts {
public:
    Samples& of(const std::string& name) {
        for (auto& [known, samples] : parts_)
            if (known == name) return samples;
        return parts_.emplace_back(name, Samples{}).second;
    }
    const std::vector<std::pair<std::string, Samples>>& all() const { return parts_; }

private:
    std::vector<std::pair<std::string, Samples>> parts_;
};

/// `number`: a prompt that is new each time, so that no result of an earlier one is found again.
Recipe recipe_of(const BenchOptions& options, int steps, int number) {
    Recipe recipe;
    recipe.prompt = fmt::format("a photograph of an astronaut riding horse number {}", number);
    recipe.model = options.model;
    recipe.width = options.width;
    recipe.height = options.height;
    recipe.steps = steps;
    recipe.seed = 1;
    return recipe;
}

/// A device with a session on it; the session goes first.
struct Opened {
    std::unique_ptr<Executor> executor;
    std::unique_ptr<Session> session;
};

/// From nothing to the first preview: device, model, text, one step.
Result<Opened> first_pixel(Run& run, Parts& parts) {
    const Watch whole;
    Opened opened;
    EngineOptions engine = run.options.engine;
    engine.profile = false;
    SF_TRY(OpenedDevice device, open_device(engine));
    opened.executor = std::move(device.executor);
    whole.add_to(parts.of("open device"), run);
    SF_TRY(const std::filesystem::path path, resolve_model(run.options.model, engine.builtin_model));
    SessionOptions session;
    session.model = path;
    session.vocabulary = engine.vocabulary;
    session.activation = activation_for(opened.executor->features());
    SF_TRY(opened.session, Session::open(*opened.executor, session));

    std::optional<Watch> load;
    opened.session->on_load = [&](std::string_view what, double fraction) {
        if (fraction == 0) load.emplace();
        if (fraction < 1 || !load) return;
        load->add_to(parts.of(fmt::format("load {}", what)), run);
        load.reset();
    };
    const CancelToken enough;
    bool shown = false;
    GenerateOptions options;
    options.preview = PreviewKind::linear;
    options.on_preview = [&](int, const Image&) {
        if (!shown) whole.add_to(parts.of("first pixel"), run);
        shown = true;
        enough.cancel();
    };
    options.on_progress = [&](const GenerateProgress&) {
        if (run.cancel.cancelled()) enough.cancel();
    };
    const auto generated = generate(*opened.session, recipe_of(run.options, 2, 0), nullptr, options, enough);
    opened.session->on_load = nullptr;
    SF_CHECK(run.cancel.check());
    if (!generated && generated.error().code != ErrorCode::cancelled) return tl::unexpected(generated.error());
    return opened;
}

/// One generation: from the second on with everything loaded, and a sample of the text encoder and of the decoder, and
/// one of each step.
Result<> whole_picture(Run& run, Session& session, int steps, int number, Parts& parts) {
    const bool counts = number > 1; // the first one loads what the first pixel did not need
    GenerateOptions options;
    std::optional<Watch> stage, step;
    std::string name;
    const auto end_stage = [&] {
        if (counts && stage && name == "text") stage->add_to(parts.of(text_part), run);
        if (counts && stage && name == "decode") stage->add_to(parts.of(decode_part), run);
    };
    options.on_stage = [&](std::string_view next) {
        end_stage();
        name = next;
        stage.emplace();
        step.reset();
    };
    int last = 0;
    options.on_progress = [&](const GenerateProgress& progress) {
        if (step && counts && progress.step > last) step->add_to(parts.of(step_part), run);
        last = progress.step;
        step.emplace();
    };
    SF_TRY(const Generated generated,
           generate(session, recipe_of(run.options, steps, number), nullptr, options, run.cancel));
    end_stage();
    if (counts)
        run.report.model = fmt::format("{} {}x{}", run.options.model, generated.image.width, generated.image.height);
    return {};
}

/// What the cost model says beforehand, of one call of each part.
Result<std::map<std::string, BenchRow>> expected_rows(Run& run) {
    constexpr int steps = 4;
    SessionOptions session;
    SF_TRY(session.model, resolve_model(run.options.model, run.options.engine.builtin_model));
    session.vocabulary = run.options.engine.vocabulary;
    const Recipe recipe = recipe_of(run.options, steps, 0);
    SF_TRY(const DryRun wall, dry_run({run.features, run.rates}, session, recipe, {}));
    SF_TRY(const DryRun core, dry_run({run.features, run.core_rates}, session, recipe, {}));
    std::map<std::string, BenchRow> rows;
    for (const auto& [name, stage, calls] : {std::tuple{text_part, "text", 1}, std::tuple{step_part, "sample", steps},
                                             std::tuple{decode_part, "decode", 1}}) {
        BenchRow row{"model", name};
        const DryStage one = wall.stage(stage);
        row.flops = one.cost.flops / calls;
        row.bytes = one.cost.bytes / calls;
        if (!run.rates.guess) row.estimate_ms = one.seconds * 1e3 / calls;
        if (run.software() && !run.core_rates.guess) row.estimate_core_ms = core.stage(stage).seconds * 1e3 / calls;
        rows[name] = row;
    }
    return rows;
}

Result<> add_rows(Run& run, const Parts& parts) {
    SF_TRY(auto rows, expected_rows(run));
    for (const auto& [name, samples] : parts.all()) {
        if (!run.wants("model", name)) continue;
        BenchRow row = rows.contains(name) ? rows[name] : BenchRow{"model", name};
        const Cost cost{row.flops, row.bytes};
        const double core = median(samples.core_ms), wall = median(samples.wall_ms);
        if (cost.flops > 0)
            row.percent_of_peak = 100 * (core > 0 ? run.core_bound_ms(cost) / core : run.bound_ms(cost) / wall);
        run.add(row, samples);
    }
    return {};
}

Result<> measure(Run& run, Parts& parts) {
    const double begin = run.elapsed();
    const double available = std::max(1.0, run.options.seconds - begin);
    Opened opened;
    for (int i = 0; i < wanted_repeats && (i == 0 || run.elapsed() - begin < 0.4 * available); ++i) {
        opened = {}; // the one before goes first: two may not fit
        SF_TRY(opened, first_pixel(run, parts));
    }
    // The first picture loads the decoder; what it took tells how many there is time for.
    const double warm_up = run.elapsed();
    SF_CHECK(whole_picture(run, *opened.session, 1, 1, parts));
    const double one = std::max(run.elapsed() - warm_up, 1e-3);
    const double left = run.options.seconds - run.elapsed();
    const int steps = std::clamp(static_cast<int>(left / one / 2), 1, most_steps);
    for (int i = 0; i < wanted_repeats && (i == 0 || run.elapsed() + one * (1 + steps / 2) < run.options.seconds); ++i)
        SF_CHECK(whole_picture(run, *opened.session, steps, i + 2, parts));
    return {};
}

} // namespace

Result<> measure_model(Run& run) {
    const std::initializer_list<const char*> names{"open device", "load",       "text encoder",
                                                   "U-Net step",  "VAE decode", "first pixel"};
    if (std::ranges::none_of(names, [&](const char* name) { return run.wants("model", name); })) return {};
    run.executor.reset(); // the sessions open their own
    Parts parts;
    const Result<> measured = measure(run, parts);
    if (!parts.all().empty()) SF_CHECK(add_rows(run, parts));
    return measured;
}

} // namespace sfumato::bench
