#include "engine/bench_tune.h"

#include "engine/models.h"
#include "engine/open_device.h"
#include "generate/generate.h"
#include "generate/session.h"
#include "gpu/tune.h"
#include "tensor/dry_executor.h"

#include <algorithm>
#include <vector>

namespace sfumato {
namespace {

using Programs = std::vector<std::shared_ptr<const Program>>;

/// All programs that one picture takes on a device of those features.
Result<Programs> programs_of(const BenchOptions& options, const Features& features) {
    DryExecutor executor(features);
    SessionOptions session_options;
    SF_TRY(session_options.model, resolve_model(options.model, options.engine.builtin_model));
    session_options.vocabulary = options.engine.vocabulary;
    session_options.activation = activation_for(features);
    SF_TRY(const std::unique_ptr<Session> session, Session::open(executor, session_options));
    Recipe recipe;
    recipe.model = options.model;
    recipe.prompt = "a photograph of an astronaut riding a horse";
    recipe.width = options.width;
    recipe.height = options.height;
    recipe.steps = 1;
    SF_TRY(const Generated generated, generate(*session, recipe, nullptr, {}, CancelToken{}));
    Programs programs;
    for (const auto& noted : executor.programs())
        programs.push_back(noted->program);
    return programs;
}

/// The first device of that name: devices of one name and driver share a tuning.
Result<DeviceInfo> device_named(const std::string& name) {
    SF_TRY(const auto devices, list_devices());
    const auto at = std::ranges::find(devices, name, &DeviceInfo::name);
    if (at == devices.end()) return fail(ErrorCode::device, "{} is not in the list of devices any more", name);
    return *at;
}

} // namespace

Result<TuneOutcome> tune_device(const BenchOptions& options, const std::function<void(double)>& progress,
                                const CancelToken& cancel) {
    SF_TRY(OpenedDevice opened, open_device(options.engine));
    const Features features = opened.executor->features();
    if (opened.kind != ExecutorKind::vulkan || is_software(features.device_class))
        return fail(ErrorCode::unsupported, "{} has no kernels to choose from: only graphics devices have",
                    features.device_name);
    opened.executor.reset();
    SF_TRY(const DeviceInfo device, device_named(features.device_name));
    SF_TRY(const Programs programs, programs_of(options, features));
    GpuOptions gpu;
    gpu.selector = std::to_string(device.index);
    SF_TRY(const Tuning tuning, tune_kernels(gpu, programs, cancel, progress));
    SF_TRY(const std::filesystem::path file, keep_tuning(gpu, device, tuning));
    return TuneOutcome{device.name, tuning.size(), file};
}

} // namespace sfumato
