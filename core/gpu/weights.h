// Weights resident on the device, shared between programs that read the same data.
#pragma once

#include "base/cancel.h"
#include "gpu/upload.h"
#include "tensor/pack.h"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace sfumato::gpu {

class WeightStore {
public:
    using Handle = std::shared_ptr<const Buffer>;

    WeightStore(std::shared_ptr<Memory> memory, Features features)
        : memory_(std::move(memory)), features_(std::move(features)) {}

    /// One buffer per weight, in the order of `weights`. What is resident already (same data address, same layout) is
    /// shared; the rest is packed and uploaded in slices of at most a staging slot. A buffer lives as long as its
    /// handles. `progress` gets the fraction of new bytes. Errors: cancelled, out_of_memory, device_lost, device.
    Result<std::vector<Handle>> load(std::span<const WeightInfo> weights, Upload& upload, const CancelToken& cancel,
                                     const std::function<void(double)>& progress);

private:
    std::shared_ptr<Memory> memory_;
    Features features_;
    std::map<WeightKey, std::weak_ptr<const Buffer>> resident_;
};

/// Outputs per slice such that a packed slice has at most `limit` bytes (at least one block of outputs).
std::uint32_t slice_outputs(const WeightInfo& weight, const Features& features, std::uint64_t limit);
/// The weight's outputs [begin, end), in packed order, as a weight of its own; begin is a multiple of slice_outputs.
WeightInfo slice_of(const WeightInfo& weight, std::uint32_t begin, std::uint32_t end);

} // namespace sfumato::gpu
