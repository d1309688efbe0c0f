// Where the recipes of a batch come from: a template, a prompt matrix, a table, lines of a text or a grid.
#pragma once

#include "base/cancel.h"
#include "recipe/dynamic_prompt.h"
#include "recipe/grid.h"
#include "recipe/table.h"

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sfumato {

namespace batch_limits {
inline constexpr std::size_t max_recipes = 100'000; ///< made at once
} // namespace batch_limits

/// A description of a batch, as a user gives it.
struct BatchSource {
    Recipe base;                ///< what the file does not say, and the prompts where there is no file
    std::filesystem::path file; ///< .csv, .tsv, .jsonl: a recipe a row; .txt: a prompt a line; empty: none
    bool matrix = false;        ///< the prompt is a matrix, see prompt_matrix()
    bool expand = false;        ///< read the prompts of a table as templates; those of lines always are
    PromptSampler sampler = PromptSampler::combinatorial;
    std::optional<std::uint64_t> count;           ///< prompts of each template; absent: all combinations, else 1
    std::uint64_t prompt_seed = 0;                ///< of the random sampler
    bool same_seed = false;                       ///< of all pictures of a template
    std::vector<std::filesystem::path> wildcards; ///< folders
    std::array<std::string, 3> axes;              ///< of a grid, as parse_grid_axis() reads them; empty: not used
    std::function<std::uint64_t()> draw_seed;     ///< for seeds of -1 in tables
};

/// What is to be made, in order.
struct Batch {
    std::vector<Recipe> recipes;
    std::optional<Grid> grid; ///< of axes or of the matrix; cells in the order of the recipes
};

/// By the file's name; nothing for other names.
std::optional<TableFormat> table_format_of(const std::filesystem::path& file);

/// Errors: usage, bad_input (naming file, line and column), not_found (files, wildcards), cancelled, those of reading.
Result<Batch> make_batch(const BatchSource& source, const CancelToken& cancel = {});

} // namespace sfumato
