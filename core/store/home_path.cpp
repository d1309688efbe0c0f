#include "store/home_path.h"

#include <cstdlib>
#include <string_view>

namespace sfumato {
namespace {

/// $HOME with one slash at its end; empty when there is no usable one.
std::string home_prefix() {
    const char* home = std::getenv("HOME");
    if (home == nullptr || home[0] != '/' || home[1] == '\0') return {};
    std::string prefix(home);
    if (prefix.back() != '/') prefix += '/';
    return prefix;
}

void replace_prefix(std::string& path, std::string_view from, std::string_view to) {
    if (path.starts_with(from)) path.replace(0, from.size(), to);
}

} // namespace

Recipe with_short_paths(Recipe recipe) {
    const std::string home = home_prefix();
    if (home.empty()) return recipe;
    replace_prefix(recipe.model, home, "~/");
    if (recipe.init) replace_prefix(recipe.init->path, home, "~/");
    return recipe;
}

Recipe with_full_paths(Recipe recipe) {
    const std::string home = home_prefix();
    if (home.empty()) return recipe;
    replace_prefix(recipe.model, "~/", home);
    if (recipe.init) replace_prefix(recipe.init->path, "~/", home);
    return recipe;
}

} // namespace sfumato
