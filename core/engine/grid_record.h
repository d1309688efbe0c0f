// A grid whose pictures wait in the queue, as a file: its contact sheet is drawn although the program was closed in
// between.
#pragma once

#include "recipe/grid.h"
#include "store/journal.h"

#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

struct GridRecord {
    Grid grid;                ///< without the recipes of its cells
    std::string folder;       ///< for the sheets
    std::vector<QueueId> ids; ///< of the cells' jobs, in their order
};

std::string grid_record_to_json(const GridRecord& record);
/// `name` stands for the file in messages. Errors: bad_input naming the field and what was expected; more values or
/// cells than grid_limits; a cell outside of the axes.
Result<GridRecord> grid_record_from_json(std::string_view text, std::string_view name);

} // namespace sfumato
