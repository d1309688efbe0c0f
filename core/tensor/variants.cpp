#include "tensor/variants.h"

#include <bit>

namespace sfumato {
namespace {

struct Row {
    DeviceClass device_class;
    DriverKind driver;   ///< any: every driver
    std::uint32_t since; ///< driver version
    std::uint32_t min_subgroup, max_subgroup;
    KernelFamily family;
};

// Measured: shaders/README.md. Lavapipe's divergence analysis, which makes uniform loads scalar, is in Mesa 26.
constexpr Row rows[] = {
    {DeviceClass::cpu, DriverKind::lavapipe, 2600, 8, 16, KernelFamily::uniform},
    {DeviceClass::cpu, DriverKind::any, 0, 4, 16, KernelFamily::lanes},
};

bool fits(const Row& row, const Features& f) {
    return f.device_class == row.device_class && (row.driver == DriverKind::any || f.driver_kind == row.driver) &&
           f.driver_version >= row.since && f.subgroup_size >= row.min_subgroup &&
           f.subgroup_size <= row.max_subgroup && std::has_single_bit(f.subgroup_size);
}

} // namespace

KernelFamily kernel_family(const Features& features) {
    // Both families for CPU drivers compute with addresses and words of 64 bits and know their place in the subgroup.
    if (!features.int64 || !features.subgroup_broadcast) return KernelFamily::portable;
    for (const Row& row : rows)
        if (fits(row, features)) return row.family;
    return KernelFamily::portable;
}

std::uint32_t preferred_weight_block(const Features& features) {
    return kernel_family(features) == KernelFamily::uniform ? 4 * features.subgroup_size : 32;
}

std::uint32_t gate_run(const Features& features) {
    // Where lanes lie along columns, the gates of a lane's values are further vectors of the same lane.
    return kernel_family(features) == KernelFamily::uniform ? 2 * features.subgroup_size : 4;
}

} // namespace sfumato
