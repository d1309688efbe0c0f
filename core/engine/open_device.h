// From the engine's options to an executor.
#pragma once

#include "engine/engine.h"
#include "tensor/executor.h"

#include <memory>
#include <string>

namespace sfumato {

struct OpenedDevice {
    std::unique_ptr<Executor> executor;
    ExecutorKind kind = ExecutorKind::automatic; ///< what it is; automatic when the options brought their own executor
    std::string why;                             ///< of an automatic choice, in words; else empty
};

/// Opens the device that `options` name; where the choice is automatic and a graphics device does not open, native code
/// takes its place. Errors: device, out_of_memory, internal.
Result<OpenedDevice> open_device(const EngineOptions& options);

/// Element type in which networks keep activations there: graphics processors gain from half-size ones, processors only
/// pay for the conversions.
DType activation_for(const Features& features);

/// "discrete", "integrated", "virtual", "cpu", "reference", "other".
std::string device_class_name(DeviceClass device_class);

/// Whether programs run on the processor, as threads of this process.
bool is_software(DeviceClass device_class);

} // namespace sfumato
