#include "tensor/tuning.h"

#include <algorithm>

namespace sfumato {
namespace {

constexpr std::string_view magic = "sfumato tuning 1";
constexpr std::size_t longest_line = 500;

bool printable(std::string_view text) {
    return !text.empty() && text.size() <= longest_line &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// Takes the next line off; empty at the end and for lines without a line feed, which a cut-off file has.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

} // namespace

std::string format_tuning(const TuningFile& file) {
    std::string text = fmt::format("{}\n{}\n", magic, file.subject);
    for (const auto& [key, choice] : file.tuning)
        text += fmt::format("{} = {}\n", key, choice);
    return text + fmt::format("end {}\n", file.tuning.size());
}

Result<TuningFile> parse_tuning(std::string_view text) {
    if (text.size() > largest_tuning_file)
        return fail(ErrorCode::bad_input, "holds {} bytes, expected at most {}", text.size(), largest_tuning_file);
    if (take_line(text) != magic) return fail(ErrorCode::bad_input, "line 1: not a tuning of this version");
    TuningFile file;
    file.subject = take_line(text);
    if (!printable(file.subject)) return fail(ErrorCode::bad_input, "line 2: no subject");
    for (std::size_t number = 3;; ++number) {
        const std::string_view line = take_line(text);
        if (!printable(line)) return fail(ErrorCode::bad_input, "line {}: missing, or not plain text", number);
        if (line == fmt::format("end {}", file.tuning.size())) break;
        const std::size_t equals = line.find(" = ");
        if (equals == std::string_view::npos || equals == 0 || equals + 3 == line.size())
            return fail(ErrorCode::bad_input, "line {}: expected 'problem = choice' or the end with {} problems",
                        number, file.tuning.size());
        if (!file.tuning.emplace(line.substr(0, equals), line.substr(equals + 3)).second)
            return fail(ErrorCode::bad_input, "line {}: the problem is listed twice", number);
    }
    if (!text.empty()) return fail(ErrorCode::bad_input, "{} bytes follow the end", text.size());
    return file;
}

} // namespace sfumato
