#include "tensor/ops/dispatch.h"

#include "shaders/lib/activation.h"

#include <algorithm>
#include <bit>

namespace sfumato::dispatching {
namespace {

constexpr std::uint32_t element_local_size = 64;

std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) {
    return (a + b - 1) / b;
}

} // namespace

shaders::Act activation_type(const Program& program, const Step& step, int other) {
    const DType type = program.tensors()[step.out].dtype;
    for (std::size_t i = 0; i < step.in.size(); ++i)
        if (step.in[i].kind == Operand::Kind::tensor && static_cast<int>(i) != other)
            expect(program.tensors()[step.in[i].index].dtype == type,
                   "operands of a step must be stored in the type of its result");
    expect(type == DType::f32 || type == DType::f16, "activations are f32 or f16");
    return type == DType::f32 ? shaders::Act::f32 : shaders::Act::f16;
}

shaders::Weight weight_type(const Program& program, const Step& step, std::size_t operand) {
    expect(step.in[operand].kind == Operand::Kind::weight, "operand is not a weight");
    switch (device_dtype(program.weights()[step.in[operand].index])) {
    case DType::f16: return shaders::Weight::f16;
    case DType::bf16: return shaders::Weight::bf16;
    default: return shaders::Weight::f32;
    }
}

std::array<std::uint32_t, 3> spread_groups(std::uint64_t total, const Features& features) {
    const std::uint64_t y = std::max<std::uint64_t>(1, divide_up(total, features.max_workgroup_count));
    expect(y <= features.max_workgroup_count, "a dispatch exceeds the device's grid");
    return {static_cast<std::uint32_t>(std::max<std::uint64_t>(1, divide_up(total, y))), static_cast<std::uint32_t>(y),
            1};
}

Dispatch groups(shaders::Shader shader, const Step& step, std::uint64_t groups,
                std::initializer_list<std::uint32_t> constants, const Features& features) {
    return dispatching::groups(shader, step, groups, std::span(constants.begin(), constants.size()), features);
}

Dispatch groups(shaders::Shader shader, const Step& step, std::uint64_t groups,
                std::span<const std::uint32_t> constants, const Features& features) {
    Dispatch d;
    expect(constants.size() <= d.constants.size(), "a dispatch has too many constants");
    d.shader = static_cast<std::uint32_t>(shader);
    d.groups = spread_groups(groups, features);
    for (const std::uint32_t c : constants)
        d.constants[d.constant_count++] = c;
    d.params = step.params;
    return d;
}

Dispatch elements(shaders::Shader shader, const Step& step, std::uint64_t invocations, const Features& features) {
    const std::uint32_t size = std::min(element_local_size, features.max_workgroup_invocations);
    return groups(shader, step, divide_up(invocations, size), {size}, features);
}

std::uint64_t in_fours(std::uint64_t count, bool fours) {
    return fours ? divide_up(count, 4) : count;
}

std::uint32_t reduction_size(std::uint32_t wanted, const Features& features) {
    const std::uint32_t size = features.device_class == DeviceClass::cpu ? features.subgroup_size : wanted;
    return std::bit_floor(std::clamp(size, 1u, features.max_workgroup_invocations));
}

bool is_gpu(const Features& features) {
    const DeviceClass c = features.device_class;
    return (c == DeviceClass::discrete || c == DeviceClass::integrated || c == DeviceClass::virtual_gpu) &&
           features.max_workgroup_invocations >= 128 && features.max_shared_memory >= 16 * 1024;
}

std::uint64_t enough_workgroups(const Features& features) {
    return features.device_class == DeviceClass::integrated ? 32 : 160;
}

std::string problem_key(const Program& program, const Step& step, std::initializer_list<std::uint32_t> sizes) {
    std::string key = step.op->name;
    for (const std::uint32_t size : sizes)
        key += fmt::format(" {}", size);
    key += fmt::format(" {}", dtype_name(program.tensors()[step.out].dtype));
    for (const Operand& operand : step.in)
        if (operand.kind == Operand::Kind::weight)
            return key + fmt::format(" {}", dtype_name(device_dtype(program.weights()[operand.index])));
    return key;
}

std::string_view tuned_choice(std::string_view key, const Features& features) {
    if (features.tuning == nullptr) return {};
    auto found = features.tuning->find(key);
    if (found == features.tuning->end())
        found = features.tuning->find(std::string(key.substr(0, key.find(' '))) + " *");
    return found == features.tuning->end() ? std::string_view{} : std::string_view(found->second);
}

bool shares_reads(const Features& features) {
    return kernel_family(features) == KernelFamily::lanes;
}

shaders::Read read_of(const Features& features) {
    switch (kernel_family(features)) {
    case KernelFamily::uniform: return shaders::Read::uniform;
    case KernelFamily::lanes: return shaders::Read::shared;
    default: return shaders::Read::each;
    }
}

std::uint64_t DenseTile::workgroups(std::uint32_t rows, std::uint32_t n) const {
    const std::uint64_t stripe_rows = static_cast<std::uint64_t>(local_size / column_lanes) * row_groups * spread;
    return divide_up(rows, stripe_rows) * divide_up(n, static_cast<std::uint64_t>(column_lanes) * column_fours * 4);
}

DenseTile dense_tile(std::uint32_t rows, std::uint32_t n, const Features& features, bool gated) {
    DenseTile tile;
    if (kernel_family(features) == KernelFamily::uniform) {
        tile.local_size = tile.column_lanes = features.subgroup_size;
        tile.row_groups = std::min(5u, rows); // with four vectors of columns: 20 of 32 registers hold sums
        return tile;
    }
    if (shares_reads(features)) {
        tile.spread = tile.local_size = tile.column_lanes = features.subgroup_size;
        tile.column_fours = 2;
        tile.row_groups =
            std::min(16 / features.subgroup_size, static_cast<std::uint32_t>(divide_up(rows, tile.spread)));
        return tile;
    }
    constexpr std::uint64_t enough_groups = 128; // to occupy every multiprocessor of a large GPU
    tile.local_size = std::bit_floor(std::min(64u, features.max_workgroup_invocations));
    if (gated) tile.column_fours = 2;
    tile.column_lanes = std::min(n > 32 ? 32u : 8u, tile.local_size);
    for (const std::uint32_t fewer : {4u, 1u}) // few sizes: each is a pipeline to compile
        if (tile.workgroups(rows, n) < enough_groups) tile.row_groups = fewer;
    return tile;
}

Dispatch dense(shaders::Shader shader, const Step& step, const DenseShape& shape, const Features& features) {
    const DenseTile t = dense_tile(shape.rows, shape.n, features, shape.activation == shaders::activation_geglu);
    const std::uint32_t fours_of_n = shape.n % 4 == 0 ? 1u : 0u;
    const std::uint64_t count = t.workgroups(shape.rows, shape.n);
    if (kernel_family(features) == KernelFamily::uniform) {
        expect(features.weight_block == 4 * features.subgroup_size,
               "weights are not packed for kernels of this family");
        const std::uint32_t divides = fours_of_n | (shape.k % 8 == 0 ? 2u : 0u) | (shape.k % 16 == 0 ? 4u : 0u);
        return groups(shader, step, count, {t.local_size, t.local_size, t.row_groups, shape.activation, divides},
                      features);
    }
    return groups(shader, step, count,
                  {t.local_size, t.row_groups, t.column_fours, t.column_lanes, features.weight_block, t.spread,
                   shape.activation, fours_of_n | (shape.k % 4 == 0 ? 2u : 0u)},
                  features);
}

} // namespace sfumato::dispatching
