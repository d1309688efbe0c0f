#include "engine/grid_record.h"

#include "base/json.h"

#include <nlohmann/json.hpp>

namespace sfumato {
namespace {

using Json = nlohmann::json;

constexpr int record_version = 1;

bool is_text(const Json& json, const char* field) {
    return json.contains(field) && json[field].is_string();
}

Result<> read_axes(const Json& json, std::string_view name, Grid& grid) {
    if (!json.contains("axes") || !json["axes"].is_array() || json["axes"].size() != grid.axes.size())
        return wrong_field(name, "axes", "three of them");
    for (std::size_t i = 0; i < grid.axes.size(); ++i) {
        const Json& axis = json["axes"][i];
        if (!axis.is_object() || !is_text(axis, "field") || !axis.contains("values") || !axis["values"].is_array() ||
            axis["values"].size() > grid_limits::max_values)
            return wrong_field(name, "axes", "a field and a list of values");
        grid.axes[i].field = axis["field"].get<std::string>();
        for (const Json& value : axis["values"]) {
            if (!value.is_string()) return wrong_field(name, "axes", "texts as values");
            grid.axes[i].values.push_back(value.get<std::string>());
        }
    }
    return {};
}

Result<> read_cells(const Json& json, std::string_view name, GridRecord& record) {
    if (!json.contains("cells") || !json["cells"].is_array() || json["cells"].empty() ||
        json["cells"].size() > grid_limits::max_cells)
        return wrong_field(name, "cells", "a list of 1 to 100000");
    const Grid& grid = record.grid;
    const std::size_t ends[] = {grid.columns(), grid.rows(), grid.sheets()};
    for (const Json& cell : json["cells"]) {
        if (!cell.is_array() || cell.size() != 4 || !cell[0].is_number_integer())
            return wrong_field(name, "cells", "lists of a job's number and three places");
        std::size_t at[3] = {};
        for (std::size_t i = 0; i < 3; ++i) {
            const Json& place = cell[i + 1];
            if (!place.is_number_unsigned() || place.get<std::uint64_t>() >= ends[i])
                return wrong_field(name, "cells", "places within the axes");
            at[i] = place.get<std::size_t>();
        }
        record.ids.push_back(cell[0].get<QueueId>());
        record.grid.cells.push_back({Recipe(), at[0], at[1], at[2]});
    }
    return {};
}

} // namespace

std::string grid_record_to_json(const GridRecord& record) {
    Json json{{"sfumato_grid", record_version}, {"folder", record.folder}};
    json["axes"] = Json::array();
    for (const GridAxis& axis : record.grid.axes)
        json["axes"].push_back({{"field", axis.field}, {"values", axis.values}});
    json["cells"] = Json::array();
    for (std::size_t i = 0; i < record.grid.cells.size() && i < record.ids.size(); ++i) {
        const GridCell& cell = record.grid.cells[i];
        json["cells"].push_back(Json::array({record.ids[i], cell.x, cell.y, cell.z}));
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<GridRecord> grid_record_from_json(std::string_view text, std::string_view name) {
    if (nested_too_deeply(text)) return fail(ErrorCode::bad_input, "{}: nested too deeply", name);
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("sfumato_grid") || json["sfumato_grid"] != record_version)
        return fail(ErrorCode::bad_input, "{}: this is no record of a grid of version {}", name, record_version);
    if (!is_text(json, "folder")) return wrong_field(name, "folder", "a text");
    GridRecord record;
    record.folder = json["folder"].get<std::string>();
    SF_CHECK(read_axes(json, name, record.grid));
    SF_CHECK(read_cells(json, name, record));
    return record;
}

} // namespace sfumato
