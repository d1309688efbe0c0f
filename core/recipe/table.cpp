#include "recipe/table.h"

#include "base/json.h"
#include "recipe/csv.h"
#include "recipe/fields.h"
#include "recipe/json.h"
#include "recipe/utf8.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace sfumato {
namespace {

using namespace table_limits;
using csv::Cell;
using csv::Row;
using csv::wrong;

Result<> set_field(Recipe& recipe, const RecipeField& field, std::string_view text, const TableOptions& options) {
    const bool seed = field.name == "seed" || field.name == "variation_seed";
    if (seed && text == "-1" && options.draw_seed) {
        (field.name == "seed" ? recipe.seed : recipe.variation_seed) = options.draw_seed();
        return {};
    }
    return field.set(recipe, text);
}

Result<> check_row(const Recipe& recipe, std::string_view name, std::size_t line) {
    if (recipe.init && recipe.init->path.empty() && recipe.init->sha256.empty())
        return wrong(name, line, 1, "the row says how to start, but needs an initial image: column init");
    if (const auto valid = validate(recipe); !valid) return wrong(name, line, 1, "{}", valid.error().message);
    return {};
}

Result<std::vector<const RecipeField*>> header_fields(const Row& header, std::string_view name) {
    std::vector<const RecipeField*> columns;
    for (const Cell& cell : header) {
        const auto field = find_recipe_field(cell.text);
        if (!field) return wrong(name, cell.line, cell.column, "{}", field.error().message);
        if (std::ranges::find(columns, *field) != columns.end())
            return wrong(name, cell.line, cell.column, "column {} is there twice", (*field)->name);
        columns.push_back(*field);
    }
    return columns;
}

Result<std::vector<Recipe>> read_csv(std::string_view text, char delimiter, std::string_view name,
                                     const TableOptions& options) {
    csv::Reader reader(text, delimiter, name);
    Row header;
    while (!reader.at_end() && (header.empty() || csv::is_blank(header))) {
        SF_TRY(header, reader.row());
    }
    if (header.empty() || csv::is_blank(header))
        return fail(ErrorCode::bad_input, "{}: the table is empty, expected a first row of field names", name);
    SF_TRY(const std::vector<const RecipeField*> columns, header_fields(header, name));
    std::vector<Recipe> recipes;
    while (!reader.at_end()) {
        SF_TRY(const Row row, reader.row());
        if (csv::is_blank(row)) continue;
        if (row.size() != columns.size())
            return wrong(name, row.back().line, row.back().column, "{} cells in this row, the header has {}",
                         row.size(), columns.size());
        if (recipes.size() >= max_rows) return wrong(name, row[0].line, 1, "more than {} rows", max_rows);
        Recipe recipe = options.base;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (row[i].text.empty()) continue;
            if (const auto set = set_field(recipe, *columns[i], row[i].text, options); !set)
                return wrong(name, row[i].line, row[i].column, "{}: {}", columns[i]->name, set.error().message);
        }
        SF_CHECK(check_row(recipe, name, row[0].line));
        recipes.push_back(std::move(recipe));
    }
    return recipes;
}

/// The text that a field's set() reads.
Result<std::string> text_of(const nlohmann::json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number() || value.is_boolean()) return value.dump();
    return fail(ErrorCode::bad_input, "found {}, expected a text or a number", describe_json(value));
}

Result<Recipe> recipe_of_object(const nlohmann::json& object, std::string_view name, std::size_t line,
                                const TableOptions& options) {
    Recipe recipe = options.base;
    for (const auto& [key, value] : object.items()) {
        const auto field = find_recipe_field(key);
        if (!field) return wrong(name, line, 1, "{}", field.error().message);
        if (value.is_null()) continue;
        const auto text = text_of(value);
        if (!text) return wrong(name, line, 1, "{}: {}", (*field)->name, text.error().message);
        if (const auto set = set_field(recipe, **field, *text, options); !set)
            return wrong(name, line, 1, "{}: {}", (*field)->name, set.error().message);
    }
    SF_CHECK(check_row(recipe, name, line));
    return recipe;
}

Result<Recipe> recipe_of_line(std::string_view text, std::string_view name, std::size_t line,
                              const TableOptions& options) {
    if (nested_too_deeply(text)) return wrong(name, line, 1, "nested deeper than {} levels", max_json_depth);
    nlohmann::json object;
    try {
        object = nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        return wrong(name, line, std::max<std::size_t>(error.byte, 1), "this is not valid JSON");
    } catch (const std::exception&) {
        return wrong(name, line, 1, "this is not valid JSON");
    }
    if (!object.is_object()) return wrong(name, line, 1, "found {}, expected an object", describe_json(object));
    if (!object.contains("sfumato_recipe")) return recipe_of_object(object, name, line, options);
    auto recipe = recipe_from_json(text);
    if (!recipe) return wrong(name, line, 1, "{}", recipe.error().message);
    return recipe;
}

Result<std::vector<Recipe>> read_json_lines(std::string_view text, std::string_view name, const TableOptions& options) {
    std::vector<Recipe> recipes;
    std::size_t line = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view one = text.substr(at, end - at);
        at = end + 1;
        ++line;
        if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        if (recipes.size() >= max_rows) return wrong(name, line, 1, "more than {} rows", max_rows);
        SF_TRY(Recipe recipe, recipe_of_line(one, name, line, options));
        recipes.push_back(std::move(recipe));
    }
    return recipes;
}

std::string csv_cell(const std::string& text, char delimiter) {
    const char special[] = {delimiter, '"', '\n', '\r', '\0'};
    const bool blank_ends = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (text.find_first_of(special) == std::string::npos && !blank_ends) return text;
    return csv::quoted(text);
}

std::vector<const RecipeField*> columns_of(const std::vector<Recipe>& recipes) {
    const std::set<std::string_view> usual{"prompt",  "negative_prompt", "model", "steps", "cfg_scale",
                                           "sampler", "schedule",        "seed",  "width", "height"};
    const Recipe standard;
    std::vector<const RecipeField*> columns;
    for (const RecipeField& field : recipe_fields()) {
        if (!field.stored) continue;
        const std::string same = field.get(standard);
        const auto differs = [&](const Recipe& recipe) { return field.get(recipe) != same; };
        if (usual.contains(field.name) || std::ranges::any_of(recipes, differs)) columns.push_back(&field);
    }
    return columns;
}

} // namespace

Result<std::vector<Recipe>> read_recipe_table(std::string_view text, TableFormat format, std::string_view name,
                                              const TableOptions& options) {
    if (text.size() > max_bytes)
        return fail(ErrorCode::bad_input, "{}: {} bytes long, expected at most {}", name, text.size(), max_bytes);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (const auto at = find_invalid_utf8(text)) {
        const std::string_view before = text.substr(0, *at);
        const std::size_t start = before.rfind('\n');
        return wrong(name, 1 + static_cast<std::size_t>(std::ranges::count(before, '\n')),
                     before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1,
                     "not valid UTF-8: byte 0x{:02x}", static_cast<unsigned char>(text[*at]));
    }
    switch (format) {
    case TableFormat::csv: return read_csv(text, csv::delimiter_of(text), name, options);
    case TableFormat::tsv: return read_csv(text, '\t', name, options);
    case TableFormat::json_lines: break;
    }
    return read_json_lines(text, name, options);
}

std::string write_recipe_table(const std::vector<Recipe>& recipes, TableFormat format) {
    const std::vector<const RecipeField*> columns = columns_of(recipes);
    const char delimiter = format == TableFormat::tsv ? '\t' : ',';
    std::string out;
    if (format != TableFormat::json_lines) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            out += (i > 0 ? std::string(1, delimiter) : std::string()) + std::string(columns[i]->name);
        out += "\r\n";
    }
    for (const Recipe& recipe : recipes) {
        nlohmann::ordered_json object = nlohmann::ordered_json::object();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::string value = columns[i]->get(recipe);
            if (format != TableFormat::json_lines)
                out += (i > 0 ? std::string(1, delimiter) : std::string()) + csv_cell(value, delimiter);
            else if (!value.empty())
                object[std::string(columns[i]->name)] = columns[i]->numeric
                                                            ? nlohmann::ordered_json::parse(value, nullptr, false)
                                                            : nlohmann::ordered_json(value);
        }
        if (format == TableFormat::json_lines)
            out += object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
        else
            out += "\r\n";
    }
    return out;
}

} // namespace sfumato
