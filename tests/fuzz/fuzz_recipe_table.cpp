// Tables of any bytes: what is read is written and read again as the same.
#include "recipe/grid.h"
#include "recipe/table.h"

#include <cstdlib>

using namespace sfumato;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const auto format = static_cast<TableFormat>(data[0] % 3);
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    (void)parse_grid_axis(text);
    const auto recipes = read_recipe_table(text, format, "fuzz");
    if (!recipes) return 0;
    const auto again = read_recipe_table(write_recipe_table(*recipes, format), format, "again");
    if (recipes->empty()) return 0;
    if (!again || *again != *recipes) std::abort();
    return 0;
}
