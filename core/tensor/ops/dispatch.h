// How steps become dispatches: what the dispatch functions of ops share. Shader variants are chosen by stored types and
// by what kind of device it is; grids respect its limits.
#pragma once

#include "tensor/pack.h"
#include "tensor/program.h"
#include "tensor/variants.h"

#include "shaders/bank.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace sfumato::dispatching {

/// Storage type of the step's result. Every tensor operand must have the same one, except operand `other`.
shaders::Act activation_type(const Program& program, const Step& step, int other = -1);
/// Stored type of a matrix or table operand.
shaders::Weight weight_type(const Program& program, const Step& step, std::size_t operand);

/// `total` workgroups over x and y; a few too many where they do not divide, which kernels guard against.
std::array<std::uint32_t, 3> spread_groups(std::uint64_t total, const Features& features);

/// A dispatch of `groups` workgroups with the step's own params; `constants` from id 0 (local_size_x) on.
Dispatch groups(shaders::Shader shader, const Step& step, std::uint64_t groups,
                std::initializer_list<std::uint32_t> constants, const Features& features);
Dispatch groups(shaders::Shader shader, const Step& step, std::uint64_t groups,
                std::span<const std::uint32_t> constants, const Features& features);
/// A dispatch of at least `invocations` independent invocations.
Dispatch elements(shaders::Shader shader, const Step& step, std::uint64_t invocations, const Features& features);

/// Elements handled by one invocation where the innermost sizes allow four: `count` over 4, or `count`.
std::uint64_t in_fours(std::uint64_t count, bool fours);

/// Power-of-two size of workgroups that reduce together: one subgroup on CPU drivers, where barriers between subgroups
/// are dear, else up to `wanted`.
std::uint32_t reduction_size(std::uint32_t wanted, const Features& features);

/// Whether the device is a GPU, with shared memory and workgroups of 128: the kernels with tiles are for those.
bool is_gpu(const Features& features);

/// Workgroups that keep every multiprocessor of such a device busy. Vulkan does not tell their number.
std::uint64_t enough_workgroups(const Features& features);

/// How a tuning names the step: op, sizes, stored types of the result and of the weight, where there is one.
std::string problem_key(const Program& program, const Step& step, std::initializer_list<std::uint32_t> sizes);
/// What the device's tuning says of a problem; empty when it says nothing.
std::string_view tuned_choice(std::string_view key, const Features& features);

/// Whether lanes of this device should read rows for each other (lib/dense.glsl, READ=shared).
bool shares_reads(const Features& features);

/// How lib/dense.glsl reads on this device.
shaders::Read read_of(const Features& features);

/// The register tile of lib/dense.glsl for a product of rows x n.
struct DenseTile {
    std::uint32_t local_size = 64;
    std::uint32_t row_groups = 8;
    std::uint32_t column_fours = 1;
    std::uint32_t column_lanes = 32;
    std::uint32_t spread = 1;

    std::uint64_t workgroups(std::uint32_t rows, std::uint32_t n) const;
};
/// `gated`: values and gates of GEGLU lie in one invocation.
DenseTile dense_tile(std::uint32_t rows, std::uint32_t n, const Features& features, bool gated = false);
/// A product behind linear or conv2d: rows x n outputs, k channels per tap.
struct DenseShape {
    std::uint32_t rows, n, k, activation;
};
/// Dispatch of linear or conv2d with that tile.
Dispatch dense(shaders::Shader shader, const Step& step, const DenseShape& shape, const Features& features);

} // namespace sfumato::dispatching
