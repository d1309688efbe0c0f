#include "engine/models.h"

#include "base/file.h"
#include "engine/engine.h"
#include "generate/session.h"
#include "tensor/executor.h"
#include "weights/describe.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

bool is_model_place(const fs::directory_entry& entry) {
    std::error_code error;
    if (entry.is_directory(error)) return fs::exists(entry.path() / "model_index.json", error);
    return entry.is_regular_file(error) && entry.path().extension() == ".safetensors";
}

ModelSummary summarise(std::string name, const fs::path& path) {
    ModelSummary summary{std::move(name), path};
    const std::unique_ptr<Executor> executor = make_reference_executor(); // opening touches no weights and no device
    SessionOptions options;
    options.model = path;
    if (const Result<std::unique_ptr<Session>> session = Session::open(*executor, options)) {
        summary.family = (*session)->files().family;
        summary.side_multiple = (*session)->side_multiple();
        summary.default_side = (*session)->default_side();
    } else {
        summary.unusable_because = session.error().text();
    }
    return summary;
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

std::vector<ModelSummary> list_models(const fs::path& builtin) {
    std::vector<ModelSummary> models;
    std::error_code error;
    for (fs::directory_iterator at(models_folder(), error), end; !error && at != end; at.increment(error))
        if (is_model_place(*at)) models.push_back(summarise(at->path().filename().string(), at->path()));
    std::ranges::sort(models, {}, &ModelSummary::name);
    if (const Result<fs::path> found = resolve_model("builtin", builtin))
        models.insert(models.begin(), summarise("builtin", *found));
    else
        models.insert(models.begin(), ModelSummary{"builtin", {}, {}, 0, 0, found.error().text()});
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
