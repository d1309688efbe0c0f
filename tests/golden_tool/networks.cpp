#include "golden_tool/networks.h"

#include "base/half.h"
#include "generate/layout.h"

#include <fmt/ranges.h>

namespace sfumato::golden {

Result<GoldenTensor> read_tensor(const TensorSource& file, std::string_view name, std::size_t rank) {
    const TensorView* view = file.find(name);
    if (view == nullptr) return fail(ErrorCode::not_found, "{}: tensor {} is missing", file.origin(), name);
    if (view->shape.size() != rank)
        return fail(ErrorCode::bad_input, "{}: tensor {} has shape {}, expected {} dimensions", file.origin(), name,
                    view->shape, rank);
    GoldenTensor out{view->shape, std::vector<float>(static_cast<std::size_t>(view->elements()))};
    convert_to_float(view->dtype, view->data.data(), out.values);
    return out;
}

Result<std::vector<std::int32_t>> read_ids(const TensorSource& file, std::string_view name) {
    const TensorView* view = file.find(name);
    if (view == nullptr) return fail(ErrorCode::not_found, "{}: tensor {} is missing", file.origin(), name);
    std::vector<float> values(static_cast<std::size_t>(view->elements()));
    convert_to_float(view->dtype, view->data.data(), values); // ids are far below 2^24
    return std::vector<std::int32_t>(values.begin(), values.end());
}

Result<std::vector<std::vector<float>>> run_once(Executor& executor, std::shared_ptr<const Program> program,
                                                 std::span<const InputData> inputs,
                                                 const std::vector<std::string>& outputs) {
    SF_TRY(std::unique_ptr<LoadedProgram> loaded, executor.load(program, {}, {}));
    std::vector<std::vector<float>> values;
    std::vector<OutputData> wanted;
    values.reserve(outputs.size());
    for (const std::string& name : outputs) {
        const auto id = program->find_output(name);
        if (!id) return fail(ErrorCode::internal, "{}: no output {}", program->name(), name);
        values.emplace_back(static_cast<std::size_t>(program->tensors()[*id].shape.elements()));
        wanted.push_back({name, values.back()});
    }
    SF_CHECK(loaded->run(inputs, wanted, {}));
    return values;
}

std::vector<float> channels_last(const GoldenTensor& tensor) {
    std::vector<float> out(tensor.values.size());
    to_channels_last(tensor.values, static_cast<std::size_t>(tensor.shape[0]),
                     static_cast<std::size_t>(tensor.shape[1]), out);
    return out;
}

std::vector<float> channels_first(std::span<const float> values, const std::vector<std::int64_t>& nchw_shape) {
    std::vector<float> out(values.size());
    to_channels_first(values, static_cast<std::size_t>(nchw_shape[0]), static_cast<std::size_t>(nchw_shape[1]), out);
    return out;
}

std::vector<FilePair> file_pairs(const std::filesystem::path& folder) {
    std::vector<FilePair> out;
    for (const char* label : {"", ".fp16", ".bf16"}) {
        FilePair pair{label, folder / (std::string("weights") + label + ".safetensors"),
                      folder / (std::string("io") + label + ".safetensors")};
        if (std::filesystem::exists(pair.weights) && std::filesystem::exists(pair.io)) out.push_back(std::move(pair));
    }
    return out;
}

Result<int> int_field(const nlohmann::json& config, const char* field, const std::filesystem::path& folder) {
    if (!config.contains(field) || !config.at(field).is_number_integer())
        return fail(ErrorCode::bad_input, "{}/config.json: field {} is missing or not an integer", folder.string(),
                    field);
    return config.at(field).get<int>();
}

} // namespace sfumato::golden
