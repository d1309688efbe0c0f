// The devices as plain values for the programs, which know nothing of Vulkan.
#include "engine/engine.h"
#include "gpu/executor.h"

namespace sfumato {
namespace {

std::string kind_name(DeviceClass device_class) {
    switch (device_class) {
    case DeviceClass::discrete: return "discrete";
    case DeviceClass::integrated: return "integrated";
    case DeviceClass::virtual_gpu: return "virtual";
    case DeviceClass::cpu: return "cpu";
    case DeviceClass::reference: return "reference";
    case DeviceClass::other: break;
    }
    return "other";
}

} // namespace

Result<std::vector<DeviceSummary>> list_device_summaries() {
    SF_TRY(const std::vector<DeviceInfo> devices, list_devices());
    std::vector<DeviceSummary> summaries;
    for (const DeviceInfo& device : devices) {
        DeviceSummary summary;
        summary.name = device.name;
        summary.driver = device.driver;
        summary.kind = kind_name(device.device_class);
        summary.api_version = device.api_version;
        summary.memory_bytes = device.memory_bytes;
        summary.usable = device.usable;
        summary.unusable_because = device.unusable_because;
        summaries.push_back(std::move(summary));
    }
    return summaries;
}

} // namespace sfumato
