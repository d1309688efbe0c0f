#include "batch_arguments.h"

#include "base/file.h"
#include "recipe/batch.h"
#include "recipe/table.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <random>

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_recipes = 100'000;

Result<std::vector<fs::path>> wildcard_folders(const BatchArguments& a) {
    std::vector<fs::path> folders(a.wildcards.begin(), a.wildcards.end());
    std::error_code error;
    const fs::path own = user_data_dir() / "wildcards";
    if (folders.empty() && fs::is_directory(own, error)) folders.push_back(own);
    return folders;
}

std::optional<TableFormat> table_format(const fs::path& file) {
    const std::string extension = file.extension().string();
    if (extension == ".csv") return TableFormat::csv;
    if (extension == ".tsv") return TableFormat::tsv;
    if (extension == ".jsonl" || extension == ".ndjson") return TableFormat::json_lines;
    return std::nullopt;
}

std::uint64_t random_seed() {
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32) | device();
}

/// The recipes of FILE: rows of a table, or a prompt a line of a .txt. Without a file the one of the options.
Result<std::vector<Recipe>> read_rows(const BatchArguments& a, const Recipe& base) {
    if (a.file.empty()) return std::vector<Recipe>{base};
    SF_TRY(const std::string text, read_file(a.file, table_limits::max_bytes));
    if (const auto format = table_format(a.file))
        return read_recipe_table(text, *format, a.file, {.base = base, .draw_seed = random_seed});
    if (fs::path(a.file).extension() != ".txt")
        return fail(ErrorCode::usage, "{}: expected a name that ends in .csv, .tsv, .jsonl or .txt", a.file);
    SF_TRY(const std::vector<std::string> lines, read_wildcard_text(text, a.file));
    std::vector<Recipe> recipes;
    for (const std::string& line : lines) {
        recipes.push_back(base);
        recipes.back().prompt = line;
        recipes.back().seed = base.seed + (a.same_seed ? 0 : recipes.size() - 1);
    }
    if (recipes.empty()) return fail(ErrorCode::bad_input, "{}: no prompt is in this file", a.file);
    return recipes;
}

Result<PromptSampler> sampler_of(const std::string& mode) {
    if (mode == "random") return PromptSampler::random;
    if (mode == "cyclical") return PromptSampler::cyclical;
    if (mode == "combinatorial") return PromptSampler::combinatorial;
    return fail(ErrorCode::usage, "--mode: \"{}\" is unknown, expected combinatorial, random or cyclical", mode);
}

Result<> too_large(std::uint64_t count) {
    return fail(ErrorCode::usage, "this makes {} pictures, at most {} are made at once; --count N takes fewer",
                count == too_many ? "more than 2^64" : std::to_string(count), max_recipes);
}

Result<std::vector<Recipe>> expand_rows(const BatchArguments& a, const std::vector<Recipe>& rows) {
    SF_TRY(const PromptSampler sampler, sampler_of(a.mode));
    SF_TRY(const std::vector<fs::path> folders, wildcard_folders(a));
    SF_TRY(WildcardLibrary wildcards, WildcardLibrary::open(folders));
    std::vector<Recipe> recipes;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string where = rows.size() > 1 ? fmt::format("{}, prompt {}", a.file, i + 1) : "the prompt";
        SF_TRY(const RecipeTemplate one, with_context(RecipeTemplate::parse(rows[i]), "in {}", where));
        std::uint64_t count = a.count.value_or(1);
        if (sampler == PromptSampler::combinatorial) {
            SF_TRY(const std::uint64_t all, with_context(one.count(wildcards), "in {}", where));
            count = std::min(all, a.count.value_or(too_many));
        }
        if (count > max_recipes - recipes.size()) SF_CHECK(too_large(count));
        const ExpandOptions options{sampler, a.prompt_seed + i, count};
        SF_TRY(std::vector<Recipe> made, with_context(one.expand(wildcards, options, a.same_seed), "in {}", where));
        std::ranges::move(made, std::back_inserter(recipes));
    }
    return recipes;
}

/// The matrix as a grid: the first half of the parts that go on and off varies along x.
Grid matrix_grid(const std::vector<Recipe>& recipes) {
    std::size_t columns = 1;
    while (columns * columns < recipes.size())
        columns *= 2;
    Grid grid;
    for (std::size_t i = 0; i < recipes.size(); ++i)
        grid.cells.push_back({recipes[i], i % columns, i / columns, 0});
    grid.axes[0] = {"", std::vector<std::string>(columns)};
    grid.axes[1] = {"", std::vector<std::string>(recipes.size() / columns)};
    return grid;
}

} // namespace

void add_batch_options(CLI::App& command, BatchArguments& a) {
    command
        .add_option("file", a.file,
                    "A table of recipes (.csv, .tsv, .jsonl: columns are fields), or prompts, one a line (.txt)")
        ->type_name("FILE");
    add_generate_options(command, a.base);
    const char* group = "Batch";
    command.add_option("--mode", a.mode, "How {a|b} and __wildcards__ are chosen: combinatorial, random or cyclical")
        ->type_name("MODE")
        ->group(group);
    command.add_option("--count", a.count, "Prompts to make of each template (all combinations; else 1)")
        ->type_name("N")
        ->group(group);
    command.add_option("--prompt-seed", a.prompt_seed, "Of the random mode: equal seeds, equal prompts (0)")
        ->type_name("N")
        ->group(group);
    command.add_option("--wildcards", a.wildcards, "Folder of wildcards (.txt, .yaml, .json); may be given again")
        ->type_name("DIR")
        ->group(group);
    command.add_flag("--expand", a.expand, "Read the prompts of a table as templates too")->group(group);
    command.add_flag("--matrix", a.matrix, "Of \"a|b|c\": a with and without each of b and c")->group(group);
    command.add_flag("--same-seed", a.same_seed, "One seed for all pictures of a template")->group(group);
    for (const char* name : {"--x", "--y", "--z"})
        command
            .add_option_function<std::string>(
                name,
                [&a, name](const std::string& text) {
                    a.axes.resize(3);
                    a.axes[static_cast<std::size_t>(name[2] - 'x')] = text;
                },
                "Axis of a grid: FIELD=VALUES, such as cfg=4,6,8, steps=10-30(+10) or s/r=red,green")
            ->type_name("AXIS")
            ->group(group);
    command.add_flag("--resume", a.resume, "Go on with the batch in --output DIR: what is there is not made again")
        ->group(group);
    command.add_option("--list", a.list, "Write the recipes to this .csv, .tsv or .jsonl")
        ->type_name("FILE")
        ->group(group);
}

Result<Batch> make_batch(const BatchArguments& a, std::vector<std::string>& notes) {
    GenerateArguments base_arguments = a.base;
    if (!a.file.empty() && !base_arguments.prompt && base_arguments.recipe_file.empty()) base_arguments.prompt = "";
    SF_TRY(const Recipe base, recipe_from_arguments(base_arguments, notes));
    Batch batch;
    SF_TRY(std::vector<Recipe> rows, read_rows(a, base));
    const bool table = !a.file.empty() && table_format(a.file).has_value();
    if (a.matrix) {
        if (rows.size() != 1) return fail(ErrorCode::usage, "--matrix is of one prompt, not of {}", rows.size());
        SF_TRY(batch.recipes, matrix_recipes(rows[0]));
        batch.grid = matrix_grid(batch.recipes);
    } else if (!table || a.expand) {
        SF_TRY(batch.recipes, expand_rows(a, rows));
    } else {
        batch.recipes = std::move(rows);
    }
    if (!a.axes.empty()) {
        if (batch.recipes.size() != 1)
            return fail(ErrorCode::usage, "a grid is made of one recipe, not of {}", batch.recipes.size());
        std::vector<GridAxis> axes(3);
        for (std::size_t i = 0; i < axes.size(); ++i)
            if (!a.axes[i].empty()) {
                SF_TRY(axes[i], parse_grid_axis(a.axes[i]));
            }
        SF_TRY(batch.grid, make_grid(batch.recipes[0], axes));
        batch.recipes.clear();
        for (const GridCell& cell : batch.grid->cells)
            batch.recipes.push_back(cell.recipe);
    }
    if (batch.recipes.empty()) return fail(ErrorCode::bad_input, "{}: no recipe is in this file", a.file);
    if (batch.recipes.size() > max_recipes) SF_CHECK(too_large(batch.recipes.size()));
    return batch;
}

} // namespace sfumato::cli
