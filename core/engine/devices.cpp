// Devices by the names that people give them.
#include "cpu/processor.h"
#include "engine/engine.h"

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

std::string native_device_name() {
    return cpu::processor_name();
}

bool native_device_has_bf16() {
    return cpu::multiplies_bf16();
}

} // namespace sfumato
