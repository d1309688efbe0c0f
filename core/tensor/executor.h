// The single virtual interface of core: something that runs Programs.
#pragma once

#include "base/cancel.h"
#include "base/error.h"
#include "tensor/features.h"
#include "tensor/plan.h"
#include "tensor/program.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// Data for one input: exactly shape.elements() values of 4 bytes (floats, or i32 for id inputs).
struct InputData {
    std::string_view name;
    std::span<const std::byte> bytes;
    InputData(std::string_view n, std::span<const float> values) : name(n), bytes(std::as_bytes(values)) {}
    InputData(std::string_view n, std::span<const std::int32_t> values) : name(n), bytes(std::as_bytes(values)) {}
};

/// Where one output goes: exactly shape.elements() floats.
struct OutputData {
    std::string_view name;
    std::span<float> values;
};

/// Time of one step of a profiled run.
struct StepTime {
    std::uint32_t step = 0;
    std::string op;
    double milliseconds = 0;
    double core_milliseconds = 0; ///< CPU time of the process meanwhile; 0: not known
};

struct ProgramStats {
    std::uint32_t dispatches = 0;
    std::uint32_t barriers = 0;
    std::uint64_t arena_bytes = 0;
    std::uint64_t arena_lower_bound = 0;
    std::uint64_t weight_bytes = 0;
    std::uint64_t kept_bytes = 0; ///< of kept inputs, beside the arena
};

/// A program made ready on a device: weights resident, commands baked. Not thread-safe.
class LoadedProgram {
public:
    virtual ~LoadedProgram() = default;
    virtual const Program& program() const = 0;
    virtual ProgramStats stats() const = 0;
    /// Runs once. Every input must be given, kept ones only the first time and when they change. Asks `cancel` between
    /// chunks.
    /// Errors: cancelled, device_lost, out_of_memory, device; usage when names or sizes do not match.
    virtual Result<> run(std::span<const InputData> inputs, std::span<const OutputData> outputs,
                         const CancelToken& cancel) = 0;
    /// Per-step times of the last run when the executor profiles; else empty.
    virtual std::vector<StepTime> last_profile() const { return {}; }
};

class Executor {
public:
    virtual ~Executor() = default;
    virtual const Features& features() const = 0;
    /// Uploads weights (shared between programs that name the same data), plans and bakes. `progress` (may be empty)
    /// gets the fraction of weight bytes done.
    virtual Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<const Program> program,
                                                        const CancelToken& cancel,
                                                        const std::function<void(double)>& progress) = 0;
    /// Bytes that weights, kept inputs and activations may take on the device at present, those that this executor
    /// holds among them (0: not known).
    virtual std::uint64_t memory_bytes() const { return 0; }
    /// Peak bytes of device memory allocated by this executor so far (0: not tracked).
    virtual std::uint64_t peak_device_bytes() const { return 0; }
    virtual void set_profiling(bool) {}
};

/// Checks names, sizes and completeness of run()'s arguments; every executor calls it first. `held`: by tensor id,
/// whether a kept input has a value already (empty: none has). Errors: usage.
Result<> check_run_arguments(const Program& program, std::span<const InputData> inputs,
                             std::span<const OutputData> outputs, const std::vector<bool>& held = {});

/// Writes an input's data as its tensor is stored: floats of an f16 tensor as halves, all else as it is.
void store_input(const TensorInfo& tensor, std::span<const std::byte> from, std::span<std::byte> to);

/// Plain C++ with double accumulation, on the calling thread: for tests and for finding where two runs part.
std::unique_ptr<Executor> make_reference_executor();

} // namespace sfumato
