#include "tensor/ops/gpu_tiles.h"

#include "shaders/lib/activation.h"

#include <algorithm>
#include <string_view>

namespace sfumato::dispatching {
namespace {

std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) {
    return (a + b - 1) / b;
}

// FLOP per byte of 16-bit operands: 64, 43, 32, 16 and once more so. Shared memory: 26, 19, 18 and 26 KiB with matrices
// of 16x16x16 in subgroups of 32; 18, 28, 18, 17 and 17 KiB without matrix units, there 64, 32, 32, 16 and 16 registers
// of sums per invocation and about as many again for operands and what is fetched ahead.
constexpr GpuTile table[] = {
    {"m128x128", true, 256, 128, 128, 32, 1, 0, 0, 0}, {"m128x64", true, 128, 128, 64, 32, 1, 0, 0, 0},
    {"m64x64", true, 128, 64, 64, 32, 1, 0, 0, 0},     {"m32x32x4", true, 256, 32, 32, 128, 4, 0, 0, 0},
    {"128x128", false, 256, 128, 128, 16, 1, 8, 2, 1}, {"128x64", false, 256, 128, 64, 16, 1, 8, 1, 2},
    {"64x64", false, 128, 64, 64, 16, 1, 8, 1, 2},     {"32x32x4", false, 256, 32, 32, 32, 4, 4, 1, 2},
    {"32x32x2", false, 128, 32, 32, 32, 2, 4, 1, 2},
};

constexpr std::uint32_t most_sums = 128; // registers of an invocation that matrices of sums may take

std::uint32_t divides_bits(const DenseShape& shape) {
    return (shape.n % 4 == 0 ? 1u : 0u) | (shape.k % 4 == 0 ? 2u : 0u);
}

} // namespace

std::uint64_t GpuTile::workgroups(std::uint32_t rows_of_x, std::uint32_t n) const {
    return divide_up(rows_of_x, tile_m) * divide_up(n, tile_n);
}

std::span<const GpuTile> gpu_tiles() {
    return table;
}

std::optional<Fragments> share_out(const GpuTile& tile, const MatrixShape& shape) {
    if (shape.subgroup_size == 0 || tile.tile_k % (shape.k * tile.slices) != 0) return {};
    const std::uint32_t subgroups = tile.local_size / shape.subgroup_size / tile.slices;
    std::optional<Fragments> best;
    std::uint32_t least_reads = 0;
    for (std::uint32_t columns = 1; columns <= subgroups; ++columns) {
        if (subgroups % columns != 0) continue;
        const std::uint32_t m = shape.m * (subgroups / columns), n = shape.n * columns;
        if (tile.tile_m % m != 0 || tile.tile_n % n != 0) continue;
        const Fragments f{tile.tile_m / m, tile.tile_n / n, columns};
        if (f.rows * f.columns * shape.m * shape.n / shape.subgroup_size > most_sums) continue;
        const std::uint32_t reads = f.rows * shape.m + f.columns * shape.n; // of shared memory, per k
        if (best && reads >= least_reads) continue;
        best = f;
        least_reads = reads;
    }
    return best;
}

std::uint32_t shared_bytes(const GpuTile& tile, const MatrixShape& shape) {
    const std::uint32_t k_fours = tile.tile_k / 4, n_fours = tile.tile_n / 4;
    if (tile.matrix) {
        const std::uint32_t copies = tile.tile_m * (k_fours + 2) + tile.tile_k * (n_fours + 2);
        return copies * 8 + tile.local_size / shape.subgroup_size * shape.m * shape.n * 4;
    }
    const std::uint32_t copies = (tile.tile_m * (k_fours | 1) + tile.tile_k * n_fours) * tile.buffers;
    return std::max(copies, tile.slices > 1 ? tile.tile_m * n_fours : 0) * 16;
}

bool fits(const GpuTile& tile, const Product& product, const Features& features) {
    if (tile.local_size > features.max_workgroup_invocations) return false;
    if (tile.matrix && (!product.all_f16 || product.shape.k % 4 != 0 || !share_out(tile, features.matrix)))
        return false;
    return shared_bytes(tile, features.matrix) <= features.max_shared_memory;
}

std::string product_key(const Program& program, const Step& step, const Product& product) {
    return problem_key(program, step, {product.shape.rows, product.shape.n, product.depth});
}

const GpuTile* gpu_tile(std::string_view key, const Product& product, const Features& features) {
    if (!is_gpu(features)) return nullptr;
    const std::string_view wanted = tuned_choice(key, features);
    for (const GpuTile& tile : table)
        if (wanted == tile.name && fits(tile, product, features)) return &tile;
    const GpuTile* smallest = nullptr;
    for (const GpuTile& tile : table) {
        if (!fits(tile, product, features)) continue;
        if (smallest != nullptr && smallest->matrix && !tile.matrix) break; // matrix units are several times faster
        const std::uint64_t groups = tile.workgroups(product.shape.rows, product.shape.n);
        const double computed = static_cast<double>(groups) * tile.tile_m * tile.tile_n;
        const double waste = computed / (static_cast<double>(product.shape.rows) * product.shape.n);
        if (groups >= enough_workgroups(features) && waste <= 1.15) return &tile;
        if (smallest == nullptr || tile.slices > smallest->slices) smallest = &tile;
    }
    return smallest;
}

Tunable product_choices(const Program& program, const Step& step, const Product& product, const Features& features) {
    Tunable out{product_key(program, step, product), {}};
    const GpuTile* first = gpu_tile({}, product, features);
    if (first == nullptr) return out;
    out.choices.emplace_back(first->name);
    for (const GpuTile& tile : table)
        if (&tile != first && fits(tile, product, features)) out.choices.emplace_back(tile.name);
    return out;
}

std::optional<Dispatch> gpu_product(const Program& program, const Step& step, const Product& product,
                                    const Features& features) {
    const DenseShape& shape = product.shape;
    const GpuTile* tile = gpu_tile(product_key(program, step, product), product, features);
    if (tile == nullptr) return {};
    const std::uint64_t workgroups = tile->workgroups(shape.rows, shape.n);
    if (!tile->matrix) {
        // Values and gates of GEGLU must meet in one invocation: twice the columns, half the rows where it has one
        // four.
        const bool narrow = shape.activation == shaders::activation_geglu && tile->column_fours % 2 != 0;
        const std::uint32_t fours = narrow ? tile->column_fours * 2 : tile->column_fours;
        return groups(product.tile, step, workgroups,
                      {tile->local_size, narrow ? tile->rows / 2 : tile->rows, fours, tile->tile_n / fours / 4,
                       features.weight_block, tile->tile_k, shape.activation, divides_bits(shape), tile->slices,
                       tile->buffers},
                      features);
    }
    const MatrixShape& m = features.matrix;
    const Fragments f = *share_out(*tile, m);
    Dispatch d = groups(product.matrix, step, workgroups,
                        {tile->local_size, m.m, m.n, m.k, features.weight_block, tile->tile_k, shape.activation,
                         divides_bits(shape), f.rows, f.columns, f.subgroup_columns, m.subgroup_size, tile->slices},
                        features);
    d.subgroup_size = m.subgroup_size;
    return d;
}

} // namespace sfumato::dispatching
