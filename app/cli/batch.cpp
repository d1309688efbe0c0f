// sfumato-cli batch: many recipes from one file or template, with a dry run, resuming and contact sheets.
#include "batch.h"

#include "base/file.h"
#include "batch_arguments.h"
#include "engine/batch_work.h"
#include "generate_run.h"
#include "image/formats.h"
#include "output_plan.h"
#include "progress_bar.h"
#include "recipe/table.h"
#include "store/writer.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view list_name = "batch.csv";

int tell_estimate(const Globals& globals, const BatchArguments& a, const EngineOptions& engine, const Batch& batch) {
    Result<BatchEstimate> estimate =
        estimate_batch(batch.recipes, [&](const Job& job) { return dry_run(engine, job); });
    if (estimate) estimate->picture_bytes *= static_cast<std::uint64_t>(a.base.bits / 8);
    if (!estimate) return report_error(globals, estimate.error());
    const std::uint64_t space = a.base.output.empty() ? 0 : free_bytes_of(a.base.output);
    const bool known = estimate->known;
    if (globals.json) {
        Json out{{"pictures", batch.recipes.size()}, {"kinds", estimate->kinds}};
        if (known) {
            out["device"] = estimate->device;
            out["estimated_seconds"] = estimate->seconds;
            out["guess"] = estimate->guess;
            out["picture_bytes_at_most"] = estimate->picture_bytes;
            out["peak_bytes"] = estimate->peak_bytes;
        }
        if (space > 0) out["free_bytes"] = space;
        print_json(out);
        return exit_code::ok;
    }
    print_line(fmt::format("{} pictures", batch.recipes.size()));
    constexpr std::size_t shown = 5;
    for (std::size_t i = 0; i < std::min(shown, batch.recipes.size()); ++i)
        print_line(
            fmt::format("  {}: seed {}: {}", i + 1, batch.recipes[i].seed, batch.recipes[i].prompt.substr(0, 100)));
    if (batch.recipes.size() > shown) print_line(fmt::format("  ... and {} more", batch.recipes.size() - shown));
    if (known) {
        print_line(fmt::format("time: about {} on {}{}", duration_text(estimate->seconds), estimate->device,
                               estimate->guess ? " (a guess: this device was never measured, see `bench`)" : ""));
        print_line(fmt::format("device memory: {}", bytes_text(estimate->peak_bytes)));
        print_line(fmt::format("disk: at most {} of pixels{}", bytes_text(estimate->picture_bytes),
                               space > 0 ? ", " + bytes_text(space) + " are free" : ""));
        if (space > 0 && space < estimate->picture_bytes) print_note("the pictures may not fit on the disk");
    } else {
        print_line(fmt::format("time and disk: unknown, {} recipes differ in what takes time", estimate->kinds));
    }
    return exit_code::ok;
}

/// "00001-SEED.png", or the number before the template's name. The same at each call, so that a batch can be taken up.
fs::path picture_name(std::size_t index, const Recipe& recipe, const OutputOptions& output) {
    const Recipe named = output.strip_prompts ? without_prompts(recipe) : recipe;
    fs::path name = output.name_template == usual_template
                        ? fs::path(std::to_string(recipe.seed))
                        : expand_name_template(output.name_template, named, std::chrono::system_clock::time_point{});
    return name.replace_filename(
        fmt::format("{:05}-{}{}", index + 1, name.filename().string(), picture_ending(output.format)));
}

Result<OutputOptions> batch_output(const GenerateArguments& a) {
    GenerateArguments in_folder = a; // which need not be there yet
    in_folder.output.clear();
    SF_TRY(OutputOptions output, output_options(in_folder));
    for (const TemplateField& field : template_fields())
        if (field.of_time && a.name_template.find(fmt::format("[{}]", field.name)) != std::string::npos)
            return fail(ErrorCode::usage,
                        "--name-template: a batch has no [{}], for its names must be the same when it is taken up",
                        field.name);
    return output;
}

Result<> write_list(const fs::path& file, const std::vector<Recipe>& recipes, bool replace) {
    const std::string extension = file.extension().string();
    const TableFormat format = extension == ".tsv"     ? TableFormat::tsv
                               : extension == ".jsonl" ? TableFormat::json_lines
                                                       : TableFormat::csv;
    if (format == TableFormat::csv && extension != ".csv")
        return fail(ErrorCode::usage, "{}: expected a name that ends in .csv, .tsv or .jsonl", file.string());
    const std::string table = write_recipe_table(recipes, format);
    return write_file_atomically(file, std::as_bytes(std::span(table)),
                                 replace ? Overwrite::replace : Overwrite::refuse);
}

/// The batch that was begun in the folder: its seeds may have been drawn then.
Result<> take_up(const fs::path& folder, Batch& batch) {
    const fs::path file = folder / list_name;
    SF_TRY(const std::string text,
           with_context(read_file(file, table_limits::max_bytes), "--resume goes on with a batch in --output DIR"));
    SF_TRY(std::vector<Recipe> begun, read_recipe_table(text, TableFormat::csv, file.string()));
    bool same = begun.size() == batch.recipes.size();
    for (std::size_t i = 0; same && i < begun.size(); ++i) {
        Recipe now = batch.recipes[i];
        now.seed = begun[i].seed;
        now.variation_seed = begun[i].variation_seed;
        same = now == begun[i];
    }
    if (!same)
        return fail(ErrorCode::usage, "{} lists another batch ({} pictures) than the one that is asked for ({})",
                    file.string(), begun.size(), batch.recipes.size());
    batch.recipes = std::move(begun);
    return {};
}

Result<> write_sheets(const fs::path& folder, const Batch& batch, const OutputOptions& output) {
    return write_grid_sheets(
        *batch.grid, folder,
        [&](std::size_t i) { return load_image(folder / picture_name(i, batch.recipes[i], output)); },
        [](const fs::path& sheet) { print_note(fmt::format("contact sheet: {}", sheet.string())); });
}

int run_pictures(const Globals& globals, const BatchArguments& a, EngineOptions engine, Batch batch) {
    const fs::path folder = a.base.output;
    const Result<OutputOptions> output = batch_output(a.base);
    if (!output) return report_error(globals, output.error());
    if (const auto planned = plan_outputs((folder / "").string(), 1, false); !planned)
        return report_error(globals, planned.error(), exit_code_for_output(planned.error()));
    const Result<> listed =
        a.resume ? take_up(folder, batch) : write_list(folder / list_name, batch.recipes, a.base.force);
    if (!listed) {
        Error error = listed.error();
        if (error.code == ErrorCode::already_exists)
            error.context.emplace_back(
                "another batch is in this folder: --resume goes on with it, --force replaces it");
        return report_error(globals, error, a.resume ? exit_code_for(error) : exit_code_for_output(error));
    }
    GeneratePlan plan;
    plan.engine = std::move(engine);
    plan.keep_going = true;
    for (std::size_t i = 0; i < batch.recipes.size(); ++i) {
        const fs::path file = folder / picture_name(i, batch.recipes[i], *output);
        std::error_code error;
        if (a.resume && fs::exists(file, error)) continue;
        fs::create_directories(file.parent_path(), error); // of the template; trouble is told when it is saved
        plan.targets.push_back(
            {file, a.base.force ? Overwrite::replace : Overwrite::refuse, std::chrono::system_clock::now(), *output});
        plan.recipes.push_back(batch.recipes[i]);
    }
    if (a.resume)
        print_note(fmt::format("{} of {} pictures are there already", batch.recipes.size() - plan.targets.size(),
                               batch.recipes.size()));
    int code = exit_code::ok;
    if (!plan.targets.empty()) code = GenerateRun(globals, std::move(plan)).run();
    if (batch.grid && code == exit_code::ok)
        if (const Result<> drawn = write_sheets(folder, batch, *output); !drawn)
            return report_error(globals, drawn.error(), exit_code_for_output(drawn.error()));
    return code;
}

int run_batch(const Globals& globals, const BatchArguments& a) {
    std::vector<std::string> notes;
    Result<Batch> batch = make_batch(a, notes);
    for (const std::string& note : notes)
        print_note(note);
    if (!batch) return report_error(globals, batch.error());
    Result<EngineOptions> engine = engine_options(a.base);
    if (!engine) return report_error(globals, engine.error());
    if (!a.list.empty())
        if (const Result<> listed = write_list(a.list, batch->recipes, a.base.force); !listed)
            return report_error(globals, listed.error(), exit_code_for_output(listed.error()));
    if (const Result<OutputOptions> output = batch_output(a.base); !output)
        return report_error(globals, output.error());
    if (a.base.dry_run) return tell_estimate(globals, a, *engine, *batch);
    if (a.base.output.empty()) {
        if (!a.list.empty()) return exit_code::ok;
        return report_error(globals, Error{ErrorCode::usage, "--output DIR is needed", {}});
    }
    return run_pictures(globals, a, std::move(*engine), std::move(*batch));
}

} // namespace

Command add_batch(CLI::App& app, const Globals& globals) {
    CLI::App* command =
        app.add_subcommand("batch", "Make many pictures: from a table, a template, a prompt matrix or a grid");
    const auto arguments = std::make_shared<BatchArguments>();
    add_batch_options(*command, *arguments);
    return {command, [&globals, arguments] { return run_batch(globals, *arguments); }};
}

} // namespace sfumato::cli
