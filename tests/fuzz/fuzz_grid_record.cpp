// Records of grids of any bytes: what is read is written and read again as the same.
#include "engine/grid_record.h"

#include <cstdint>
#include <cstdlib>

using namespace sfumato;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto record = grid_record_from_json({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!record) return 0;
    const auto again = grid_record_from_json(grid_record_to_json(*record), "again");
    if (!again || again->ids != record->ids || again->grid.axes != record->grid.axes) std::abort();
    for (const GridCell& cell : record->grid.cells)
        if (cell.x >= record->grid.columns() || cell.y >= record->grid.rows() || cell.z >= record->grid.sheets())
            std::abort();
    return 0;
}
