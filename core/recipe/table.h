// Recipes as tables: CSV, TSV and JSON lines, a recipe a row, columns = fields (recipe/fields.h).
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

namespace table_limits {
inline constexpr std::size_t max_bytes = 256u << 20;
inline constexpr std::size_t max_rows = 100'000;
inline constexpr std::size_t max_columns = 200;
} // namespace table_limits

enum class TableFormat { csv, tsv, json_lines };

struct TableOptions {
    Recipe base;                              ///< what rows do not say
    std::function<std::uint64_t()> draw_seed; ///< for a seed of -1; without it that is an error
};

/// Reads rows. CSV follows RFC 4180 (quotes, doubled quotes, line breaks inside them; LF or CRLF; a byte order mark is
/// passed over); its delimiter is ',', or ';' where the header has more of them. The first row names the fields; an
/// empty cell keeps what `base` says. JSON lines: an object a line; a line that is a whole recipe of ours counts as
/// such. Recipes pass validate(). Errors: bad_input naming `name`, line and column, the field, what was found and what
/// was expected.
Result<std::vector<Recipe>> read_recipe_table(std::string_view text, TableFormat format, std::string_view name,
                                              const TableOptions& options = {});

/// A table that read_recipe_table() reads back to equal recipes (with the default base). Columns that say nothing but
/// the default in all rows are left out, save the usual ones.
std::string write_recipe_table(const std::vector<Recipe>& recipes, TableFormat format);

} // namespace sfumato
