// What the kinds with networks share: reading golden tensors and running a program once.
#pragma once

#include "golden_tool/kinds.h"
#include "tensor/executor.h"
#include "weights/safetensors.h"

#include <memory>
#include <string>
#include <vector>

namespace sfumato::golden {

/// A golden tensor as floats; error not_found or bad_input naming the file and tensor.
struct GoldenTensor {
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};
Result<GoldenTensor> read_tensor(const TensorSource& file, std::string_view name, std::size_t rank);
/// The same, integers.
Result<std::vector<std::int32_t>> read_ids(const TensorSource& file, std::string_view name);

/// Loads and runs `program` once; gives the outputs asked for, in order.
Result<std::vector<std::vector<float>>> run_once(Executor& executor, std::shared_ptr<const Program> program,
                                                 std::span<const InputData> inputs,
                                                 const std::vector<std::string>& outputs);

/// [b][c][h][w] values as [b][h][w][c], and back.
std::vector<float> channels_last(const GoldenTensor& tensor);
std::vector<float> channels_first(std::span<const float> values, const std::vector<std::int64_t>& nchw_shape);

/// A weights file with the io file that belongs to it; the second and third pair are the half-precision ones.
struct FilePair {
    std::string label; ///< "", ".fp16", ".bf16"
    std::filesystem::path weights;
    std::filesystem::path io;
};
std::vector<FilePair> file_pairs(const std::filesystem::path& folder);

/// An integer field of a config, or an error naming the folder and field.
Result<int> int_field(const nlohmann::json& config, const char* field, const std::filesystem::path& folder);

} // namespace sfumato::golden
