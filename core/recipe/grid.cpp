#include "recipe/grid.h"

#include "recipe/fields.h"
#include "recipe/trimmed.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace sfumato {
namespace {

using namespace grid_limits;

constexpr std::string_view search_replace = "s/r";

/// Parts at commas; quotes keep what they enclose.
Result<std::vector<std::string>> values_of(std::string_view text, std::string_view field) {
    std::vector<std::string> values;
    std::size_t at = 0;
    while (at <= text.size()) {
        while (at < text.size() && (text[at] == ' ' || text[at] == '\n'))
            ++at;
        std::string value;
        if (at < text.size() && text[at] == '"') {
            bool closed = false;
            for (++at; at < text.size() && !closed; ++at) {
                if (text[at] != '"')
                    value += text[at];
                else if (at + 1 < text.size() && text[at + 1] == '"')
                    value += text[at++];
                else
                    closed = true;
            }
            if (!closed) return fail(ErrorCode::usage, "axis {}: a quote is never closed", field);
            const std::size_t comma = std::min(text.find(',', at), text.size());
            if (!trimmed(text.substr(at, comma - at)).empty())
                return fail(ErrorCode::usage, "axis {}: text behind the closing quote of \"{}\"", field, value);
            at = comma + 1;
        } else {
            const std::size_t comma = std::min(text.find(',', at), text.size());
            value = trimmed(text.substr(at, comma - at));
            at = comma + 1;
        }
        values.push_back(std::move(value));
        if (values.size() > max_values)
            return fail(ErrorCode::usage, "axis {}: more than {} values", field, max_values);
    }
    return values;
}

struct Range {
    double from = 0, to = 0, step = 1;
    std::optional<std::size_t> count;
    bool whole = true; ///< no decimal point anywhere
};

/// A number at `at`, which moves behind it.
std::optional<double> number_at(std::string_view text, std::size_t& at, bool& whole) {
    while (at < text.size() && text[at] == ' ')
        ++at;
    std::size_t start = at;
    if (at < text.size() && text[at] == '+') start = ++at;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data() + start, text.data() + text.size(), value);
    if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
    const auto stop = static_cast<std::size_t>(end - text.data());
    whole = whole && text.substr(start, stop - start).find_first_of(".eE") == std::string_view::npos;
    at = stop;
    while (at < text.size() && text[at] == ' ')
        ++at;
    return value;
}

/// "1-5", "1-5(+2)", "1-10[5]"; nothing when the text is no range.
std::optional<Range> range_of(std::string_view text) {
    Range range;
    std::size_t at = 0;
    const auto from = number_at(text, at, range.whole);
    if (!from || at >= text.size() || text[at] != '-') return std::nullopt;
    ++at;
    const auto to = number_at(text, at, range.whole);
    if (!to) return std::nullopt;
    range.from = *from;
    range.to = *to;
    range.step = *from <= *to ? 1 : -1;
    if (at == text.size()) return range;
    const char open = text[at++];
    const auto number = number_at(text, at, range.whole);
    if (!number || at + 1 != text.size()) return std::nullopt;
    if (open == '(' && text[at] == ')') {
        range.step = *number;
        return range;
    }
    if (open != '[' || text[at] != ']' || *number < 1 || *number > static_cast<double>(max_values) ||
        *number != std::floor(*number))
        return std::nullopt;
    range.count = static_cast<std::size_t>(*number);
    return range;
}

std::string number_text(double value, bool whole) {
    // Steps such as 0.1 do not add up exactly; ten digits are more than any field needs.
    return whole ? fmt::format("{:.0f}", value) : fmt::format("{:.10g}", value);
}

Result<> append_range(const Range& range, std::string_view text, GridAxis& axis) {
    std::size_t count = 0;
    double step = range.step;
    if (range.count) {
        count = *range.count;
        step = count > 1 ? (range.to - range.from) / static_cast<double>(count - 1) : 0;
    } else {
        if (step == 0 || (range.to - range.from) / step < 0)
            return fail(ErrorCode::usage, "axis {}: the range \"{}\" never gets to its end", axis.field, text);
        const double steps = std::floor((range.to - range.from) / step + 1e-9);
        if (steps >= static_cast<double>(max_values))
            return fail(ErrorCode::usage, "axis {}: the range \"{}\" has more than {} values", axis.field, text,
                        max_values);
        count = static_cast<std::size_t>(steps) + 1;
    }
    if (axis.values.size() + count > max_values)
        return fail(ErrorCode::usage, "axis {}: more than {} values", axis.field, max_values);
    const auto& fractional = {"cfg_scale", "eta", "strength", "variation_strength"};
    const bool whole =
        std::ranges::find(fractional, axis.field) == std::end(fractional) || (range.whole && !range.count);
    for (std::size_t i = 0; i < count; ++i)
        axis.values.push_back(number_text(range.from + static_cast<double>(i) * step, whole));
    return {};
}

Result<> replace_in_prompts(Recipe& recipe, const std::string& from, const std::string& to) {
    bool found = false;
    for (std::string* text : {&recipe.prompt, &recipe.negative_prompt}) {
        std::string out;
        std::size_t at = 0;
        for (std::size_t next = text->find(from); next != std::string::npos; next = text->find(from, at)) {
            out += text->substr(at, next - at) + to;
            at = next + from.size();
            found = true;
        }
        *text = out + text->substr(at);
    }
    if (!found) return fail(ErrorCode::usage, "\"{}\" is in neither prompt, so there is nothing to replace", from);
    return {};
}

Result<> apply(Recipe& recipe, const GridAxis& axis, std::size_t index) {
    if (axis.values.empty()) return {};
    if (axis.field == search_replace) return replace_in_prompts(recipe, axis.values[0], axis.values[index]);
    SF_TRY(const RecipeField* field, find_recipe_field(axis.field));
    return field->set(recipe, axis.values[index]);
}

} // namespace

Result<GridAxis> parse_grid_axis(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos)
        return fail(ErrorCode::usage, "axis \"{}\": expected FIELD=VALUES, such as cfg=4,6,8", text.substr(0, 60));
    const std::string_view name = trimmed(text.substr(0, equals));
    GridAxis axis;
    bool numeric = false;
    if (name == search_replace || name == "S/R" || name == "prompt s/r" || name == "prompt S/R" ||
        name == "Prompt S/R") {
        axis.field = search_replace;
    } else {
        SF_TRY(const RecipeField* field, find_recipe_field(name));
        axis.field = field->name;
        numeric = field->numeric;
    }
    SF_TRY(const std::vector<std::string> values, values_of(text.substr(equals + 1), axis.field));
    for (const std::string& value : values) {
        const auto range = numeric ? range_of(value) : std::nullopt;
        if (range)
            SF_CHECK(append_range(*range, value, axis));
        else
            axis.values.push_back(value);
    }
    if (axis.field == search_replace && axis.values[0].empty())
        return fail(ErrorCode::usage, "axis s/r: the first value is what is looked for, and it is empty");
    Recipe probe; // values that the field does not take are told here
    for (std::size_t i = 0; axis.field != search_replace && i < axis.values.size(); ++i)
        if (const auto set = apply(probe, axis, i); !set)
            return fail(ErrorCode::usage, "axis {}: {}", axis.field, set.error().message);
    return axis;
}

std::string Grid::label(std::size_t axis, std::size_t index) const {
    const GridAxis& one = axes.at(axis);
    if (one.values.empty()) return {};
    return one.field == search_replace || one.field == "prompt" ? one.values[index]
                                                                : one.field + ": " + one.values[index];
}

Result<Grid> make_grid(const Recipe& base, const std::vector<GridAxis>& axes) {
    Grid grid;
    if (axes.size() > grid.axes.size())
        return fail(ErrorCode::usage, "{} axes, expected at most {}", axes.size(), grid.axes.size());
    std::copy(axes.begin(), axes.end(), grid.axes.begin());
    if (grid.columns() * grid.rows() * grid.sheets() > max_cells)
        return fail(ErrorCode::usage, "the grid has {} x {} x {} pictures, at most {} are allowed", grid.columns(),
                    grid.rows(), grid.sheets(), max_cells);
    for (std::size_t z = 0; z < grid.sheets(); ++z)
        for (std::size_t y = 0; y < grid.rows(); ++y)
            for (std::size_t x = 0; x < grid.columns(); ++x) {
                GridCell cell{base, x, y, z};
                for (const auto& [axis, index] : {std::pair{0u, x}, std::pair{1u, y}, std::pair{2u, z}})
                    SF_CHECK(
                        with_context(apply(cell.recipe, grid.axes[axis], index), "axis {}", grid.axes[axis].field));
                SF_CHECK(with_context(validate(cell.recipe), "grid cell {}, {}, {}", x + 1, y + 1, z + 1));
                grid.cells.push_back(std::move(cell));
            }
    return grid;
}

} // namespace sfumato
