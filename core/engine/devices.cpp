// The devices as plain values for the programs, which know nothing of Vulkan.
#include "cpu/processor.h"
#include "engine/device_choice.h"
#include "engine/engine.h"
#include "engine/open_device.h"
#include "gpu/executor.h"

namespace sfumato {
namespace {

struct ExecutorName {
    std::string_view name;
    ExecutorKind kind;
};
constexpr ExecutorName executor_names[] = {{"auto", ExecutorKind::automatic},
                                           {"vulkan", ExecutorKind::vulkan},
                                           {"cpu", ExecutorKind::cpu},
                                           {"reference", ExecutorKind::reference}};

const ExecutorName* find_executor(std::string_view name) {
    for (const ExecutorName& row : executor_names)
        if (row.name == name) return &row;
    return nullptr;
}

} // namespace

Result<DeviceRequest> parse_device_request(std::string_view executor, std::string_view device) {
    const ExecutorName* given = find_executor(executor.empty() ? "auto" : executor);
    if (given == nullptr)
        return fail(ErrorCode::usage, "executor is '{}', expected auto, vulkan, cpu or reference", executor);
    DeviceRequest request;
    request.executor = given->kind;
    if (device.empty() || device == "auto") return request;
    // With an executor named, only Vulkan has devices to choose from, and each word is one of theirs.
    if (given->kind == ExecutorKind::automatic)
        if (const ExecutorName* named = find_executor(device)) {
            request.executor = named->kind;
            return request;
        }
    if (given->kind == ExecutorKind::cpu || given->kind == ExecutorKind::reference) {
        if (device == executor) return request;
        return fail(ErrorCode::usage, "device is '{}', but the executor {} runs on the processor alone", device,
                    executor);
    }
    request.executor = ExecutorKind::vulkan;
    request.vulkan = device;
    return request;
}

std::string device_text(const DeviceRequest& request) {
    if (request.executor == ExecutorKind::vulkan && !request.vulkan.empty()) return request.vulkan;
    for (const ExecutorName& row : executor_names)
        if (row.kind == request.executor) return std::string(row.name);
    return "auto";
}

Result<std::vector<DeviceSummary>> list_device_summaries() {
    SF_TRY(const std::vector<DeviceInfo> devices, list_devices());
    std::vector<DeviceSummary> summaries;
    for (const DeviceInfo& device : devices) {
        DeviceSummary summary;
        summary.name = device.name;
        summary.driver = device.driver;
        summary.kind = device_class_name(device.device_class);
        summary.api_version = device.api_version;
        summary.memory_bytes = device.memory_bytes;
        summary.usable = device.usable;
        summary.unusable_because = device.unusable_because;
        summaries.push_back(std::move(summary));
    }
    return summaries;
}

std::string native_device_name() {
    return cpu::processor_name();
}

bool native_device_has_bf16() {
    return cpu::multiplies_bf16();
}

AutomaticDevice automatic_device() {
    const DeviceChoice choice = choose_device(DeviceScene::of_this_machine());
    AutomaticDevice automatic{device_text({choice.executor, choice.vulkan}), native_device_name(), choice.why};
    if (choice.executor != ExecutorKind::vulkan) return automatic;
    const Result<std::vector<DeviceInfo>> devices = list_devices();
    if (!devices) return automatic;
    if (const Result<std::size_t> index = sfumato::choose_device(*devices, choice.vulkan))
        automatic.name = (*devices)[*index].name;
    return automatic;
}

} // namespace sfumato
