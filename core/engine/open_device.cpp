#include "engine/open_device.h"

#include "base/log.h"
#include "cpu/executor.h"
#include "engine/device_choice.h"
#include "gpu/executor.h"

namespace sfumato {

namespace {

Result<OpenedDevice> open_request(const DeviceRequest& request, bool profile) {
    OpenedDevice out{nullptr, request.executor, {}};
    switch (request.executor) {
    case ExecutorKind::reference: out.executor = make_reference_executor(); return out;
    case ExecutorKind::vulkan: {
        GpuOptions gpu;
        gpu.selector = request.vulkan;
        gpu.profiling = profile;
        SF_TRY(out.executor, make_vulkan_executor(gpu));
        return out;
    }
    case ExecutorKind::automatic:
    case ExecutorKind::cpu: break;
    }
    SF_TRY(out.executor, make_cpu_executor({.allow_bf16 = request.bf16, .profiling = profile}));
    out.kind = ExecutorKind::cpu;
    return out;
}

} // namespace

Result<OpenedDevice> open_device(const EngineOptions& options) {
    if (options.make_executor) {
        OpenedDevice out;
        SF_TRY(out.executor, options.make_executor());
        return out;
    }
    if (options.device.executor != ExecutorKind::automatic) return open_request(options.device, options.profile);
    const DeviceChoice choice = choose_device(DeviceScene::of_this_machine());
    Result<OpenedDevice> opened = open_request({choice.executor, choice.vulkan, options.device.bf16}, options.profile);
    if (opened) {
        opened->why = choice.why;
        return opened;
    }
    // A card that is listed but does not open is no reason for no picture.
    if (choice.executor == ExecutorKind::cpu) return opened;
    log(LogLevel::warning, "{}", opened.error().text());
    const std::string why = fmt::format("the graphics device could not be opened: {}", opened.error().text());
    opened = open_request({ExecutorKind::cpu, {}, options.device.bf16}, options.profile);
    if (opened) opened->why = why;
    return opened;
}

DType activation_for(const Features& features) {
    const bool gpu = features.device_class == DeviceClass::discrete ||
                     features.device_class == DeviceClass::integrated ||
                     features.device_class == DeviceClass::virtual_gpu;
    return gpu && features.fp16_storage ? DType::f16 : DType::f32;
}

std::string device_class_name(DeviceClass device_class) {
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

bool is_software(DeviceClass device_class) {
    return device_class == DeviceClass::cpu || device_class == DeviceClass::reference;
}

} // namespace sfumato
