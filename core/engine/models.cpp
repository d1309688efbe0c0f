#include "engine/models.h"

#include "base/file.h"
#include "engine/engine.h"
#include "engine/model_shelf.h"
#include "weights/describe.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

/// Of what lies in a folder of models: names in the program's own folder are short, others are paths.
ModelSummary summary_of(ShelfModel&& model) {
    const bool named = model.path.parent_path() == models_folder();
    return {named ? model.path.filename().string() : model.path.string(),
            model.path,
            model.usable() ? model.family : std::string(),
            model.default_side,
            model.side_multiple,
            std::move(model.unusable_because)};
}

std::string description_json(const WeightsDescription& description) {
    using Json = nlohmann::ordered_json;
    Json json;
    json["path"] = description.path.string();
    json["family"] = description.family;
    if (!description.problem.empty()) json["problem"] = description.problem;
    json["parameters"] = description.parameters;
    json["bytes"] = description.bytes;
    json["sha256"] = description.sha256;
    json["dtypes"] = description.dtype_counts;
    Json& parts = json["parts"] = Json::array();
    for (const PartDescription& part : description.parts)
        parts.push_back({{"name", part.name},
                         {"tensors", part.tensors},
                         {"parameters", part.parameters},
                         {"details", part.details}});
    json["metadata"] = description.metadata;
    Json& tensors = json["tensors"] = Json::array();
    for (const TensorDescription& tensor : description.tensors)
        tensors.push_back(
            {{"name", tensor.name}, {"dtype", std::string(dtype_name(tensor.dtype))}, {"shape", tensor.shape}});
    // Names in files from outside need not be UTF-8.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

fs::path models_folder() {
    return user_data_dir() / "models";
}

std::vector<ModelSummary> list_models(const fs::path& builtin, const CancelToken& cancel) {
    std::vector<ShelfModel> shelf;
    // Only a cancelled scan fails.
    (void)scan_models(model_folders(), [&](ShelfModel model) { shelf.push_back(std::move(model)); }, cancel);
    return list_models(builtin, std::move(shelf));
}

std::vector<ModelSummary> list_models(const fs::path& builtin, std::vector<ShelfModel> shelf) {
    std::vector<ModelSummary> models;
    for (ShelfModel& model : shelf)
        // Parts of models (LoRA, VAE...) are no models to choose; a broken file may have been meant as one.
        if (model.kind == ModelKind::model || model.family.empty()) models.push_back(summary_of(std::move(model)));
    std::ranges::stable_sort(models, {}, &ModelSummary::name);
    if (const Result<fs::path> found = resolve_model("builtin", builtin)) {
        ModelSummary summary = summary_of(shelve(*found, found->parent_path()));
        summary.name = "builtin";
        models.insert(models.begin(), std::move(summary));
    } else {
        models.insert(models.begin(), ModelSummary{"builtin", {}, {}, 0, 0, found.error().text()});
    }
    return models;
}

Result<fs::path> resolve_model(const std::string& model, const fs::path& builtin) {
    if (model == "builtin") return builtin.empty() ? find_builtin_model() : Result<fs::path>(builtin);
    const fs::path path(model);
    std::error_code error;
    if (fs::exists(path, error)) return path;
    // A name with folders in it is a path and is meant as one.
    if (!path.has_parent_path()) {
        if (fs::path named = models_folder() / path; fs::exists(named, error)) return named;
        if (fs::path named = models_folder() / (model + ".safetensors"); fs::exists(named, error)) return named;
        return fail(ErrorCode::not_found, "{}: no such model: neither a file or folder here nor in {}", model,
                    models_folder().string());
    }
    return fail(ErrorCode::not_found, "{}: no such model file or folder", model);
}

Result<ModelDescription> describe_model(const fs::path& path, bool tensors) {
    SF_TRY(const WeightsDescription description, describe_weights(path, WithHash::yes));
    return ModelDescription{description_text(description, tensors), description_json(description)};
}

} // namespace sfumato
