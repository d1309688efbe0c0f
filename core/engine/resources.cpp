// Where the files are that the program brings along.
#include "engine/engine.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> resource_places() {
    std::vector<fs::path> places;
    // When the variable is set, the user means that place and no other.
    if (const char* set = std::getenv("SFUMATO_RESOURCES"); set != nullptr && *set != '\0') return {fs::path(set)};
    std::error_code error;
    if (const fs::path program = fs::read_symlink("/proc/self/exe", error); !error)
        places.push_back(program.parent_path().parent_path() / "share" / "sfumato");
    places.emplace_back(SFUMATO_INSTALLED_RESOURCES);
    places.emplace_back(SFUMATO_SOURCE_RESOURCES);
    return places;
}

} // namespace

Result<fs::path> find_builtin_model() {
    std::string tried;
    for (const fs::path& place : resource_places()) {
        fs::path model = place / "builtin-model";
        std::error_code error;
        if (fs::exists(model / "model_index.json", error)) return model;
        tried += (tried.empty() ? "" : ", ") + model.string();
    }
    return fail(ErrorCode::not_found,
                "the built-in model is missing; looked for it in {} (the environment variable "
                "SFUMATO_RESOURCES names another folder that holds builtin-model/)",
                tried);
}

} // namespace sfumato
