#include "recipe/batch_source.h"

#include "base/file.h"
#include "recipe/batch.h"

#include <algorithm>
#include <iterator>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

/// The recipes of the file. Without a file the base alone.
Result<std::vector<Recipe>> read_rows(const BatchSource& source) {
    if (source.file.empty()) return std::vector<Recipe>{source.base};
    const std::string name = source.file.string();
    SF_TRY(const std::string text, read_file(source.file, table_limits::max_bytes));
    if (const auto format = table_format_of(source.file))
        return read_recipe_table(text, *format, name, {.base = source.base, .draw_seed = source.draw_seed});
    if (source.file.extension() != ".txt")
        return fail(ErrorCode::usage, "{}: expected a name that ends in .csv, .tsv, .jsonl or .txt", name);
    SF_TRY(const std::vector<std::string> lines, read_wildcard_text(text, name));
    if (lines.size() > batch_limits::max_recipes)
        return fail(ErrorCode::usage, "{}: {} prompts, expected at most {}", name, lines.size(),
                    batch_limits::max_recipes);
    std::vector<Recipe> recipes;
    for (const std::string& line : lines) {
        recipes.push_back(source.base);
        recipes.back().prompt = line;
        if (!source.same_seed) count_seed_up(recipes.back(), recipes.size() - 1);
    }
    return recipes;
}

tl::unexpected<Error> too_large(std::uint64_t count) {
    return fail(ErrorCode::usage, "this makes {} pictures, at most {} are made at once: choose a smaller count",
                count == too_many ? "more than 2^64" : std::to_string(count), batch_limits::max_recipes);
}

Result<std::vector<Recipe>> expand_rows(const BatchSource& source, const std::vector<Recipe>& rows,
                                        const CancelToken& cancel) {
    SF_TRY(WildcardLibrary wildcards, WildcardLibrary::open(source.wildcards));
    std::vector<Recipe> recipes;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        SF_CHECK(cancel.check());
        const std::string where =
            source.file.empty() ? "the prompt" : fmt::format("{}, prompt {}", source.file.string(), i + 1);
        SF_TRY(const RecipeTemplate one, with_context(RecipeTemplate::parse(rows[i]), "in {}", where));
        std::uint64_t count = source.count.value_or(1);
        if (source.sampler == PromptSampler::combinatorial) {
            SF_TRY(const std::uint64_t all, with_context(one.count(wildcards), "in {}", where));
            count = std::min(all, source.count.value_or(too_many));
        }
        if (count > batch_limits::max_recipes - recipes.size()) return too_large(count);
        const ExpandOptions options{source.sampler, source.prompt_seed + i, count};
        SF_TRY(std::vector<Recipe> made,
               with_context(one.expand(wildcards, options, source.same_seed), "in {}", where));
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

Result<Grid> grid_of(const BatchSource& source, const Recipe& recipe) {
    std::vector<GridAxis> axes(source.axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i)
        if (!source.axes[i].empty()) {
            SF_TRY(axes[i], parse_grid_axis(source.axes[i]));
        }
    return make_grid(recipe, axes);
}

} // namespace

std::optional<TableFormat> table_format_of(const fs::path& file) {
    const std::string extension = file.extension().string();
    if (extension == ".csv") return TableFormat::csv;
    if (extension == ".tsv") return TableFormat::tsv;
    if (extension == ".jsonl" || extension == ".ndjson") return TableFormat::json_lines;
    return std::nullopt;
}

Result<Batch> make_batch(const BatchSource& source, const CancelToken& cancel) {
    Batch batch;
    SF_TRY(std::vector<Recipe> rows, read_rows(source));
    SF_CHECK(cancel.check());
    const bool table = table_format_of(source.file).has_value();
    if (source.matrix) {
        if (rows.size() != 1)
            return fail(ErrorCode::usage, "a prompt matrix is made of one prompt, not of {}", rows.size());
        SF_TRY(batch.recipes, matrix_recipes(rows[0]));
        batch.grid = matrix_grid(batch.recipes);
    } else if (!table || source.expand) {
        SF_TRY(batch.recipes, expand_rows(source, rows, cancel));
    } else {
        batch.recipes = std::move(rows);
    }
    if (std::ranges::any_of(source.axes, [](const std::string& axis) { return !axis.empty(); })) {
        if (batch.recipes.size() != 1)
            return fail(ErrorCode::usage, "a grid is made of one recipe, not of {}", batch.recipes.size());
        SF_TRY(batch.grid, grid_of(source, batch.recipes[0]));
        batch.recipes.clear();
        for (const GridCell& cell : batch.grid->cells)
            batch.recipes.push_back(cell.recipe);
    }
    if (batch.recipes.empty()) return fail(ErrorCode::bad_input, "{}: no recipe is in this file", source.file.string());
    if (batch.recipes.size() > batch_limits::max_recipes) return too_large(batch.recipes.size());
    return batch;
}

} // namespace sfumato
