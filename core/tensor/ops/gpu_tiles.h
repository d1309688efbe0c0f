// The table of product kernels for real GPUs (shaders/lib/tile.glsl and matrix.glsl), and the choice among them.
#pragma once

#include "tensor/features.h"
#include "tensor/ops/dispatch.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sfumato::dispatching {

/// A tile of the result that a workgroup computes: a row of the table.
struct GpuTile {
    const char* name; ///< [m: on matrix units] rows x columns [x slices], as it stands in tuning files
    bool matrix;      ///< f16 operands on the device's matrix units (Features::matrix)
    std::uint32_t local_size;
    std::uint32_t tile_m; ///< rows
    std::uint32_t tile_n; ///< columns
    std::uint32_t tile_k; ///< depth in shared memory at a time
    std::uint32_t slices; ///< groups of invocations that share the depth, summed in order
    // Only without matrix units:
    std::uint32_t rows;         ///< of an invocation
    std::uint32_t column_fours; ///< of an invocation
    std::uint32_t buffers;      ///< halves of shared memory that are filled by turns

    std::uint64_t workgroups(std::uint32_t rows_of_x, std::uint32_t n) const;
};

/// Largest first, those on matrix units before the others. FLOP per byte that a workgroup reads, 16-bit operands:
/// tile_m * tile_n / (tile_m + tile_n).
std::span<const GpuTile> gpu_tiles();

/// How the subgroups of a matrix tile share it.
struct Fragments {
    std::uint32_t rows = 0, columns = 0; ///< matrices of a subgroup
    std::uint32_t subgroup_columns = 0;  ///< subgroups beside each other
};
/// Nothing where the tile does not divide into the device's matrices, or would need too many registers.
std::optional<Fragments> share_out(const GpuTile& tile, const MatrixShape& shape);

std::uint32_t shared_bytes(const GpuTile& tile, const MatrixShape& shape);

/// A product of a step, and the kernels for its stored types.
struct Product {
    DenseShape shape;
    std::uint32_t depth; ///< length of the sums
    shaders::Shader tile;
    shaders::Shader matrix;
    bool all_f16; ///< activations and weight
};

/// Whether the device can run the product so.
bool fits(const GpuTile& tile, const Product& product, const Features& features);

/// problem_key of a product: rows, n, depth.
std::string product_key(const Program& program, const Step& step, const Product& product);

/// The tile for a product: what the device's tuning says of `key`, else the first that fits and gives enough workgroups
/// without much waste. Null where the device is no GPU: the register tile runs.
const GpuTile* gpu_tile(std::string_view key, const Product& product, const Features& features);

/// All tiles that fit, the built-in choice first; none where the device is no GPU.
Tunable product_choices(const Program& program, const Step& step, const Product& product, const Features& features);

/// The dispatch with gpu_tile(); nothing where that is null.
std::optional<Dispatch> gpu_product(const Program& program, const Step& step, const Product& product,
                                    const Features& features);

} // namespace sfumato::dispatching
