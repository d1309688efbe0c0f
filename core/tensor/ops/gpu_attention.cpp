#include "tensor/ops/gpu_attention.h"

#include "tensor/ops/dispatch.h"

#include <algorithm>

namespace sfumato::dispatching {
namespace {

// Bytes read per key and value of a head and block of rows: FLOP per byte of 16-bit operands is the number of rows.
constexpr AttentionShape table[] = {
    {"m64x64", true, 64, 64}, {"m32x64", true, 32, 64}, {"m32x32", true, 32, 32}, {"64x4", false, 64, 4},
    {"64x2", false, 64, 2},   {"32x4", false, 32, 4},   {"32x2", false, 32, 2},
};

std::uint32_t divide_up(std::uint32_t a, std::uint32_t b) {
    return (a + b - 1) / b;
}

struct Lanes {
    std::uint32_t lanes = 0; ///< invocations that share four query rows
    std::uint32_t fours = 0; ///< of the head, per invocation
};

/// Lanes and fours per lane that cover the head with the fewest idle lanes, then with the most lanes. At most four
/// fours per lane: 64 registers of sums.
Lanes cover_head(std::uint32_t head_fours) {
    Lanes best;
    std::uint32_t least = 0;
    for (const std::uint32_t lanes : {16u, 12u, 10u, 8u}) {
        const std::uint32_t fours = std::min(4u, divide_up(head_fours, lanes));
        const std::uint32_t covered = divide_up(head_fours, lanes * fours) * lanes * fours;
        if (best.lanes != 0 && covered >= least) continue;
        least = covered;
        best = {lanes, fours};
    }
    return best;
}

/// Largest chunk of the head in shared memory for which the rest fits too.
std::optional<AttentionTile> lay_out_plain(const AttentionShape& shape, const AttentionProblem& problem,
                                           const Features& features) {
    const std::uint32_t head_fours = divide_up(problem.head_dim, 4), row_groups = shape.rows / 4;
    const Lanes lanes = cover_head(head_fours);
    const std::uint32_t block_keys = lanes.lanes * shape.keys, slice_fours = lanes.lanes * lanes.fours;
    AttentionTile tile;
    tile.name = shape.name;
    tile.local_size = lanes.lanes * row_groups;
    tile.block_rows = shape.rows;
    tile.columns = slice_fours * 4;
    tile.slices = divide_up(head_fours, slice_fours);
    if (tile.local_size > features.max_workgroup_invocations) return {};
    for (const std::uint32_t chunk : {head_fours, 16u, 8u, 4u}) {
        if (chunk > head_fours) continue;
        constexpr std::uint32_t least_fours = 512; // of shared memory for values: 8 KiB, a few rows of any slice
        const std::uint32_t stride = chunk | 1, room = std::max(block_keys * stride, least_fours);
        const std::uint32_t value_keys = std::clamp(room / slice_fours, 1u, block_keys);
        tile.shared_bytes = 16 * (shape.rows * stride + std::max(block_keys * stride, value_keys * slice_fours) +
                                  block_keys * (row_groups | 1) + tile.local_size);
        if (tile.shared_bytes > features.max_shared_memory) continue;
        tile.constants = {tile.local_size, lanes.lanes, head_fours, lanes.fours,
                          shape.keys,      chunk,       value_keys, problem.in_fours ? 1u : 0u};
        return tile;
    }
    return {};
}

std::optional<AttentionTile> lay_out_matrix(const AttentionShape& shape, const AttentionProblem& problem,
                                            const Features& features) {
    const MatrixShape& m = features.matrix;
    if (m.subgroup_size == 0 || !problem.f16 || !problem.in_fours) return {};
    if (shape.rows % m.m != 0 || shape.keys % m.n != 0 || shape.keys % m.k != 0) return {};
    const std::uint32_t whole = std::max(m.n, m.k);
    const std::uint32_t padded_fours = divide_up(problem.head_dim, whole) * whole / 4, key_fours = shape.keys / 4;
    AttentionTile tile;
    tile.name = shape.name;
    tile.matrix = true;
    tile.local_size = std::max(128u, 4 * m.subgroup_size);
    tile.block_rows = shape.rows;
    tile.columns = padded_fours * 4;
    constexpr std::uint32_t most_held = 16; // fours of the result in an invocation's registers
    if (tile.local_size > features.max_workgroup_invocations ||
        divide_up(shape.rows * padded_fours, tile.local_size) > most_held)
        return {};
    tile.shared_bytes = 8 * ((shape.rows + shape.keys) * (padded_fours + 2) + shape.rows * (key_fours + 2)) +
                        16 * shape.rows * (std::max(key_fours, padded_fours) + 1) + 4 * (tile.local_size + shape.rows);
    if (tile.shared_bytes > features.max_shared_memory) return {};
    tile.constants = {tile.local_size, m.m, m.n, m.k, problem.head_dim / 4, padded_fours, shape.rows, shape.keys,
                      m.subgroup_size};
    return tile;
}

} // namespace

std::span<const AttentionShape> attention_shapes() {
    return table;
}

std::uint64_t AttentionTile::workgroups(const AttentionProblem& problem) const {
    return static_cast<std::uint64_t>(problem.planes) * slices * divide_up(problem.q_tokens, block_rows);
}

std::optional<AttentionTile> lay_out(const AttentionShape& shape, const AttentionProblem& problem,
                                     const Features& features) {
    return shape.matrix ? lay_out_matrix(shape, problem, features) : lay_out_plain(shape, problem, features);
}

std::optional<AttentionTile> attention_tile(std::string_view key, const AttentionProblem& problem,
                                            const Features& features) {
    if (!is_gpu(features)) return {};
    const std::string_view wanted = tuned_choice(key, features);
    for (const AttentionShape& shape : table)
        if (wanted == shape.name)
            if (auto tile = lay_out(shape, problem, features)) return tile;
    std::optional<AttentionTile> last;
    for (const AttentionShape& shape : table) {
        auto tile = lay_out(shape, problem, features);
        if (!tile) continue;
        if (last && last->matrix && !tile->matrix) break; // matrix units are several times faster
        if (tile->workgroups(problem) >= enough_workgroups(features)) return tile;
        last = std::move(tile);
    }
    return last;
}

std::vector<std::string> attention_choices(const AttentionProblem& problem, const Features& features) {
    const auto first = attention_tile({}, problem, features);
    if (!first) return {};
    std::vector<std::string> names{first->name};
    for (const AttentionShape& shape : table)
        if (first->name != std::string_view(shape.name) && lay_out(shape, problem, features))
            names.emplace_back(shape.name);
    return names;
}

std::optional<Dispatch> gpu_attention(std::string_view key, const Step& step, const AttentionProblem& problem,
                                      const Features& features) {
    const auto tile = attention_tile(key, problem, features);
    if (!tile) return {};
    const shaders::Act act = problem.f16 ? shaders::Act::f16 : shaders::Act::f32;
    Dispatch d = groups(tile->matrix ? shaders::attention_matrix() : shaders::attention_tile(act), step,
                        tile->workgroups(problem), tile->constants, features);
    if (tile->matrix) d.subgroup_size = features.matrix.subgroup_size;
    return d;
}

} // namespace sfumato::dispatching
