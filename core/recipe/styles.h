// Styles: pieces of prompts by name, in the tables that A1111 keeps as styles.csv.
#pragma once

#include "base/error.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

namespace style_limits {
inline constexpr std::size_t max_file_bytes = 16u << 20;
inline constexpr std::size_t max_styles = 10'000; ///< of one file
inline constexpr std::size_t max_name_bytes = 200;
inline constexpr std::size_t max_text_bytes = 1u << 16;
} // namespace style_limits

struct PromptStyle {
    std::string name;
    std::string prompt; ///< "{prompt}" in it stands for what is written; without it, it is put behind
    std::string negative_prompt;
    bool operator==(const PromptStyle&) const = default;
};

/// Reads a styles.csv: columns name, prompt and negative_prompt (older ones: name and text), found by the header; other
/// columns are passed over, and so are rows without a name, and rows without texts (A1111's headings between styles).
/// Of equal names the last counts. `name` stands for the file in messages. Errors: bad_input naming file, line and
/// column.
Result<std::vector<PromptStyle>> read_styles(std::string_view text, std::string_view name);
/// Text that read_styles() reads back as the same.
std::string write_styles(const std::vector<PromptStyle>& styles);

/// What was written, with the style's piece: at the place of "{prompt}", else behind it, after ", ". Error: usage when
/// it becomes longer than a prompt may be.
Result<std::string> apply_style(std::string_view written, std::string_view piece);

/// The styles of one file.
struct StyleFile {
    std::filesystem::path file;
    std::vector<PromptStyle> styles;
};
/// All .csv files of a folder (at most 200), by name. What cannot be read is told in `problems`. A folder that does not
/// exist has none.
std::vector<StyleFile> read_style_folder(const std::filesystem::path& folder, std::vector<Error>& problems);

} // namespace sfumato
