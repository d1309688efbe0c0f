// An engine that does nothing by itself: it remembers what it was asked for, and tells what the test wants.
#pragma once

#include "engine_adapter.h"

#include <set>
#include <vector>

namespace sfumato {

class FakeEngine {
public:
    explicit FakeEngine(EngineAdapter& adapter) : m_tell(adapter.sink()) {
        adapter.connectPort({[this](Job job) {
                                 jobs.push_back(std::move(job));
                                 return static_cast<JobId>(jobs.size());
                             },
                             [this](JobId job) { cancelled.insert(job); },
                             [this](std::string model) { warmed = std::move(model); },
                             [this](DeviceRequest request) { device = std::move(request); }, [this] { return devices; },
                             [this](JobId job) { paused.insert(job); }});
    }

    void tell(Event event) { m_tell(std::move(event)); }
    JobId last() const { return jobs.size(); }

    /// A picture of one colour for the job submitted last.
    void finish(int width = 16, int height = 16) {
        Generated result;
        result.recipe = jobs.back().recipe;
        result.recipe.width = width;
        result.recipe.height = height;
        result.image = plain(width, height);
        tell(event::Finished{last(), std::move(result), "{}"});
    }

    static Image plain(int width, int height) {
        const auto bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
        return {width, height, 3, std::vector<std::uint8_t>(bytes, 200)};
    }

    std::vector<Job> jobs;
    std::set<JobId> cancelled;
    std::set<JobId> paused;
    std::string warmed;
    DeviceRequest device;
    Result<std::vector<DeviceSummary>> devices; ///< what the system has

private:
    std::function<void(Event)> m_tell;
};

} // namespace sfumato
