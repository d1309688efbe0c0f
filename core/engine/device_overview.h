// All that there is to choose from on this machine, looked at once.
#pragma once

#include "engine/device_choice.h"
#include "engine/engine.h"

#include <string>
#include <vector>

namespace sfumato {

/// What "auto" takes here.
struct AutomaticDevice {
    std::string device; ///< as --device takes it
    std::string name;
    std::string why;
};

struct DeviceOverview {
    AutomaticDevice automatic;          ///< what "auto" takes
    std::vector<DeviceSummary> devices; ///< the Vulkan devices
    std::string no_vulkan;              ///< why there are none; else empty
};

/// May measure for a second or two the first time on a machine.
DeviceOverview look_at_devices(const DeviceScene& scene = DeviceScene::of_this_machine());

} // namespace sfumato
