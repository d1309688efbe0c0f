#include "sampling/names.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace sfumato {

std::string normalised_name(std::string_view name) {
    std::string out;
    bool gap = false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (c == ' ' || c == '_' || c == '-' || c == '\t') {
            gap = true;
            continue;
        }
        if (gap && !out.empty()) out += ' ';
        gap = false;
        if (c == '+' && i + 1 < name.size() && name[i + 1] == '+') {
            out += "pp";
            ++i;
        } else {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

bool matches_any(std::string_view normalised, std::span<const std::string_view> candidates) {
    return std::any_of(candidates.begin(), candidates.end(),
                       [&](std::string_view candidate) { return normalised_name(candidate) == normalised; });
}

std::size_t nearest_distance(std::string_view normalised, std::span<const std::string_view> candidates) {
    // A name of this length is no slip of the pen, and the table of distances would only cost time.
    constexpr std::size_t longest = 64;
    std::size_t best = std::numeric_limits<std::size_t>::max();
    for (const std::string_view candidate : candidates)
        best = std::min(best, edit_distance(normalised.substr(0, longest), normalised_name(candidate)));
    return best;
}

} // namespace sfumato
