// Choices of kernels that were measured on a device, asked before the built-in tables, and the file that keeps them.
#pragma once

#include "base/error.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// From a problem ("linear 4096 320 320 F16 F16": op, sizes, stored types) to the name of a table's row. A key that
/// ends in " *" stands for all problems of its op that have no entry of their own. Names that no table has, or that do
/// not fit the device, are passed over.
using Tuning = std::map<std::string, std::string, std::less<>>;

/// A problem that a step poses, and the rows of the table that can solve it on a device, the built-in choice first.
struct Tunable {
    std::string key;
    std::vector<std::string> choices;
};

/// What a tuning file says. `subject` names what it was measured with (device, driver, kernels): a file about another
/// subject is of no use.
struct TuningFile {
    std::string subject;
    Tuning tuning;
};

inline constexpr std::size_t largest_tuning_file = 1u << 20; ///< bytes; a network has some hundred problems

/// Text of format version 1: "sfumato tuning 1", the subject, "problem = choice" per line, "end" with their number.
std::string format_tuning(const TuningFile& file);
/// Error: bad_input (another version, a line that is none, an entry twice, cut off, too large), naming the line.
Result<TuningFile> parse_tuning(std::string_view text);

} // namespace sfumato
