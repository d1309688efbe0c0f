#include "recipe_file.h"

#include "store/metadata.h"

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

/// A recipe names its initial image as seen from the folder it was made in; beside the recipe is the next best place.
void find_initial_image(Recipe& recipe, const fs::path& recipe_path) {
    if (!recipe.init || recipe.init->path.empty()) return;
    const fs::path named(recipe.init->path);
    std::error_code error;
    if (fs::exists(named, error)) return;
    if (const fs::path beside = recipe_path.parent_path() / named.filename(); fs::exists(beside, error))
        recipe.init->path = beside.string();
}

} // namespace

Result<Recipe> read_recipe_file(const fs::path& path, std::vector<std::string>& notes) {
    SF_TRY(ImageMetadata metadata, read_metadata(path));
    if (!metadata.recipe) {
        std::string why;
        for (const std::string& note : metadata.notes)
            why += "; " + note;
        return fail(ErrorCode::bad_input, "{}: holds no recipe that can be repeated{}", path.string(), why);
    }
    notes.insert(notes.end(), metadata.notes.begin(), metadata.notes.end());
    find_initial_image(*metadata.recipe, path);
    return std::move(*metadata.recipe);
}

} // namespace sfumato::cli
