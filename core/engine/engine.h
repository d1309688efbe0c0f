// The engine: a mailbox and the one thread that owns the device, the loaded models and their plans.
#pragma once

#include "base/error.h"
#include "generate/generate.h"
#include "image/image.h"
#include "recipe/recipe.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sfumato {

/// What runs the networks: Vulkan on a graphics card (or in software), native code of the processor, or the plain
/// reference. Automatic: see choose_device() in device_choice.h.
enum class ExecutorKind { automatic, vulkan, cpu, reference };

/// Which device is to compute.
struct DeviceRequest {
    ExecutorKind executor = ExecutorKind::automatic;
    std::string vulkan; ///< of Vulkan devices: index or part of a name; empty: the best
    /// Native code may multiply bfloat16 operands (fp32 sums) where the processor has instructions for it: quicker, and
    /// other last digits than with the exact products that are the rule.
    bool bf16 = false;
    bool operator==(const DeviceRequest&) const = default;
};

/// `executor`: "auto", "vulkan", "cpu", "reference" or empty (auto). `device`: "auto" or empty, "cpu", "reference", or
/// index or part of the name of a Vulkan device. Errors: usage, naming what is expected, or that the two contradict.
Result<DeviceRequest> parse_device_request(std::string_view executor, std::string_view device);
/// The text that parse_device_request() takes as `device`: "auto", "cpu", "reference" or the Vulkan selector ("vulkan"
/// for the best one).
std::string device_text(const DeviceRequest& request);

struct EngineOptions {
    DeviceRequest device;
    bool profile = false;                ///< time every step on the device
    bool estimate = false;               ///< reports also say how long the job had been estimated to take
    std::filesystem::path builtin_model; ///< folder of the built-in model
    std::filesystem::path vocabulary;    ///< configured CLIP vocabulary; may be empty
    /// Makes the executor instead of `device`; called again after a lost device. Empty: as that says.
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
    /// Go on from here, if it is of this recipe and model; else the picture is begun anew and a note says why.
    std::shared_ptr<const GenerateState> resume;
    /// Seconds of work between two events Kept; infinity: only on pause.
    double keep_seconds = std::numeric_limits<double>::infinity();
    bool keep_every_step = false; ///< Kept before each step
    std::shared_ptr<const Image> mask = nullptr; ///< the same for recipe.inpaint->path
    bool deep = false; ///< also give the picture with 16 bits a sample
};

/// What the engine tells, as plain values, on its own thread and in order.
namespace event {
struct DeviceReady {
    std::string name;
    std::string driver;
    bool software = false;
    std::string why; ///< of an automatic choice, in words; else empty
};                   ///< after start and after each rebuild
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
/// Where the picture stands: a job with this as `resume` ends in the same picture. Its model_sha256 is empty while the
/// model's hash is being reckoned.
struct Kept {
    JobId job;
    std::shared_ptr<const GenerateState> state;
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
/// By pause(). The last Kept, if there was one, says where it can go on.
struct Paused {
    JobId job;
};
} // namespace event

using Event =
    std::variant<event::DeviceReady, event::Started, event::Loading, event::Stage, event::Progress, event::Preview,
                 event::Kept, event::Finished, event::Failed, event::Cancelled, event::Paused>;

/// Every submitted job ends in exactly one of Finished, Failed, Cancelled, Paused. All functions may be called from any
/// thread and return at once. The destructor cancels what waits and runs, waits until that has been told, and joins the
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
    /// Ends a job before its next step and keeps its state; one that is almost ready is finished instead.
    void pause(JobId job);
    /// Opens the device and loads `model` ahead of the first job; failures are silent here and told by the job.
    void warm_up(std::string model);
    /// From the next job on. What is loaded goes with the old device; nothing happens where it is the same.
    void use_device(DeviceRequest device);
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

/// The processor's name, as native code runs on it.
std::string native_device_name();
/// Whether DeviceRequest::bf16 makes a difference on it.
bool native_device_has_bf16();

/// Folder of the built-in model: $SFUMATO_RESOURCES/builtin-model, beside the executable's install prefix
/// (../share/sfumato), or the source tree it was built from. Error not_found lists the places.
Result<std::filesystem::path> find_builtin_model();

} // namespace sfumato
