#include "generate/generate.h"

#include "generate/denoise.h"
#include "generate/first_noise.h"
#include "generate/hires.h"
#include "generate/inpaint.h"
#include "generate/preview.h"
#include "generate/prompt_plan.h"
#include "recipe/json.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

namespace sfumato {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What a recipe means with a given model: names resolved, sizes chosen.
struct Setup {
    Recipe recipe;
    const Sampler* sampler = nullptr;
    const Schedule* schedule = nullptr;
    NoiseTable table;
    Pictures pictures;
    std::optional<InpaintPlan> inpaint;
    std::string identity;           ///< of the recipe, before tiles of the VAE were chosen
    std::pair<int, int> hires_size; ///< of the second pass, if there is one
    std::vector<std::string> notes;
};

/// Sides are rounded to whole latents; a changed size that the user had asked for is noted.
void round_size(Setup& setup, int multiple, bool asked) {
    Recipe& r = setup.recipe;
    const int width = nearest_multiple(r.width, multiple), height = nearest_multiple(r.height, multiple);
    if (asked && (width != r.width || height != r.height))
        setup.notes.push_back(fmt::format("size {}x{} was rounded to {}x{}: this model needs multiples of {}", r.width,
                                          r.height, width, height, multiple));
    r.width = width;
    r.height = height;
}

/// The size of the picture, and of what the network gets where that is another one.
Result<> choose_sizes(Setup& setup, const Session& session, const Pictures& pictures) {
    Recipe& recipe = setup.recipe;
    if (recipe.init && pictures.init == nullptr)
        return fail(ErrorCode::usage, "the recipe starts from an image, but none was given");
    if (recipe.inpaint) {
        const SizeRule rule{session.side_multiple(), session.factor(), session.default_side()};
        SF_TRY(setup.inpaint, plan_inpaint(recipe, pictures, rule, setup.notes));
        return {};
    }
    const bool asked = recipe.width > 0 || recipe.height > 0;
    choose_size(recipe, session.default_side(), recipe.init ? pictures.init : nullptr);
    round_size(setup, session.side_multiple(), asked);
    if (recipe.hires) {
        SF_TRY(setup.hires_size, hires_size(recipe, session.side_multiple()));
    }
    return {};
}

Result<Setup> prepare(Session& session, const Recipe& recipe, const Pictures& pictures) {
    SF_CHECK(validate(recipe));
    Setup setup{recipe, nullptr, nullptr, {}, pictures, {}, {}, {}, {}};
    SF_TRY(const SamplerAndSchedule names, resolve_sampler(recipe.sampler, recipe.schedule));
    setup.sampler = names.sampler;
    setup.schedule = names.schedule;
    if (setup.schedule == nullptr) {
        SF_TRY(setup.schedule, find_schedule("normal"));
    }
    setup.recipe.sampler = setup.sampler->name;
    setup.recipe.schedule = setup.schedule->name;
    SF_TRY(setup.table, noise_table(session.files().scheduler));
    SF_CHECK(choose_sizes(setup, session, pictures));
    if (setup.recipe.clip_skip > session.files().text_config.layers)
        return fail(ErrorCode::usage, "clip skip is {}, expected 1 to {} for this model", recipe.clip_skip,
                    session.files().text_config.layers);
    setup.identity = recipe_identity(setup.recipe);
    return setup;
}

/// One of the samplings of a recipe.
struct Pass {
    int number = 0;
    std::vector<float> sigmas;
    int before = 0;        ///< steps of the passes before this one
    int after = 0;         ///< steps of the passes after it
    double after_cost = 1; ///< of each of these, in steps of this pass
    int steps() const { return static_cast<int>(sigmas.size()) - 1; }
};

/// Progress, previews and cancelling between steps.
class StepReporter {
public:
    /// `first`: the step at which this run begins.
    StepReporter(Session& session, const Latents& shape, const Setup& setup, const GenerateOptions& options, int first,
                 const Pass& pass, const CancelToken& cancel)
        : session_(session), shape_(shape), second_order_(setup.sampler->second_order), options_(options),
          first_(first), pass_(pass), steps_(pass.steps()), tile_(setup.recipe.vae_tiles.decode), cancel_(cancel) {}

    Result<> operator()(const StepInfo& info) {
        SF_CHECK(cancel_.check());
        // The first estimate is the whole work of a first-order step and half that of a second-order one.
        report(second_order_ ? info.step : info.step + 1);
        const bool due =
            options_.preview_every > 0 && (info.step + 1) % options_.preview_every == 0 && info.step + 1 < steps_;
        if (options_.preview == PreviewKind::none || !options_.on_preview || !due) return {};
        return preview(info);
    }

    void report(int step) const {
        if (!options_.on_progress) return;
        const double seconds = seconds_since(start_);
        const double left = steps_ - step + pass_.after * pass_.after_cost;
        options_.on_progress({pass_.before + step, pass_.before + steps_ + pass_.after, seconds,
                              step > first_ ? seconds / (step - first_) * left : 0.0});
    }

private:
    Result<> preview(const StepInfo& info) {
        Latents latents = shape_;
        latents.values.assign(info.denoised.begin(), info.denoised.end());
        if (options_.preview == PreviewKind::linear) {
            SF_TRY(const LatentPreviewFactors factors, session_.preview_factors(cancel_));
            options_.on_preview(pass_.before + info.step + 1, linear_preview(latents, factors));
            return {};
        }
        SF_TRY(const std::vector<float> decoded, session_.decode(latents, cancel_, &tile_));
        const int factor = session_.factor();
        options_.on_preview(pass_.before + info.step + 1,
                            to_image(decoded, latents.height * factor, latents.width * factor));
        return {};
    }

    Session& session_;
    const Latents& shape_;
    bool second_order_;
    const GenerateOptions& options_;
    int first_;
    const Pass& pass_;
    int steps_;
    int tile_;
    const CancelToken& cancel_;
    Clock::time_point start_ = Clock::now();
};

/// The sampler's noise: SDE samplers take a Brownian tree on the image's seed, the others go on drawing from the
/// generator that made the first latents (as A1111 and ComfyUI do).
std::unique_ptr<NoiseSampler> step_noise(const Setup& setup, const Randn& randn, std::span<const float> sigmas) {
    if (!setup.sampler->brownian) return std::make_unique<PerStepNoise>(std::vector<Randn>{randn});
    float smallest = sigmas.front();
    for (const float sigma : sigmas)
        if (sigma > 0) smallest = std::min(smallest, sigma);
    return std::make_unique<BrownianTreeNoise>(smallest, sigmas.front(), std::vector<std::uint64_t>{setup.recipe.seed});
}

/// The initial image's latents; all zero for txt2img.
Result<Latents> first_latents(Session& session, Setup& setup, const Image* init, const CancelToken& cancel) {
    const Recipe& recipe = setup.recipe;
    int* const tile = &setup.recipe.vae_tiles.encode;
    if (setup.inpaint) {
        const Image& work = setup.inpaint->work;
        return session.encode(from_image(work), work.height, work.width, cancel, tile);
    }
    if (!recipe.init) {
        Latents empty{session.files().vae_config.latent_channels,
                      recipe.height / session.factor(),
                      recipe.width / session.factor(),
                      {}};
        empty.values.assign(static_cast<std::size_t>(empty.channels) * static_cast<std::size_t>(empty.height) *
                                static_cast<std::size_t>(empty.width),
                            0.0f);
        return empty;
    }
    SF_TRY(const Image fitted, fit_picture(*init, recipe.init->fit, recipe.width, recipe.height));
    return session.encode(from_image(fitted), recipe.height, recipe.width, cancel, tile);
}

/// The times at which a sampler asks the network at least, each once.
std::vector<float> times_of(const NoiseTable& table, std::span<const float> sigmas) {
    std::vector<float> times;
    for (const float sigma : sigmas) {
        if (sigma <= 0) continue;
        const float t = table.sigma_to_t(sigma);
        if (std::find(times.begin(), times.end(), t) == times.end()) times.push_back(t);
    }
    return times;
}

/// What a kept state says besides where sampling stands.
GenerateState state_frame(Session& session, const Setup& setup, const Latents& latents, const Pass& pass) {
    GenerateState frame;
    frame.recipe_identity = setup.identity;
    frame.device = session.executor().features().device_name;
    frame.sampler = setup.sampler->name;
    frame.pass = pass.number;
    frame.channels = latents.channels;
    frame.height = latents.height;
    frame.width = latents.width;
    frame.sigmas = pass.sigmas;
    return frame;
}

/// Where the picture that is forked stood: the kept state if it is that one, else its first steps are made again.
Result<GenerateState> state_of_parent(Session& session, const Recipe& fork, const Pictures& pictures,
                                      const GenerateOptions& options, const CancelToken& cancel) {
    SF_TRY(Recipe parent, with_context(recipe_from_json(fork.parent->recipe), "of the picture that is forked"));
    parent.model = fork.model;
    const auto step = static_cast<std::uint64_t>(fork.parent->step);
    const GenerateState* kept = options.keep.resume;
    if (kept != nullptr && kept->recipe_identity == recipe_identity(parent) && kept->sampling.step == step &&
        !kept->sampling.finished)
        return *kept;
    std::optional<GenerateState> reached;
    GenerateOptions first;
    first.on_progress = options.on_progress;
    first.keep.every_step = true;
    first.keep.pause = options.keep.pause;
    first.keep.on_state = [&](GenerateState state) -> Result<> {
        if (state.sampling.step != step || state.sampling.finished) return {};
        reached = std::move(state);
        return fail(ErrorCode::cancelled, "far enough");
    };
    const Result<Generated> whole = generate(session, parent, pictures, first, cancel);
    if (reached) return std::move(*reached);
    if (!whole) return tl::unexpected(whole.error());
    return fail(ErrorCode::usage, "the fork leaves its picture after step {}, which that has not", step);
}

/// The samplings of a recipe, one after the other.
Result<std::vector<Pass>> passes_of(const Setup& setup) {
    const Recipe& recipe = setup.recipe;
    std::vector<Pass> passes(recipe.hires ? 2 : 1);
    const auto sigmas = [&](int steps, double strength) {
        return sampling_sigmas(*setup.sampler, *setup.schedule, setup.table, steps, strength);
    };
    SF_TRY(passes[0].sigmas, sigmas(recipe.steps, recipe.init ? recipe.init->strength : 1.0));
    if (!recipe.hires) return passes;
    Pass& second = passes[1];
    second.number = 1;
    SF_TRY(second.sigmas, sigmas(recipe.hires->steps > 0 ? recipe.hires->steps : recipe.steps, recipe.hires->strength));
    second.before = passes[0].steps();
    passes[0].after = second.steps();
    passes[0].after_cost = static_cast<double>(setup.hires_size.first) * setup.hires_size.second /
                           (static_cast<double>(recipe.width) * recipe.height);
    return passes;
}

/// Noises the latents and samples them down to sigma 0, or goes on from a kept state. Returns the step it went on
/// from, or -1.
Result<int> sample(Session& session, Setup& setup, const Pass& pass, const EncodedPrompts& prompts, Latents& latents,
                   const GenerateOptions& options, const CancelToken& cancel) {
    const Recipe& recipe = setup.recipe;
    const std::vector<float>& sigmas = pass.sigmas;
    SF_CHECK(session.prepare_times(times_of(setup.table, sigmas), cancel));
    FirstNoise drawn = first_noise(recipe, latents);
    std::vector<float> x = std::move(drawn.values);
    const std::vector<float> original = setup.inpaint ? latents.values : std::vector<float>();
    if (setup.inpaint) fill_latents(recipe.inpaint->content, setup.inpaint->repaint, x, latents.values);
    add_noise(setup.table.prediction, sigmas.front(), latents.values, x, x);

    const std::unique_ptr<NoiseSampler> noise = step_noise(setup, drawn.randn, sigmas);
    const int steps = pass.steps();
    GenerateState frame = state_frame(session, setup, latents, pass);
    StateKeeper keeper(options.keep, frame);
    SamplerRun run;
    const bool of_parent = setup.recipe.parent && options.keep.resume != nullptr &&
                           options.keep.resume->recipe_identity != frame.recipe_identity;
    if (!of_parent) run.resume = keeper.fitting(setup.notes);
    if (run.resume != nullptr) frame.calls = options.keep.resume->calls;
    std::optional<GenerateState> origin;
    if (setup.recipe.parent && run.resume == nullptr && pass.number == 0) {
        SF_TRY(origin, state_of_parent(session, setup.recipe, setup.pictures, options, cancel));
        if (const std::string why = state_difference(*origin, frame, false); !why.empty())
            return fail(ErrorCode::usage, "a fork keeps sampler, schedule, steps and size of the picture it leaves: {}",
                        why);
        run.resume = &origin->sampling;
        frame.calls = origin->calls;
    }
    keeper.attach(run);
    const int first = run.resume != nullptr ? static_cast<int>(std::min<std::uint64_t>(run.resume->step, 1u << 20)) : 0;
    StepReporter reporter(session, latents, setup, options, first, pass, cancel);
    run.denoise = make_denoiser(session, setup.table, latents, prompts, recipe.cfg_scale, frame.calls, cancel);
    if (setup.inpaint) run.denoise = keep_unmasked(std::move(run.denoise), setup.inpaint->repaint, original);
    run.sigmas = sigmas;
    run.noise = noise.get();
    run.options.eta = recipe.eta;
    run.on_step = [&](const StepInfo& info) { return reporter(info); };
    reporter.report(std::min(first, steps));
    Result<> sampled = run_sampler(*setup.sampler, run, x);
    if (!sampled && run.resume != nullptr && !origin && pass.number == 0 &&
        sampled.error().code == ErrorCode::bad_input) {
        // Of another version of the sampler; it was refused before anything was done with it.
        setup.notes.push_back("the picture was begun anew: " + sampled.error().text());
        run.resume = nullptr;
        frame.calls = 0;
        sampled = run_sampler(*setup.sampler, run, x);
    }
    SF_CHECK(std::move(sampled));
    reporter.report(steps);
    if (setup.inpaint) keep_unmasked(setup.inpaint->repaint, original, x);
    latents.values = std::move(x);
    return run.resume != nullptr ? pass.before + first : -1;
}

/// The texts of the second pass: where a moment is a share of all steps, 1.0 is its beginning and 2.0 its end.
Result<EncodedPrompts> second_prompts(Session& session, const Setup& setup, const std::vector<Pass>& passes,
                                      const CancelToken& cancel) {
    SF_TRY(PromptPlan plan, plan_prompts(setup.recipe, scheduled_calls(*setup.sampler, passes[1].steps()),
                                         scheduled_calls(*setup.sampler, setup.recipe.steps)));
    return encode_prompts(session, std::move(plan), setup.recipe, cancel);
}

/// Both passes; a state that was kept in the second one goes on there, without the first.
Result<int> sample_all(Session& session, Setup& setup, const EncodedPrompts& prompts, Latents& latents,
                       const GenerateOptions& options, const CancelToken& cancel) {
    SF_TRY(const std::vector<Pass> passes, passes_of(setup));
    const int factor = session.factor();
    if (passes.size() == 1) return sample(session, setup, passes[0], prompts, latents, options, cancel);
    SF_TRY(const EncodedPrompts prompts_2, second_prompts(session, setup, passes, cancel));
    const auto& [width, height] = setup.hires_size;
    GenerateOptions first = options, later = options;
    later.keep.resume = nullptr;
    if (options.keep.resume != nullptr && options.keep.resume->pass == 1) {
        Latents large{latents.channels, height / factor, width / factor, {}};
        const GenerateState frame = state_frame(session, setup, large, passes[1]);
        std::vector<std::string> unused;
        if (StateKeeper(options.keep, frame).fitting(unused) != nullptr) {
            large.values.assign(static_cast<std::size_t>(large.channels) * static_cast<std::size_t>(large.height) *
                                    static_cast<std::size_t>(large.width),
                                0.0f);
            const Result<int> resumed = sample(session, setup, passes[1], prompts_2, large, options, cancel);
            if (resumed) latents = std::move(large);
            if (resumed || resumed.error().code != ErrorCode::bad_input) return resumed;
            // Of another version of the sampler.
            setup.notes.push_back("the picture was begun anew: " + resumed.error().text());
            first.keep.resume = nullptr;
        }
    }
    SF_TRY(const int resumed, sample(session, setup, passes[0], prompts, latents, first, cancel));
    if (options.on_stage) options.on_stage("hires");
    SF_TRY(latents,
           enlarge(session, latents, width, height, setup.recipe.hires->upscaler, setup.recipe.vae_tiles, cancel));
    SF_CHECK(sample(session, setup, passes[1], prompts_2, latents, later, cancel));
    return resumed;
}

/// Tells of tiles that nobody had asked for.
void note_tiles(Setup& setup, const VaeTiles& asked) {
    const VaeTiles& used = setup.recipe.vae_tiles;
    const auto note = [&](const char* what, int before, int now) {
        if (now != before)
            setup.notes.push_back(
                fmt::format("the VAE {} in tiles of {} pixels: the whole picture does not fit into memory or the "
                            "device's limits",
                            what, now));
    };
    note("encoded", asked.encode, used.encode);
    note("decoded", asked.decode, used.decode);
}

} // namespace

Result<Generated> generate(Session& session, const Recipe& recipe, const Pictures& pictures,
                           const GenerateOptions& options, const CancelToken& cancel) {
    SF_TRY(Setup setup, prepare(session, recipe, pictures));
    Generated out;
    Clock::time_point start = Clock::now();
    auto stage = [&](std::string_view name) -> Result<> {
        start = Clock::now();
        if (options.keep.pause.cancelled()) return fail(ErrorCode::cancelled, "paused");
        if (options.on_stage) options.on_stage(name);
        return {};
    };

    SF_CHECK(stage("text"));
    SF_TRY(PromptPlan plan, plan_prompts(setup.recipe, scheduled_calls(*setup.sampler, setup.recipe.steps)));
    setup.notes.insert(setup.notes.end(), plan.notes.begin(), plan.notes.end());
    SF_TRY(const EncodedPrompts prompts, encode_prompts(session, std::move(plan), setup.recipe, cancel));
    out.times.text = seconds_since(start);

    if (setup.recipe.init) SF_CHECK(stage("encode"));
    SF_TRY(Latents latents, first_latents(session, setup, pictures.init, cancel));
    if (setup.recipe.init) out.times.encode = seconds_since(start);

    SF_CHECK(stage("sample"));
    SF_TRY(out.resumed_at, sample_all(session, setup, prompts, latents, options, cancel));
    out.times.sample = seconds_since(start);

    // Decoding is not paused: the picture would only have to be decoded again.
    start = Clock::now();
    if (options.on_stage) options.on_stage("decode");
    SF_CHECK(cancel.check());
    SF_TRY(const std::vector<float> decoded, session.decode(latents, cancel, &setup.recipe.vae_tiles.decode));
    const int factor = session.factor();
    out.image = to_image(decoded, latents.height * factor, latents.width * factor);
    if (options.deep) out.deep = to_deep_image(decoded, out.image.height, out.image.width);
    if (setup.inpaint) {
        SF_TRY(out.image, finish_inpaint(*setup.inpaint, out.image));
        if (options.deep) {
            SF_TRY(out.deep, finish_inpaint(*setup.inpaint, out.deep));
        }
    }
    out.times.decode = seconds_since(start);
    note_tiles(setup, recipe.vae_tiles);
    for (std::string& note : session.take_notes())
        setup.notes.push_back(std::move(note));
    out.recipe = std::move(setup.recipe);
    out.notes = std::move(setup.notes);
    return out;
}

} // namespace sfumato
