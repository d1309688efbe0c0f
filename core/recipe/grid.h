// X/Y/Z grids: one recipe varied along up to three axes.
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

namespace grid_limits {
inline constexpr std::size_t max_values = 1000;   ///< of one axis
inline constexpr std::size_t max_cells = 100'000; ///< of a grid
} // namespace grid_limits

/// A field and the values that it takes; the pseudo field "s/r" replaces the first value in both prompts by each.
struct GridAxis {
    std::string field; ///< canonical name, or "s/r"
    std::vector<std::string> values;
    bool operator==(const GridAxis&) const = default;
};

/// "FIELD=VALUES". Values are parted by commas; one that holds commas stands in quotes (doubled inside). Of numbers
/// also ranges as A1111 writes them: "1-5", "1-5(+2)", "10-4(-3)", "1-10[5]": five values. Errors: usage, naming the
/// field and the value.
Result<GridAxis> parse_grid_axis(std::string_view text);

struct GridCell {
    Recipe recipe;
    std::size_t x = 0, y = 0, z = 0;
};

struct Grid {
    std::array<GridAxis, 3> axes; ///< x, y, z; one without values is not used
    std::vector<GridCell> cells;  ///< x changes first
    std::size_t columns() const { return axes[0].values.empty() ? 1 : axes[0].values.size(); }
    std::size_t rows() const { return axes[1].values.empty() ? 1 : axes[1].values.size(); }
    std::size_t sheets() const { return axes[2].values.empty() ? 1 : axes[2].values.size(); }
    /// "cfg_scale: 7"; empty for an axis that is not used.
    std::string label(std::size_t axis, std::size_t index) const;
};

/// Errors: usage: too many cells, a value that the field does not take, a text that is not in the prompts, a recipe
/// that validate() refuses; the axis and value are named.
Result<Grid> make_grid(const Recipe& base, const std::vector<GridAxis>& axes);

} // namespace sfumato
