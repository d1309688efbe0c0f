#include "engine/device_overview.h"

#include "engine/open_device.h"

#include <memory>
#include <optional>

namespace sfumato {
namespace {

DeviceSummary summary_of(const DeviceInfo& device) {
    DeviceSummary summary;
    summary.name = device.name;
    summary.driver = device.driver;
    summary.kind = device_class_name(device.device_class);
    summary.api_version = device.api_version;
    summary.memory_bytes = device.memory_bytes;
    summary.usable = device.usable;
    summary.unusable_because = device.unusable_because;
    return summary;
}

} // namespace

Result<std::vector<DeviceSummary>> list_device_summaries() {
    SF_TRY(const std::vector<DeviceInfo> devices, list_devices());
    std::vector<DeviceSummary> summaries;
    for (const DeviceInfo& device : devices)
        summaries.push_back(summary_of(device));
    return summaries;
}

DeviceOverview look_at_devices(const DeviceScene& scene) {
    DeviceOverview overview;
    // Listing brings every driver into memory: the choice gets the list that is shown.
    const Result<std::vector<DeviceInfo>> devices = scene.list_devices();
    DeviceScene seen = scene;
    seen.list_devices = [&] { return devices; };
    const DeviceChoice choice = choose_device(seen);
    overview.automatic = {device_text({choice.executor, choice.vulkan}), native_device_name(), choice.why};
    if (!devices) {
        overview.no_vulkan = devices.error().text();
        return overview;
    }
    for (const DeviceInfo& device : *devices)
        overview.devices.push_back(summary_of(device));
    if (choice.executor != ExecutorKind::vulkan) return overview;
    if (const Result<std::size_t> index = choose_device(*devices, choice.vulkan))
        overview.automatic.name = (*devices)[*index].name;
    return overview;
}

} // namespace sfumato
