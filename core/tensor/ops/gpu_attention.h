// The table of attention kernels for real GPUs (shaders/attention_tile.comp and attention_matrix.comp), and the choice.
#pragma once

#include "tensor/features.h"
#include "tensor/program.h"

#include "shaders/bank.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato::dispatching {

/// Sizes of an attention step: `planes` is batch times heads.
struct AttentionProblem {
    std::uint32_t planes, q_tokens, kv_tokens, head_dim;
    bool f16;      ///< stored type
    bool in_fours; ///< head_dim and all offsets and strides are multiples of 4
};

/// A row of the table.
struct AttentionShape {
    const char* name;   ///< [m: on matrix units] query rows x keys, as it stands in tuning files
    bool matrix;        ///< f16 products on the device's matrix units (Features::matrix)
    std::uint32_t rows; ///< of queries that a workgroup holds
    std::uint32_t keys; ///< taken at a time: by a workgroup on matrix units, else by an invocation
};
/// Those on matrix units first.
std::span<const AttentionShape> attention_shapes();

/// Such a shape laid out for a head size within a device's limits.
struct AttentionTile {
    const char* name = "";
    bool matrix = false;
    std::uint32_t local_size = 0;
    std::uint32_t block_rows = 0;
    std::uint32_t slices = 1;  ///< workgroups that share a head, each with some of its columns
    std::uint32_t columns = 0; ///< of the head that one of them sums
    std::uint32_t shared_bytes = 0;
    std::vector<std::uint32_t> constants; ///< of the kernel

    std::uint64_t workgroups(const AttentionProblem& problem) const;
};

/// Nothing where the shape does not fit the device with this head size and type.
std::optional<AttentionTile> lay_out(const AttentionShape& shape, const AttentionProblem& problem,
                                     const Features& features);

/// What the device's tuning says of `key` (problem_key), else the first shape that fits and gives enough workgroups.
/// Nothing where the device is no GPU or too small: the plain kernel runs.
std::optional<AttentionTile> attention_tile(std::string_view key, const AttentionProblem& problem,
                                            const Features& features);

/// All shapes that fit, the built-in choice first; none where the device is no GPU.
std::vector<std::string> attention_choices(const AttentionProblem& problem, const Features& features);

/// The dispatch with attention_tile(); nothing where that is.
std::optional<Dispatch> gpu_attention(std::string_view key, const Step& step, const AttentionProblem& problem,
                                      const Features& features);

} // namespace sfumato::dispatching
