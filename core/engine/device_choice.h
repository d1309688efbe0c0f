// "Automatic": which of a machine's devices computes, and why.
#pragma once

#include "engine/engine.h"
#include "gpu/executor.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// A decision, with its reason in words for people.
struct DeviceChoice {
    ExecutorKind executor = ExecutorKind::cpu; ///< vulkan or cpu
    std::string vulkan;                        ///< selector of the Vulkan device, see GpuOptions::selector
    std::string why;
    bool operator==(const DeviceChoice&) const = default;
};

/// Seconds that one and the same work took on both, and what was measured: the answer of a machine without a graphics
/// card.
struct SoftwareRace {
    std::string key;      ///< processor, program version and whatever else makes an old answer worthless
    std::string driver;   ///< of the Vulkan device
    double cpu = 0;       ///< native code
    double vulkan = 0;    ///< software Vulkan
    std::string selector; ///< of the Vulkan device
    bool operator==(const SoftwareRace&) const = default;
};

/// What choosing needs to know of the machine; tests put other answers in.
struct DeviceScene {
    std::function<bool()> may_have_gpu; ///< false: the system has no device node of a graphics processor
    std::function<Result<std::vector<DeviceInfo>>()> list_devices;
    /// Seconds of the same small piece of work on an executor (`selector`: which Vulkan device).
    std::function<Result<double>(ExecutorKind executor, const std::string& selector)> measure;
    std::string key;              ///< SoftwareRace::key of this machine
    std::filesystem::path memory; ///< file that remembers the race; empty: nothing is remembered
    static DeviceScene of_this_machine();
};

/// The first that can be used of: discrete, integrated, virtual graphics processor; then the quicker of native code
/// and software Vulkan as measured once and remembered. Native code needs no driver, so there is always an answer.
DeviceChoice choose_device(const DeviceScene& scene);

/// The remembered race as text, and back. Error: bad_input, naming field, found and expected.
std::string race_to_json(const SoftwareRace& race);
Result<SoftwareRace> race_from_json(std::string_view text);

/// Seconds that a convolution and a matrix product of a U-Net's middle take on an executor, best of three after a
/// warm-up.
Result<double> measure_probe(Executor& executor);

} // namespace sfumato
