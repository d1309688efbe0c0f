// Many small pictures on one sheet, in rows and columns with labels.
#pragma once

#include "base/error.h"
#include "image/image.h"

#include <string>
#include <vector>

namespace sfumato {

struct ContactSheet {
    std::size_t columns = 1, rows = 1;
    std::vector<std::string> column_labels; ///< empty, or one a column
    std::vector<std::string> row_labels;    ///< empty, or one a row
    std::string title;                      ///< above all; may be empty
    std::vector<Image> pictures;            ///< row by row; an empty one leaves its place open
    int cell_limit = 512;                   ///< pixels of a picture's longer side on the sheet at most
};

/// RGB on white, labels in black; long labels are broken into at most four lines. Error: usage when numbers do not
/// agree or the sheet would be larger than 100 megapixels.
Result<Image> draw_contact_sheet(const ContactSheet& sheet);

} // namespace sfumato
