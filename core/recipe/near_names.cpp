#include "recipe/near_names.h"

#include <algorithm>
#include <utility>

namespace sfumato {
namespace {

/// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
    }
    return row.back();
}

} // namespace

std::string near_names(std::string_view name, const std::vector<std::string>& names) {
    constexpr std::size_t longest = 64, looked_at = 20000, told = 3;
    if (name.empty() || name.size() > longest) return {};
    std::vector<std::pair<std::size_t, std::string_view>> near;
    for (std::size_t i = 0; i < std::min(names.size(), looked_at); ++i) {
        const std::string_view other = names[i];
        if (other.size() > longest) continue;
        const std::size_t apart = distance(name, other);
        const bool contains = name.size() >= 3 && other.find(name) != std::string_view::npos;
        if (apart <= std::max<std::size_t>(1, name.size() / 3) || contains) near.emplace_back(apart, other);
    }
    std::ranges::stable_sort(near, {}, &std::pair<std::size_t, std::string_view>::first);
    near.resize(std::min(near.size(), told));
    std::string text;
    for (std::size_t i = 0; i < near.size(); ++i)
        text += std::string(i == 0 ? "" : i + 1 == near.size() ? " or " : ", ") + std::string(near[i].second);
    return text;
}

} // namespace sfumato
