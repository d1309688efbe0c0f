// Cells of CSV (RFC 4180), for tables of recipes and of styles.
#pragma once

#include "base/error.h"
#include "recipe/table.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sfumato::csv {

/// A cell with the place where it begins.
struct Cell {
    std::string text;
    std::size_t line = 1, column = 1;
};
using Row = std::vector<Cell>;

/// "NAME, line L, column C: ..."
template <class... Args> tl::unexpected<Error> wrong(std::string_view name, std::size_t line, std::size_t column,
                                                     fmt::format_string<Args...> format, Args&&... args) {
    return fail(ErrorCode::bad_input, "{}, line {}, column {}: {}", name, line, column,
                fmt::format(format, std::forward<Args>(args)...));
}

/// Reads rows of cells, RFC 4180.
class Reader {
public:
    Reader(std::string_view text, char delimiter, std::string_view name)
        : text_(text), delimiter_(delimiter), name_(name) {}

    bool at_end() const { return at_ >= text_.size(); }

    Result<Row> row() {
        Row row;
        while (true) {
            SF_TRY(Cell cell, next_cell());
            row.push_back(std::move(cell));
            if (row.size() > table_limits::max_columns)
                return wrong(name_, line_, column_, "more than {} columns", table_limits::max_columns);
            if (at_end()) return row;
            if (text_[at_] == delimiter_) {
                advance();
                continue;
            }
            if (text_[at_] == '\r') ++at_;
            if (!at_end() && text_[at_] == '\n') advance();
            return row;
        }
    }

private:
    void advance() {
        const auto c = static_cast<unsigned char>(text_[at_++]);
        if (c == '\n') {
            ++line_;
            column_ = 1;
        } else if ((c & 0xC0) != 0x80) {
            ++column_;
        }
    }
    bool ends_cell() const {
        return at_end() || text_[at_] == delimiter_ || text_[at_] == '\n' ||
               (text_[at_] == '\r' && (at_ + 1 >= text_.size() || text_[at_ + 1] == '\n'));
    }

    Result<Cell> next_cell() {
        Cell cell{{}, line_, column_};
        if (!at_end() && text_[at_] == '"') return quoted(std::move(cell));
        while (!ends_cell()) {
            if (text_[at_] == '"')
                return wrong(name_, line_, column_,
                             "a quote in a cell that does not begin with one; such a cell is written in quotes, with "
                             "quotes inside doubled");
            cell.text += text_[at_];
            advance();
        }
        return cell;
    }

    Result<Cell> quoted(Cell cell) {
        advance();
        while (true) {
            if (at_end()) return wrong(name_, cell.line, cell.column, "the quote that opens here is never closed");
            const char c = text_[at_];
            advance();
            if (c != '"') {
                cell.text += c;
            } else if (!at_end() && text_[at_] == '"') {
                cell.text += '"';
                advance();
            } else {
                break;
            }
        }
        if (!ends_cell()) return wrong(name_, line_, column_, "text behind the closing quote of a cell");
        return cell;
    }

    std::string_view text_;
    char delimiter_;
    std::string_view name_;
    std::size_t at_ = 0, line_ = 1, column_ = 1;
};

/// Whether cells are parted by ';', as spreadsheets of many countries write them.
inline char delimiter_of(std::string_view text) {
    const std::string_view header = text.substr(0, text.find('\n'));
    return std::ranges::count(header, ';') > std::ranges::count(header, ',') ? ';' : ',';
}

inline bool is_blank(const Row& row) {
    return std::ranges::all_of(
        row, [](const Cell& cell) { return cell.text.find_first_not_of(" \t\r") == std::string::npos; });
}

/// The text as a cell in quotes.
inline std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

} // namespace sfumato::csv
