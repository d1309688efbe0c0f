// sfumato-cli generate: from a prompt or a recipe to pictures.
#include "command.h"

#include "dry_run_text.h"
#include "generate_arguments.h"
#include "generate_run.h"
#include "output_plan.h"
#include "recipe/json.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace sfumato::cli {
namespace {

/// What would be done, from the headers of the model's files alone.
int tell_dry_run(const Globals& globals, const EngineOptions& engine, const Recipe& recipe, int pictures) {
    const Result<DryRun> planned = dry_run(engine, Job{recipe, PreviewKind::none, 1, nullptr});
    if (!planned) return report_error(globals, planned.error());
    for (const std::string& note : planned->notes)
        print_note(note);
    if (globals.json)
        print_json(Json{{"dry_run", Json::parse(dry_run_json(*planned), nullptr, false)},
                        {"recipe", Json::parse(recipe_to_json(planned->recipe), nullptr, false)}});
    else
        print_line(dry_run_text(*planned, pictures));
    return exit_code::ok;
}

int run_generate(const Globals& globals, const GenerateArguments& arguments) {
    std::vector<std::string> notes;
    GeneratePlan plan;
    const Result<Recipe> recipe = recipe_from_arguments(arguments, notes);
    for (const std::string& note : notes)
        print_note(note);
    if (!recipe) return report_error(globals, recipe.error());
    plan.recipe = *recipe;
    Result<EngineOptions> engine = engine_options(arguments);
    if (!engine) return report_error(globals, engine.error());
    plan.engine = std::move(*engine);
    if (arguments.dry_run) return tell_dry_run(globals, plan.engine, *recipe, arguments.batch);
    if (arguments.output.empty())
        return report_error(globals, Error{ErrorCode::usage, "--output FILE|DIR is needed", {}});

    const Result<PreviewKind> preview = preview_kind(arguments);
    if (!preview) return report_error(globals, preview.error());
    plan.preview = *preview;
    plan.preview_every = arguments.preview_every;
    plan.preview_dir = arguments.preview_dir;

    const Result<OutputOptions> output = output_options(arguments);
    if (!output) return report_error(globals, output.error());
    auto targets = plan_outputs(arguments.output, arguments.batch, arguments.force, *output);
    if (!targets) return report_error(globals, targets.error(), exit_code_for_output(targets.error()));
    plan.targets = std::move(*targets);
    plan.force = arguments.force;
    if (plan.preview != PreviewKind::none)
        if (const Result<> ready = prepare_preview_folder(plan.preview_dir, plan.force); !ready)
            return report_error(globals, ready.error(), exit_code_for_output(ready.error()));

    plan.engine.estimate = globals.json;
    return GenerateRun(globals, std::move(plan)).run();
}

} // namespace

Command add_generate(CLI::App& app, const Globals& globals) {
    CLI::App* command = app.add_subcommand("generate", "Make pictures from a prompt, or repeat one from its recipe");
    const auto arguments = std::make_shared<GenerateArguments>();
    add_generate_options(*command, *arguments);
    return {command, [&globals, arguments] { return run_generate(globals, *arguments); }};
}

} // namespace sfumato::cli
