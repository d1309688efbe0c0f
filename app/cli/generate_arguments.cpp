#include "generate_arguments.h"

#include "init_arguments.h"
#include "recipe/json.h"
#include "recipe_file.h"
#include "sampling/samplers.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <random>

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

} // namespace

void add_recipe_options(CLI::App& command, GenerateArguments& a) {
    const char* group = "Recipe";
    command
        .add_option("--recipe", a.recipe_file,
                    "Repeat a picture from its own metadata, or from a recipe .json; other options win over it")
        ->type_name("FILE")
        ->group(group);
    command.add_option("-p,--prompt", a.prompt, "What should be in the picture; (word:1.2) gives a word more weight")
        ->type_name("TEXT")
        ->group(group);
    command.add_option("-n,--negative", a.negative, "What should not be there")->type_name("TEXT")->group(group);
    command.add_option("-m,--model", a.model, "builtin, a model's file or folder, or a name that `models` lists")
        ->type_name("NAME|PATH")
        ->group(group);
    command.add_option("--steps", a.steps, "Sampling steps (20)")->type_name("N")->group(group);
    command.add_option("--cfg", a.cfg, "Guidance: how closely to follow the prompt; 1 is off (4)")
        ->type_name("X")
        ->group(group);
    command.add_option("--sampler", a.sampler, "See `sfumato-cli samplers` (euler)")->type_name("NAME")->group(group);
    command.add_option("--schedule", a.schedule, "See `sfumato-cli samplers` (normal)")
        ->type_name("NAME")
        ->group(group);
    command.add_option("-s,--seed", a.seed, "Equal seeds give equal pictures; -1 draws one")
        ->type_name("N")
        ->group(group);
    command.add_option("--rng", a.rng, "Source of noise: cpu, or philox as other programs' \"GPU seeds\" (cpu)")
        ->type_name("cpu|philox")
        ->group(group);
    command.add_option("-W,--width", a.width, "Pixels; rounded to what the model can do, with a note")
        ->type_name("W")
        ->group(group);
    command.add_option("-H,--height", a.height, "Pixels")->type_name("H")->group(group);
    command.add_option("--clip-skip", a.clip_skip, "Layer of the text encoder, from the end (1)")
        ->type_name("N")
        ->group(group);
    command.add_option("--eta", a.eta, "Noise added by ancestral and SDE samplers (1)")->type_name("X")->group(group);
    command
        .add_option("--variation-seed", a.variation_seed, "Mix this seed's noise in; -1 draws one; see the next option")
        ->type_name("N")
        ->group(group);
    command
        .add_option("--variation-strength", a.variation_strength,
                    "How much of it, from 0 (none) to 1; 0.1 with only a --variation-seed")
        ->type_name("X")
        ->group(group);
    command
        .add_option("--emphasis", a.emphasis,
                    "How (word:1.2) acts: original, no_norm, ignore, or none: brackets are text (original)")
        ->type_name("MODE")
        ->group(group);
    command
        .add_option("--fork-at", a.fork_at,
                    "Leave the picture of --recipe after N of its steps, and go on with the other\noptions: --prompt, "
                    "--cfg, --seed, --negative, --eta")
        ->type_name("N")
        ->group(group);
    add_init_options(command, a);
    add_size_options(command, a);
}

namespace {

/// Fields in "--name-template"'s help.
std::string template_help() {
    std::string help = "Names in the output folder (" + std::string(usual_template) + "); \"/\" makes folders. Fields:";
    for (const TemplateField& field : template_fields())
        help += fmt::format(" [{}]", field.name);
    return help;
}

} // namespace

void add_output_options(CLI::App& command, GenerateArguments& a) {
    const char* group = "How pictures are written";
    command.add_option("--format", a.format, "Of files in a folder: png, jpeg or webp (png)")
        ->type_name("NAME")
        ->group(group);
    command.add_option("--quality", a.quality, "JPEG and WebP: 1 to 100 (92); WebP also 0, which is lossless")
        ->type_name("N")
        ->group(group);
    command.add_option("--bits", a.bits, "PNG: bits of a sample, 8 or 16 (8)")->type_name("8|16")->group(group);
    command.add_option("--name-template", a.name_template, template_help())->type_name("TEXT")->group(group);
    command
        .add_option("--sidecar", a.sidecar, "A file beside the picture: text (A1111's parameters) or json (the recipe)")
        ->type_name("text|json")
        ->group(group);
    command
        .add_flag("--strip-prompt", a.strip_prompt,
                  "Leave prompts and the paths of initial images out of the file, its name and its sidecar")
        ->group(group);
}

namespace {

void add_run_options(CLI::App& command, GenerateArguments& a) {
    command
        .add_option("-o,--output", a.output,
                    "A .png, .jpg or .webp file, or a folder to name the files in; batches are numbered")
        ->type_name("FILE|DIR");
    command.add_flag("-f,--force", a.force, "Replace files that exist");
    command.add_option("-b,--batch", a.batch, "Pictures, with consecutive seeds (of variations: variation seeds)")
        ->type_name("N")
        ->check(CLI::Range(1, max_batch));
    command.add_option("--preview", a.preview, "Previews while it forms: none, linear (cheap) or vae (exact)")
        ->type_name("KIND");
    command.add_option("--preview-every", a.preview_every, "Steps between previews")
        ->type_name("N")
        ->check(CLI::Range(1, recipe_limits::max_steps));
    command.add_option("--preview-dir", a.preview_dir, "Folder for the previews")->type_name("DIR");
    command.add_flag("--dry-run", a.dry_run, "Only tell what would run, its memory and how long it would take");
    command.add_flag("--profile", a.profile, "Measure the time of every kind of operation");
}

} // namespace

void add_device_options(CLI::App& command, GenerateArguments& a) {
    command
        .add_option("-d,--device", a.device,
                    "auto (a graphics card, else what is quickest), cpu (native code), or a\n"
                    "Vulkan device by number or part of its name, see `sfumato-cli devices`")
        ->type_name("auto|cpu|N|NAME");
    command
        .add_option("--executor", a.executor,
                    "What runs the networks: auto, vulkan, cpu, or reference (plain C++, slow,\n"
                    "to compare with)")
        ->type_name("NAME")
        ->check(CLI::IsMember({"auto", "vulkan", "cpu", "reference"}));
    command.add_flag("--bf16", a.bf16,
                     "Native code may multiply in bfloat16 where the processor can: quicker, less exact");
    command.add_option("--vocabulary", a.vocabulary, "CLIP vocabulary (file or folder) for checkpoints that have none")
        ->type_name("PATH");
}

namespace {

template <class T, class U> void override_with(T& field, const std::optional<U>& given) {
    if (given) field = *given;
}

/// -1 or nothing draws a seed.
Result<std::uint64_t> seed_from(const std::string& text, std::string_view option) {
    if (text == "-1") {
        std::random_device device;
        return (static_cast<std::uint64_t>(device()) << 32) | device();
    }
    std::uint64_t seed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (error != std::errc() || end != text.data() + text.size())
        return fail(ErrorCode::usage, "{}: \"{}\" is not a number from 0 to 2^64-1, nor -1 for a random seed", option,
                    text);
    return seed;
}

Result<> apply_variation(Recipe& recipe, const GenerateArguments& a) {
    constexpr double usual_strength = 0.1;
    if (a.variation_seed) {
        SF_TRY(recipe.variation_seed, seed_from(*a.variation_seed, "--variation-seed"));
        if (recipe.variation_strength == 0) recipe.variation_strength = usual_strength;
    } else if (a.variation_strength && *a.variation_strength > 0 && recipe.variation_strength == 0) {
        SF_TRY(recipe.variation_seed, seed_from("-1", "--variation-seed"));
    }
    if (a.variation_strength) recipe.variation_strength = *a.variation_strength;
    return {};
}

Result<> apply_emphasis(Recipe& recipe, const GenerateArguments& a) {
    if (!a.emphasis) return {};
    const auto mode = find_emphasis(*a.emphasis);
    if (!mode)
        return fail(ErrorCode::usage, "--emphasis: \"{}\" is unknown, expected original, no_norm, ignore or none",
                    *a.emphasis);
    recipe.emphasis = *mode;
    return {};
}

Result<> apply_names(Recipe& recipe, const GenerateArguments& a) {
    if (a.rng == "philox" || a.rng == "cpu")
        recipe.noise_source = *a.rng == "cpu" ? NoiseSource::cpu : NoiseSource::philox;
    else if (a.rng)
        return fail(ErrorCode::usage, "--rng: \"{}\" is unknown, expected cpu or philox", *a.rng);
    // "DPM++ 2M Karras" names a schedule too, which an option of its own wins over.
    SF_TRY(SamplerAndSchedule names, resolve_sampler(a.sampler.value_or(recipe.sampler), a.schedule.value_or("")));
    if (names.schedule == nullptr) {
        SF_TRY(names, resolve_sampler(names.sampler->name, recipe.schedule));
    }
    recipe.sampler = std::string(names.sampler->name);
    recipe.schedule = std::string(names.schedule->name);
    return {};
}

} // namespace

void add_generate_options(CLI::App& command, GenerateArguments& arguments) {
    add_recipe_options(command, arguments);
    add_device_options(command, arguments);
    add_output_options(command, arguments);
    add_run_options(command, arguments);
}

Result<Recipe> recipe_from_arguments(const GenerateArguments& a, std::vector<std::string>& notes) {
    Recipe recipe;
    if (!a.recipe_file.empty()) {
        SF_TRY(recipe, read_recipe_file(a.recipe_file, notes));
    } else if (!a.prompt) {
        return fail(ErrorCode::usage, "--prompt TEXT or --recipe FILE is needed");
    }
    if (a.prompt) recipe.prompt_template.clear(); // what was written by hand came from no template
    if (a.negative) recipe.negative_template.clear();
    if (a.fork_at) {
        if (a.recipe_file.empty()) return fail(ErrorCode::usage, "--fork-at needs the picture to leave: --recipe FILE");
        if (a.model || a.init)
            return fail(ErrorCode::usage, "--fork-at: a fork keeps the model and the initial image of its picture");
        recipe.parent = ForkOrigin{recipe_to_json(recipe), *a.fork_at};
    }
    override_with(recipe.prompt, a.prompt);
    override_with(recipe.negative_prompt, a.negative);
    if (a.model) recipe.model_hash.clear(); // another model was asked for, so it is not to be compared
    override_with(recipe.model, a.model);
    override_with(recipe.steps, a.steps);
    override_with(recipe.cfg_scale, a.cfg);
    override_with(recipe.width, a.width);
    override_with(recipe.height, a.height);
    override_with(recipe.clip_skip, a.clip_skip);
    override_with(recipe.eta, a.eta);
    for (const auto& [name, side] : {std::pair{"--width", a.width}, std::pair{"--height", a.height}})
        if (side && *side < 1) return fail(ErrorCode::usage, "{}: {} pixels, expected at least 1", name, *side);
    if (a.seed || a.recipe_file.empty()) {
        SF_TRY(recipe.seed, seed_from(a.seed.value_or("-1"), "--seed"));
    }
    SF_CHECK(apply_variation(recipe, a));
    SF_CHECK(apply_emphasis(recipe, a));
    SF_CHECK(apply_init(recipe, a));
    SF_CHECK(apply_size(recipe, a));
    SF_CHECK(apply_names(recipe, a));
    SF_CHECK(validate(recipe));
    return recipe;
}

Result<OutputOptions> output_options(const GenerateArguments& a) {
    OutputOptions options;
    const bool file = !a.output.empty() && !is_folder_target(a.output);
    if (!a.format.empty()) {
        SF_TRY(options.format, picture_format(a.format));
    }
    PictureFormat format = options.format;
    if (file) // an unknown ending is told where the output is checked
        if (const auto named = picture_format_of(a.output)) {
            if (!a.format.empty() && *named != options.format)
                return fail(ErrorCode::usage, "--format {} contradicts the name {}", a.format, a.output);
            format = *named;
        }
    if (a.quality) options.quality = *a.quality;
    if (a.bits != 8 && a.bits != 16) return fail(ErrorCode::usage, "--bits {}: expected 8 or 16", a.bits);
    options.deep = a.bits == 16;
    if (!a.name_template.empty()) options.name_template = a.name_template;
    if (file && !a.name_template.empty())
        return fail(ErrorCode::usage, "--name-template is for folders, but {} is a file", a.output);
    if (a.sidecar == "text")
        options.sidecar = Sidecar::text;
    else if (a.sidecar == "json")
        options.sidecar = Sidecar::json;
    else if (!a.sidecar.empty())
        return fail(ErrorCode::usage, "--sidecar {}: expected text or json", a.sidecar);
    options.strip_prompts = a.strip_prompt;
    SF_CHECK(check_output_options(options, format));
    return options;
}

Result<PreviewKind> preview_kind(const GenerateArguments& a) {
    const std::string name = a.preview.value_or(a.preview_dir.empty() ? "none" : "linear");
    if (name == "none") return PreviewKind::none;
    if (name != "linear" && name != "vae")
        return fail(ErrorCode::usage, "--preview: \"{}\" is unknown, expected none, linear or vae", name);
    if (a.preview_dir.empty())
        return fail(ErrorCode::usage, "--preview {} needs a folder to put them: --preview-dir DIR", name);
    return name == "linear" ? PreviewKind::linear : PreviewKind::vae;
}

Result<EngineOptions> engine_options(const GenerateArguments& a) {
    EngineOptions options;
    SF_TRY(options.device, parse_device_request(a.executor, a.device));
    options.device.bf16 = a.bf16;
    options.profile = a.profile;
    options.vocabulary = a.vocabulary;
    return options;
}

} // namespace sfumato::cli
