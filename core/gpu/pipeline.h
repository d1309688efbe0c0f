// Pipelines per (shader, specialisation constants), made on demand.
#pragma once

#include "gpu/device.h"
#include "tensor/program.h"

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <vector>

namespace sfumato::gpu {

struct Pipeline {
    VkPipeline handle = VK_NULL_HANDLE;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    std::uint32_t push_constant_bytes = 0;
};

class Pipelines {
public:
    /// `cache_dir`: where compiled pipelines are kept; empty keeps none. An unreadable or foreign file is ignored with
    /// a line in the log.
    static Result<std::unique_ptr<Pipelines>> create(std::shared_ptr<Device> device, std::filesystem::path cache_dir);
    Pipelines(const Pipelines&) = delete;
    Pipelines& operator=(const Pipelines&) = delete;
    ~Pipelines();

    /// The pipelines of dispatches, in their order. Those that are not there yet are made on several threads: a
    /// driver's compiler takes milliseconds to seconds for each. Errors: internal when a dispatch does not fit its
    /// shader, device.
    Result<std::vector<Pipeline>> get(std::span<const Dispatch> dispatches);
    /// Writes the cache file when pipelines were made since the last call. Failing to write costs only time: it is
    /// logged.
    void save();
    std::size_t count() const { return pipelines_.size(); }

private:
    Pipelines(std::shared_ptr<Device> device, std::filesystem::path file)
        : device_(std::move(device)), file_(std::move(file)) {}
    Result<> open_cache();
    using Key = std::vector<std::uint32_t>; ///< constants and shader
    Result<Key> key_of(const Dispatch& dispatch) const;
    Result<VkPipelineLayout> layout_for(std::uint32_t push_constant_bytes);
    Result<VkPipeline> make(const Dispatch& dispatch, VkPipelineLayout layout) const;

    std::shared_ptr<Device> device_;
    std::filesystem::path file_;
    VkPipelineCache cache_ = VK_NULL_HANDLE;
    std::map<std::uint32_t, VkPipelineLayout> layouts_; ///< by push-constant bytes
    std::map<Key, Pipeline> pipelines_;
    bool grown_ = false;
};

} // namespace sfumato::gpu
