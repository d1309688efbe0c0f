// What a device can do, as far as recording and planning need to know.
#pragma once

#include "tensor/tuning.h"

#include <cstdint>
#include <memory>
#include <string>

namespace sfumato {

enum class DeviceClass { reference, cpu, virtual_gpu, integrated, discrete, other };

enum class DriverKind { any, lavapipe };

/// Matrices that a subgroup multiplies together: f16 times f16 into f32 (VK_KHR_cooperative_matrix).
struct MatrixShape {
    std::uint32_t m = 0, n = 0, k = 0;
    std::uint32_t subgroup_size =
        0; ///< of full subgroups that such kernels require; 0: the device has no such matrices
};

struct Features {
    DeviceClass device_class = DeviceClass::reference;
    std::string device_name = "reference";       ///< as the driver names it
    std::string driver;                          ///< driver name and version, "llvmpipe Mesa 22.3.6"
    DriverKind driver_kind = DriverKind::any;    ///< those that the table of variants.cpp names
    std::uint32_t driver_version = 0;            ///< of Mesa: 100 * major + minor; 0: unknown
    std::uint32_t subgroup_size = 1;             ///< as reported; nothing may assume 32 or 64
    bool int64 = false;                          ///< 64-bit integers in kernels
    bool subgroup_broadcast = false;             ///< subgroup ballot operations (broadcast) in compute kernels
    bool subgroup_arithmetic = false;            ///< sums over subgroups in compute kernels
    bool fp16_storage = false;                   ///< 16-bit loads and stores in storage buffers
    std::uint32_t weight_block = 32;             ///< NB of the packed weight layout [N/NB][K][NB], see pack.h
    std::uint64_t max_allocation = 1ull << 62;   ///< bytes of one device allocation
    std::uint32_t max_push_constants = 128;      ///< bytes
    std::uint32_t max_shared_memory = 32 * 1024; ///< bytes per workgroup
    std::uint32_t max_workgroup_invocations = 128;
    std::uint32_t max_workgroup_count = 65535; ///< in each dimension
    MatrixShape matrix;
    std::shared_ptr<const Tuning> tuning; ///< measured choices of kernels; null: the built-in tables alone
};

} // namespace sfumato
