#include "gpu/pipeline.h"

#include "base/file.h"
#include "base/log.h"
#include "gpu/pipeline_cache.h"
#include "shaders/bank.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <system_error>
#include <thread>

namespace sfumato::gpu {
namespace {

constexpr std::uint64_t largest_cache_file = 256ull << 20;

/// What an earlier run left, or nothing.
std::string read_cache(const std::filesystem::path& file) {
    if (file.empty()) return {};
    auto text = read_file(file, largest_cache_file);
    if (text) return std::move(*text);
    if (text.error().code != ErrorCode::not_found)
        log(LogLevel::warning, "pipeline cache ignored: {}", text.error().text());
    return {};
}

/// Calls body(i) for each i below `count`, on as many threads as there are processors.
template <class Body> void run_on_threads(std::size_t count, const Body& body) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < count; i = next++)
            body(i);
    };
    std::vector<std::jthread> threads;
    for (std::size_t t = 1; t < std::min<std::size_t>(count, std::thread::hardware_concurrency()); ++t)
        threads.emplace_back(work);
    work();
}

} // namespace

Result<std::unique_ptr<Pipelines>> Pipelines::create(std::shared_ptr<Device> device, std::filesystem::path cache_dir) {
    std::filesystem::path file;
    if (!cache_dir.empty())
        file = cache_dir / pipeline_cache_name(device->physical().properties, device->physical().info.driver);
    std::unique_ptr<Pipelines> out(new Pipelines(std::move(device), std::move(file)));
    SF_CHECK(out->open_cache());
    return out;
}

Result<> Pipelines::open_cache() {
    const std::string text = read_cache(file_);
    VkPipelineCacheCreateInfo info{VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    if (!text.empty()) {
        const auto data = check_pipeline_cache(as_bytes(text), device_->physical().properties);
        if (data) {
            info.initialDataSize = data->size();
            info.pInitialData = data->data();
        } else {
            log(LogLevel::warning, "pipeline cache {} ignored: {}", file_.string(), data.error().message);
            grown_ = true; // so that a good file replaces it
        }
    }
    VkResult result = device_->vk().vkCreatePipelineCache(device_->handle(), &info, nullptr, &cache_);
    if (result != VK_SUCCESS && info.initialDataSize > 0) {
        info.initialDataSize = 0;
        result = device_->vk().vkCreatePipelineCache(device_->handle(), &info, nullptr, &cache_);
    }
    return vk_check(result, "cannot create a pipeline cache");
}

Pipelines::~Pipelines() {
    const VolkDeviceTable& vk = device_->vk();
    for (const auto& [key, pipeline] : pipelines_)
        vk.vkDestroyPipeline(device_->handle(), pipeline.handle, nullptr);
    for (const auto& [bytes, layout] : layouts_)
        vk.vkDestroyPipelineLayout(device_->handle(), layout, nullptr);
    vk.vkDestroyPipelineCache(device_->handle(), cache_, nullptr);
}

Result<VkPipelineLayout> Pipelines::layout_for(std::uint32_t push_constant_bytes) {
    if (const auto found = layouts_.find(push_constant_bytes); found != layouts_.end()) return found->second;
    const VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, push_constant_bytes};
    VkPipelineLayoutCreateInfo info{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    info.pushConstantRangeCount = 1;
    info.pPushConstantRanges = &range;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    SF_CHECK(vk_check(device_->vk().vkCreatePipelineLayout(device_->handle(), &info, nullptr, &layout),
                      "cannot create a pipeline layout"));
    layouts_.emplace(push_constant_bytes, layout);
    return layout;
}

Result<VkPipeline> Pipelines::make(const Dispatch& dispatch, VkPipelineLayout layout) const {
    const shaders::ShaderCode& code = shaders::bank()[dispatch.shader];
    const VolkDeviceTable& vk = device_->vk();
    VkShaderModuleCreateInfo module_info{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
    module_info.codeSize = code.spirv.size_bytes();
    module_info.pCode = code.spirv.data();
    VkShaderModule module = VK_NULL_HANDLE;
    SF_CHECK(vk_check(vk.vkCreateShaderModule(device_->handle(), &module_info, nullptr, &module),
                      fmt::format("cannot load shader {}", code.name)));
    std::array<VkSpecializationMapEntry, std::tuple_size_v<decltype(Dispatch::constants)>> entries{};
    for (std::uint32_t i = 0; i < dispatch.constant_count; ++i)
        entries[i] = {i, i * 4, 4};
    const VkSpecializationInfo constants{dispatch.constant_count, entries.data(), dispatch.constant_count * 4ull,
                                         dispatch.constants.data()};
    VkComputePipelineCreateInfo info{VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = module;
    info.stage.pName = "main";
    info.stage.pSpecializationInfo = &constants;
    VkPipelineShaderStageRequiredSubgroupSizeCreateInfo subgroup{
        VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_REQUIRED_SUBGROUP_SIZE_CREATE_INFO};
    subgroup.requiredSubgroupSize = dispatch.subgroup_size;
    if (dispatch.subgroup_size > 0) {
        info.stage.flags = VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT;
        info.stage.pNext = &subgroup;
    }
    info.layout = layout;
    VkPipeline pipeline = VK_NULL_HANDLE;
    const VkResult result = vk.vkCreateComputePipelines(device_->handle(), cache_, 1, &info, nullptr, &pipeline);
    vk.vkDestroyShaderModule(device_->handle(), module, nullptr);
    if (result != VK_SUCCESS) return vk_fail(result, fmt::format("cannot compile shader {}", code.name));
    return pipeline;
}

Result<Pipelines::Key> Pipelines::key_of(const Dispatch& dispatch) const {
    if (dispatch.shader >= shaders::bank().size())
        return fail(ErrorCode::internal, "shader {} is not in the bank of {}", dispatch.shader, shaders::bank().size());
    const shaders::ShaderCode& code = shaders::bank()[dispatch.shader];
    if (dispatch.constant_count > dispatch.constants.size() || dispatch.constant_count > code.constant_count)
        return fail(ErrorCode::internal, "shader {} was given {} specialisation constants, expected at most {}",
                    code.name, dispatch.constant_count, code.constant_count);
    Key key(dispatch.constants.begin(), dispatch.constants.begin() + dispatch.constant_count);
    key.push_back(dispatch.shader);
    key.push_back(dispatch.subgroup_size);
    return key;
}

Result<std::vector<Pipeline>> Pipelines::get(std::span<const Dispatch> dispatches) {
    struct Missing {
        const Dispatch* dispatch;
        VkPipelineLayout layout;
        Result<VkPipeline> made = VkPipeline(VK_NULL_HANDLE);
    };
    std::vector<Key> keys;
    std::map<Key, Missing> missing;
    for (const Dispatch& dispatch : dispatches) {
        SF_TRY(Key key, key_of(dispatch));
        if (!pipelines_.contains(key) && !missing.contains(key)) {
            SF_TRY(const VkPipelineLayout layout, layout_for(shaders::bank()[dispatch.shader].push_constant_bytes));
            missing.emplace(key, Missing{&dispatch, layout});
        }
        keys.push_back(std::move(key));
    }
    std::vector<Missing*> work;
    for (auto& [key, one] : missing)
        work.push_back(&one);
    run_on_threads(work.size(), [&](std::size_t i) { work[i]->made = make(*work[i]->dispatch, work[i]->layout); });
    for (auto& [key, one] : missing)
        if (one.made) {
            const std::uint32_t bytes = shaders::bank()[one.dispatch->shader].push_constant_bytes;
            pipelines_.emplace(key, Pipeline{*one.made, one.layout, bytes});
            grown_ = true;
        }
    for (auto& [key, one] : missing)
        if (!one.made) return tl::unexpected(std::move(one.made).error());
    std::vector<Pipeline> out;
    for (const Key& key : keys)
        out.push_back(pipelines_.at(key));
    return out;
}

void Pipelines::save() {
    if (file_.empty() || !grown_) return;
    grown_ = false;
    std::size_t size = 0;
    std::vector<std::byte> data;
    VkResult result = device_->vk().vkGetPipelineCacheData(device_->handle(), cache_, &size, nullptr);
    if (result == VK_SUCCESS) {
        data.resize(size);
        result = device_->vk().vkGetPipelineCacheData(device_->handle(), cache_, &size, data.data());
        data.resize(size);
    }
    if (result != VK_SUCCESS) return log(LogLevel::warning, "pipelines not kept: {}", vk_result_name(result));
    std::error_code failed;
    std::filesystem::create_directories(file_.parent_path(), failed);
    if (failed)
        return log(LogLevel::warning, "pipelines not kept: {}: {}", file_.parent_path().string(), failed.message());
    if (const auto written = write_file_atomically(file_, wrap_pipeline_cache(data)); !written)
        log(LogLevel::warning, "pipelines not kept: {}", written.error().text());
}

} // namespace sfumato::gpu
