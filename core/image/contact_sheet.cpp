#include "image/contact_sheet.h"

#include "image/label.h"
#include "image/resample.h"

#include <algorithm>

namespace sfumato {
namespace {

constexpr std::array<std::uint8_t, 3> ink{20, 20, 20};
constexpr int gap = 8;
constexpr std::size_t max_lines = 4;

std::size_t next_boundary(std::string_view text, std::size_t at) {
    do
        ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
    return at;
}

/// Lines no wider than `width`, broken at blanks where there are any; what does not fit ends in "...".
std::vector<std::string> lines_of(const LabelFont& font, std::string_view text, int width) {
    std::vector<std::string> lines;
    while (!text.empty() && lines.size() < max_lines) {
        std::size_t end = 0, blank = 0;
        while (end < text.size() && text[end] != '\n') {
            const std::size_t next = next_boundary(text, end);
            if (end > 0 && font.width_of(text.substr(0, next)) > width) break;
            if (text[end] == ' ') blank = end;
            end = next;
        }
        const bool whole = end == text.size() || text[end] == '\n';
        if (!whole && blank > 0) end = blank;
        std::string line(text.substr(0, end));
        text.remove_prefix(end);
        while (!text.empty() && (text.front() == ' ' || text.front() == '\n'))
            text.remove_prefix(1);
        if (!text.empty() && lines.size() + 1 == max_lines) line += "...";
        lines.push_back(std::move(line));
    }
    return lines;
}

struct Labels {
    std::vector<std::vector<std::string>> lines;
    int height = 0; ///< of the highest
    int width = 0;  ///< of the widest

    Labels(const LabelFont& font, const std::vector<std::string>& texts, int limit) {
        for (const std::string& text : texts) {
            lines.push_back(lines_of(font, text, limit));
            height = std::max(height, static_cast<int>(lines.back().size()) * font.line_height());
            for (const std::string& line : lines.back())
                width = std::max(width, font.width_of(line));
        }
    }
};

void draw_lines(Image& image, const LabelFont& font, const std::vector<std::string>& lines, int x, int y, int centre) {
    for (const std::string& line : lines) {
        font.draw(image, centre > 0 ? x + std::max(0, (centre - font.width_of(line)) / 2) : x, y, line, ink);
        y += font.line_height();
    }
}

void paste(Image& sheet, const Image& picture, int x, int y) {
    const Image flat = composite_over_white(picture);
    for (int row = 0; row < flat.height; ++row)
        std::copy_n(&flat.pixels[static_cast<std::size_t>(row) * static_cast<std::size_t>(flat.width) * 3],
                    static_cast<std::size_t>(flat.width) * 3,
                    &sheet.pixels[(static_cast<std::size_t>(y + row) * static_cast<std::size_t>(sheet.width) +
                                   static_cast<std::size_t>(x)) *
                                  3]);
}

/// The pictures at the size that they have on the sheet.
Result<std::vector<Image>> fitted(const ContactSheet& sheet) {
    std::vector<Image> pictures;
    for (const Image& picture : sheet.pictures) {
        const int longer = std::max(picture.width, picture.height);
        if (longer <= sheet.cell_limit) {
            pictures.push_back(picture);
            continue;
        }
        const auto side = [&](int pixels) { return std::max(1, pixels * sheet.cell_limit / longer); };
        SF_TRY(Image small, resize(picture, side(picture.width), side(picture.height)));
        pictures.push_back(std::move(small));
    }
    return pictures;
}

} // namespace

Result<Image> draw_contact_sheet(const ContactSheet& sheet) {
    if (sheet.columns < 1 || sheet.rows < 1 || sheet.pictures.size() != sheet.columns * sheet.rows ||
        (!sheet.column_labels.empty() && sheet.column_labels.size() != sheet.columns) ||
        (!sheet.row_labels.empty() && sheet.row_labels.size() != sheet.rows))
        return fail(ErrorCode::usage, "contact sheet: {} pictures in {} columns and {} rows", sheet.pictures.size(),
                    sheet.columns, sheet.rows);
    SF_TRY(const std::vector<Image> pictures, fitted(sheet));
    int cell_width = 1, cell_height = 1;
    for (const Image& picture : pictures) {
        cell_width = std::max(cell_width, picture.width);
        cell_height = std::max(cell_height, picture.height);
    }
    const LabelFont font(std::clamp(cell_width / 16, 12, 28));
    const Labels columns(font, sheet.column_labels, cell_width),
        rows(font, sheet.row_labels, std::max(cell_width / 2, 120));
    const int left = rows.width > 0 ? rows.width + 2 * gap : gap;
    const auto width = static_cast<std::uint64_t>(left) + sheet.columns * static_cast<std::uint64_t>(cell_width + gap);
    const Labels title(font, {sheet.title}, static_cast<int>(std::min<std::uint64_t>(width, 1u << 20)) - 2 * gap);
    const int title_height = sheet.title.empty() ? 0 : title.height + gap;
    const int top = gap + title_height + (columns.height > 0 ? columns.height + gap : 0);
    const auto height = static_cast<std::uint64_t>(top) + sheet.rows * static_cast<std::uint64_t>(cell_height + gap);
    if (width > image_limits::max_side || height > image_limits::max_side || width * height > image_limits::max_pixels)
        return fail(ErrorCode::usage, "the contact sheet would be {}x{} pixels, at most {} are drawn", width, height,
                    image_limits::max_pixels);
    Image out{static_cast<int>(width), static_cast<int>(height), 3, {}};
    out.pixels.assign(width * height * 3, 255);
    draw_lines(out, font, title.lines[0], gap, gap, 0);
    for (std::size_t i = 0; i < columns.lines.size(); ++i)
        draw_lines(out, font, columns.lines[i], left + static_cast<int>(i) * (cell_width + gap), gap + title_height,
                   cell_width);
    for (std::size_t row = 0; row < sheet.rows; ++row) {
        const int y = top + static_cast<int>(row) * (cell_height + gap);
        if (!rows.lines.empty()) draw_lines(out, font, rows.lines[row], gap, y + gap, 0);
        for (std::size_t column = 0; column < sheet.columns; ++column) {
            const Image& picture = pictures[row * sheet.columns + column];
            const int x = left + static_cast<int>(column) * (cell_width + gap);
            if (is_consistent(picture))
                paste(out, picture, x + (cell_width - picture.width) / 2, y + (cell_height - picture.height) / 2);
        }
    }
    return out;
}

} // namespace sfumato
