// Which models there are, and what a file of weights holds.
#pragma once

#include "base/error.h"
#include "engine/model_shelf.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sfumato {

/// One model that can be named in a recipe, or the reason why it cannot be used.
struct ModelSummary {
    /// What --model and Recipe::model take: "builtin", the name in the models folder, or the path in one of the others.
    std::string name;
    std::filesystem::path path;
    std::string family;    ///< "Stable Diffusion 1.x"; empty when it cannot be used
    int default_side = 0;  ///< pixels; 0 when it cannot be used
    int side_multiple = 0; ///< sides are rounded to multiples of this; 0 when it cannot be used
    std::string unusable_because;
    bool usable() const { return unusable_because.empty(); }
};

/// $XDG_DATA_HOME/sfumato/models: diffusers folders and single .safetensors files are found here by name.
std::filesystem::path models_folder();

/// The built-in model and those of model_folders() (see model_shelf.h), sorted by name. Opens each file's header; never
/// fails: what cannot be read is listed with its reason. `builtin` may be empty, see find_builtin_model().
/// When cancelled, those that were found until then.
std::vector<ModelSummary> list_models(const std::filesystem::path& builtin = {}, const CancelToken& cancel = {});
/// The same from what scan_models() has found.
std::vector<ModelSummary> list_models(const std::filesystem::path& builtin, std::vector<ShelfModel> shelf);

/// The file or folder that Recipe::model means: "builtin", a path, or a name in models_folder() with or without
/// ".safetensors". Error not_found, naming the places.
Result<std::filesystem::path> resolve_model(const std::string& model, const std::filesystem::path& builtin = {});

struct ModelDescription {
    std::string text; ///< lines for people
    std::string json; ///< the same for programs, always with all tensors
};

/// Family, networks, tensors, element types, hash and metadata of a model folder or any safetensors file. `tensors`:
/// list each of them in the text. Errors: those of opening; a file that this version cannot run as a model is no error.
Result<ModelDescription> describe_model(const std::filesystem::path& path, bool tensors);

} // namespace sfumato
