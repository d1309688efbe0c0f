#include "tensor/executor.h"

#include "base/half.h"

#include <algorithm>
#include <cstring>

namespace sfumato {

Result<> check_run_arguments(const Program& program, std::span<const InputData> inputs,
                             std::span<const OutputData> outputs, const std::vector<bool>& held) {
    for (std::uint32_t i = 0; i < program.tensors().size(); ++i) {
        const TensorInfo& info = program.tensors()[i];
        if (!info.is_input) continue;
        const auto given =
            std::count_if(inputs.begin(), inputs.end(), [&](const InputData& d) { return d.name == info.name; });
        if (given == 0 && info.is_kept && i < held.size() && held[i]) continue;
        if (given != 1)
            return fail(ErrorCode::usage, "{}: input {} was given {} times, expected once", program.name(), info.name,
                        given);
    }
    for (const InputData& input : inputs) {
        const auto id = program.find_input(input.name);
        if (!id) return fail(ErrorCode::usage, "{}: has no input {}", program.name(), input.name);
        const TensorInfo& info = program.tensors()[*id];
        const std::size_t expected = static_cast<std::size_t>(info.shape.elements()) * sizeof(float);
        if (input.bytes.size() != expected)
            return fail(ErrorCode::usage, "{}: input {} has {} bytes, expected {} for shape {}", program.name(),
                        input.name, input.bytes.size(), expected, info.shape.text());
    }
    for (const OutputData& output : outputs) {
        const auto id = program.find_output(output.name);
        if (!id) return fail(ErrorCode::usage, "{}: has no output {}", program.name(), output.name);
        const auto count = static_cast<std::size_t>(program.tensors()[*id].shape.elements());
        if (output.values.size() != count)
            return fail(ErrorCode::usage, "{}: output {} was given room for {} values, expected {}", program.name(),
                        output.name, output.values.size(), count);
    }
    return {};
}

void store_input(const TensorInfo& tensor, std::span<const std::byte> from, std::span<std::byte> to) {
    if (tensor.dtype != DType::f16) {
        std::memcpy(to.data(), from.data(), from.size());
        return;
    }
    for (std::size_t i = 0; i < from.size() / sizeof(float); ++i) {
        const std::uint16_t half = float_to_half(load_as_float(DType::f32, from.data(), i));
        std::memcpy(to.data() + i * sizeof(half), &half, sizeof(half));
    }
}

} // namespace sfumato
