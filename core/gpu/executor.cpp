#include "gpu/executor.h"

#include "base/file.h"
#include "base/log.h"
#include "gpu/replay.h"
#include "gpu/tune.h"
#include "tensor/rates_file.h"
#include "tensor/variants.h"

#include <charconv>
#include <cstdlib>
#include <cstring>

namespace sfumato {
namespace {

/// A number from the environment; 0 when absent or not a number.
std::uint32_t number_from_environment(const char* name) {
    const char* text = std::getenv(name);
    std::uint32_t value = 0;
    if (text != nullptr) std::from_chars(text, text + std::strlen(text), value);
    return value;
}

/// What was not set by the caller may be set by the environment, so that whole programs can be tested.
GpuOptions with_environment(GpuOptions options) {
    if (number_from_environment("SFUMATO_VALIDATION") == 1) options.validation = true;
    if (options.lose_device_after_submits == 0)
        options.lose_device_after_submits = number_from_environment("SFUMATO_TEST_LOSE_DEVICE_AFTER");
    if (options.fail_allocation == 0) options.fail_allocation = number_from_environment("SFUMATO_TEST_FAIL_ALLOCATION");
    if (options.pipeline_cache_dir.empty()) options.pipeline_cache_dir = user_cache_dir() / "pipelines";
    if (options.tuning_dir.empty()) options.tuning_dir = user_cache_dir() / "tuning";
    if (!options.keep_pipelines) options.pipeline_cache_dir.clear();
    return options;
}

class VulkanExecutor final : public Executor {
public:
    explicit VulkanExecutor(std::shared_ptr<gpu::Context> context) : context_(std::move(context)) {}

    const Features& features() const override { return context_->features(); }

    Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<const Program> program, const CancelToken& cancel,
                                                const std::function<void(double)>& progress) override {
        const std::string name = program->name();
        return with_context(gpu::VulkanProgram::load(context_, std::move(program), cancel, progress),
                            "while loading {}", name);
    }

    std::uint64_t memory_bytes() const override { return context_->memory->budget(); }
    std::uint64_t peak_device_bytes() const override { return context_->memory->stats(gpu::Intent::device).peak_bytes; }

    void set_profiling(bool on) override { context_->profiling = on; }

private:
    std::shared_ptr<gpu::Context> context_;
};

} // namespace

Result<std::unique_ptr<Executor>> make_vulkan_executor(const GpuOptions& given) {
    auto context = std::make_shared<gpu::Context>();
    context->options = with_environment(given);
    const GpuOptions& options = context->options;
    SF_TRY(auto instance, gpu::Instance::create(options.validation, options.validation_log));
    SF_TRY(const auto devices, gpu::enumerate_devices(*instance));
    std::vector<DeviceInfo> infos;
    for (const gpu::PhysicalDevice& d : devices)
        infos.push_back(d.info);
    SF_TRY(const std::size_t chosen, choose_device(infos, options.selector));
    log(LogLevel::info, "device {}: {} ({}, Vulkan {})", infos[chosen].index, infos[chosen].name, infos[chosen].driver,
        infos[chosen].api_version);
    gpu::PhysicalDevice physical = devices[chosen];
    physical.features.device_class = options.pretend_class.value_or(physical.features.device_class);
    physical.features.weight_block = preferred_weight_block(physical.features);
    physical.features.tuning = options.tuning;
    if (options.tuning == nullptr) physical.features.tuning = gpu::load_tuning(options.tuning_dir, infos[chosen]);
    SF_TRY(context->device, gpu::Device::create(std::move(instance), std::move(physical)));
    gpu::MemoryOptions memory;
    memory.fail_allocation = options.fail_allocation;
    context->memory = std::make_shared<gpu::Memory>(context->device, memory);
    SF_TRY(context->timeline, gpu::Timeline::create(context->device, options.lose_device_after_submits));
    SF_TRY(context->pipelines, gpu::Pipelines::create(context->device, options.pipeline_cache_dir));
    context->weights = std::make_unique<gpu::WeightStore>(context->memory, context->features());
    context->rates = load_rates(context->features());
    context->profiling = options.profiling;
    return std::make_unique<VulkanExecutor>(std::move(context));
}

} // namespace sfumato
