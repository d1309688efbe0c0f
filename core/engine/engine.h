// The engine: a mailbox and the one thread that owns the device, the loaded models and their plans.
#pragma once

#include "base/error.h"
#include "generate/generate.h"
#include "image/image.h"
#include "recipe/recipe.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sfumato {

/// What runs the networks: Vulkan on a graphics card (or in software), native code of the processor, or the plain
/// reference.
enum class ExecutorKind { vulkan, cpu, reference };

/// "vulkan", "cpu", "reference". Error: usage, naming them.
Result<ExecutorKind> parse_executor_kind(std::string_view name);

struct EngineOptions {
    ExecutorKind executor = ExecutorKind::vulkan;
    std::string device;                  ///< index or part of a name; empty: the best
    bool profile = false;                ///< time every step on the device
    std::filesystem::path builtin_model; ///< folder of the built-in model
    std::filesystem::path vocabulary;    ///< configured CLIP vocabulary; may be empty
    /// Makes the executor instead of `executor` and `device`; called again after a lost device. Empty: as these say.
    std::function<Result<std::unique_ptr<Executor>>()> make_executor;
};

using JobId = std::uint64_t;

struct Job {
    Recipe recipe;
    PreviewKind preview = PreviewKind::linear;
    int preview_every = 1;
    /// Initial image that comes from memory; used instead of reading recipe.init->path (recipe.init holds the
    /// strength).
    std::shared_ptr<const Image> init;
};

/// What the engine tells, as plain values, on its own thread and in order.
namespace event {
struct DeviceReady {
    std::string name;
    std::string driver;
    bool software = false;
}; ///< after start and after each rebuild
struct Started {
    JobId job;
};
struct Loading {
    JobId job;
    std::string what;
    double fraction = 0;
};
struct Stage {
    JobId job;
    std::string stage;
};
struct Progress {
    JobId job;
    GenerateProgress progress;
};
struct Preview {
    JobId job;
    int step = 0;
    Image image;
};
/// `json_report`: figures of the run as JSON text, see engine/report.h.
struct Finished {
    JobId job;
    Generated result;
    std::string json_report;
};
struct Failed {
    JobId job;
    Error error;
};
struct Cancelled {
    JobId job;
};
} // namespace event

using Event = std::variant<event::DeviceReady, event::Started, event::Loading, event::Stage, event::Progress,
                           event::Preview, event::Finished, event::Failed, event::Cancelled>;

/// Every submitted job ends in exactly one of Finished, Failed, Cancelled. All functions may be called from any thread
/// and return at once. The destructor cancels what waits and runs, waits until that has been told, and joins the
/// thread.
class Engine {
public:
    /// `sink` is called on the engine's thread; it must not block for long and must not call back into the engine's
    /// destructor. The device is opened on the engine's thread with the first job, or at once by `warm_up`.
    Engine(EngineOptions options, std::function<void(Event)> sink);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    JobId submit(Job job);
    /// Cancels a waiting job or the running one (within one sampling step).
    void cancel(JobId job);
    void cancel_all();
    /// Opens the device and loads `model` ahead of the first job; failures are silent here and told by the job.
    void warm_up(std::string model);
    /// Jobs waiting or running.
    std::size_t pending() const;

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

/// Name, driver and class of every Vulkan device, in order of preference; the index is what --device takes.
struct DeviceSummary {
    std::string name;
    std::string driver;
    std::string kind;               ///< "discrete", "integrated", "virtual", "cpu", "other"
    std::string api_version;        ///< "1.3.230"
    std::uint64_t memory_bytes = 0; ///< of the largest device-local heap; 0: unknown
    bool usable = false;
    std::string unusable_because; ///< names what is missing
};
Result<std::vector<DeviceSummary>> list_device_summaries();

/// Folder of the built-in model: $SFUMATO_RESOURCES/builtin-model, beside the executable's install prefix
/// (../share/sfumato), or the source tree it was built from. Error not_found lists the places.
Result<std::filesystem::path> find_builtin_model();

} // namespace sfumato
