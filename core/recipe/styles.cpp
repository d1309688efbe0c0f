#include "recipe/styles.h"

#include "base/file.h"
#include "recipe/csv.h"
#include "recipe/recipe.h"
#include "recipe/trimmed.h"
#include "recipe/utf8.h"

#include <algorithm>
#include <optional>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view place = "{prompt}";
constexpr std::size_t max_files = 200;

struct Columns {
    std::optional<std::size_t> name, prompt, negative;
};

Result<Columns> columns_of(const csv::Row& header, std::string_view name) {
    Columns columns;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::string_view title = trimmed(header[i].text);
        if (title == "name") columns.name = i;
        if (title == "prompt" || title == "text") columns.prompt = i;
        if (title == "negative_prompt") columns.negative = i;
    }
    if (!columns.name || !columns.prompt)
        return csv::wrong(name, 1, 1, "found the columns \"{}\", expected name, prompt and negative_prompt",
                          header.empty() ? "" : header[0].text.substr(0, 80));
    return columns;
}

Result<std::string> text_of(const csv::Row& row, std::optional<std::size_t> column, std::size_t limit,
                            std::string_view name) {
    if (!column || *column >= row.size()) return std::string();
    const csv::Cell& cell = row[*column];
    if (cell.text.size() > limit)
        return csv::wrong(name, cell.line, cell.column, "{} bytes, expected at most {}", cell.text.size(), limit);
    return std::string(trimmed(cell.text));
}

} // namespace

Result<std::vector<PromptStyle>> read_styles(std::string_view text, std::string_view name) {
    if (text.size() > style_limits::max_file_bytes)
        return fail(ErrorCode::bad_input, "{}: {} bytes, expected at most {}", name, text.size(),
                    style_limits::max_file_bytes);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (const auto at = find_invalid_utf8(text))
        return fail(ErrorCode::bad_input, "{}: byte {} is no UTF-8 text", name, *at);
    csv::Reader reader(text, csv::delimiter_of(text), name);
    std::vector<PromptStyle> styles;
    if (reader.at_end()) return styles;
    SF_TRY(const csv::Row header, reader.row());
    SF_TRY(const Columns columns, columns_of(header, name));
    while (!reader.at_end()) {
        SF_TRY(const csv::Row row, reader.row());
        PromptStyle style;
        SF_TRY(style.name, text_of(row, columns.name, style_limits::max_name_bytes, name));
        SF_TRY(style.prompt, text_of(row, columns.prompt, style_limits::max_text_bytes, name));
        SF_TRY(style.negative_prompt, text_of(row, columns.negative, style_limits::max_text_bytes, name));
        if (style.name.empty() || (style.prompt.empty() && style.negative_prompt.empty())) continue;
        std::erase_if(styles, [&](const PromptStyle& other) { return other.name == style.name; });
        styles.push_back(std::move(style));
        if (styles.size() > style_limits::max_styles)
            return csv::wrong(name, row[0].line, 1, "more than {} styles", style_limits::max_styles);
    }
    return styles;
}

std::string write_styles(const std::vector<PromptStyle>& styles) {
    std::string out = "name,prompt,negative_prompt\n";
    for (const PromptStyle& style : styles)
        out +=
            csv::quoted(style.name) + ',' + csv::quoted(style.prompt) + ',' + csv::quoted(style.negative_prompt) + '\n';
    return out;
}

Result<std::string> apply_style(std::string_view written, std::string_view piece) {
    written = trimmed(written);
    piece = trimmed(piece);
    if (piece.empty()) return std::string(written);
    std::string out;
    bool placed = false;
    while (true) {
        const std::size_t at = piece.find(place);
        out += piece.substr(0, at);
        if (at == std::string_view::npos) break;
        out += written;
        placed = true;
        piece.remove_prefix(at + place.size());
        if (out.size() > recipe_limits::max_prompt_bytes) break;
    }
    if (!placed && !written.empty()) out = std::string(written) + (written.ends_with(',') ? " " : ", ") + out;
    if (out.size() > recipe_limits::max_prompt_bytes)
        return fail(ErrorCode::usage, "the prompt with this style would be longer than {} bytes",
                    recipe_limits::max_prompt_bytes);
    return out;
}

std::vector<StyleFile> read_style_folder(const fs::path& folder, std::vector<Error>& problems) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == ".csv" && files.size() < max_files) files.push_back(entry->path());
    std::ranges::sort(files);
    std::vector<StyleFile> found;
    for (const fs::path& file : files) {
        const Result<std::string> text = read_file(file, style_limits::max_file_bytes);
        Result<std::vector<PromptStyle>> styles =
            text ? read_styles(*text, file.string()) : tl::unexpected(text.error());
        if (styles)
            found.push_back({file, std::move(*styles)});
        else
            problems.push_back(styles.error());
    }
    return found;
}

} // namespace sfumato
