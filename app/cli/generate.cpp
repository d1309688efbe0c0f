// sfumato-cli generate: from a prompt or a recipe to pictures.
#include "command.h"

#include "generate_arguments.h"
#include "generate_run.h"
#include "output_plan.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace sfumato::cli {
namespace {

int run_generate(const Globals& globals, const GenerateArguments& arguments) {
    std::vector<std::string> notes;
    GeneratePlan plan;
    const Result<Recipe> recipe = recipe_from_arguments(arguments, notes);
    for (const std::string& note : notes)
        print_note(note);
    if (!recipe) return report_error(globals, recipe.error());
    plan.recipe = *recipe;

    const Result<PreviewKind> preview = preview_kind(arguments);
    if (!preview) return report_error(globals, preview.error());
    plan.preview = *preview;
    plan.preview_every = arguments.preview_every;
    plan.preview_dir = arguments.preview_dir;

    auto targets = plan_outputs(arguments.output, arguments.batch, arguments.force);
    if (!targets) return report_error(globals, targets.error(), exit_code_for_output(targets.error()));
    plan.targets = std::move(*targets);
    plan.force = arguments.force;
    if (plan.preview != PreviewKind::none)
        if (const Result<> ready = prepare_preview_folder(plan.preview_dir, plan.force); !ready)
            return report_error(globals, ready.error(), exit_code_for_output(ready.error()));

    Result<EngineOptions> engine = engine_options(arguments);
    if (!engine) return report_error(globals, engine.error());
    plan.engine = std::move(*engine);
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
