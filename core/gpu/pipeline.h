// Pipelines per (shader, specialisation constants), made on demand.
#pragma once

#include "gpu/device.h"
#include "tensor/program.h"

#include <filesystem>
#include <map>
#include <memory>
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

    /// The pipeline of a dispatch. Errors: internal when the dispatch does not fit its shader, device.
    Result<Pipeline> get(const Dispatch& dispatch);
    /// Writes the cache file when pipelines were made since the last call. Failing to write costs only time: it is
    /// logged.
    void save();
    std::size_t count() const { return pipelines_.size(); }

private:
    Pipelines(std::shared_ptr<Device> device, std::filesystem::path file)
        : device_(std::move(device)), file_(std::move(file)) {}
    Result<> open_cache();
    Result<VkPipelineLayout> layout_for(std::uint32_t push_constant_bytes);
    Result<VkPipeline> make(const Dispatch& dispatch, VkPipelineLayout layout);

    std::shared_ptr<Device> device_;
    std::filesystem::path file_;
    VkPipelineCache cache_ = VK_NULL_HANDLE;
    std::map<std::uint32_t, VkPipelineLayout> layouts_;        ///< by push-constant bytes
    std::map<std::vector<std::uint32_t>, Pipeline> pipelines_; ///< by shader and constants
    bool grown_ = false;
};

} // namespace sfumato::gpu
