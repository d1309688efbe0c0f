#include "engine/dry_run.h"

#include "cpu/memory.h"
#include "engine/device_rates.h"
#include "engine/models.h"
#include "engine/open_device.h"
#include "engine/pictures.h"
#include "generate/generate.h"
#include "tensor/dry_executor.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sfumato {
namespace {

DryStage& stage_of(DryRun& run, const std::string& name) {
    const auto at = std::ranges::find(run.stages, name, &DryStage::name);
    return at != run.stages.end() ? *at : run.stages.emplace_back(DryStage{name, 0, {}});
}

void add_program(DryRun& run, const DryProgram& noted, const DeviceRates& rates) {
    const double each = estimate_milliseconds(*noted.program, rates);
    const Cost cost = noted.program->cost();
    run.parts.push_back({noted.program->name(), noted.all_runs(), noted.stats.dispatches, noted.stats.arena_bytes,
                         noted.stats.weight_bytes, each});
    for (const auto& [name, count] : noted.runs) {
        DryStage& stage = stage_of(run, name);
        stage.seconds += each * count * 1e-3;
        stage.cost.flops += cost.flops * count;
        stage.cost.bytes += cost.bytes * count;
    }
}

} // namespace

DryStage DryRun::stage(std::string_view name) const {
    const auto at = std::ranges::find(stages, name, &DryStage::name);
    return at != stages.end() ? *at : DryStage{std::string(name), 0, {}};
}

double DryRun::seconds() const {
    double sum = 0;
    for (const DryStage& one : stages)
        sum += one.seconds;
    return sum;
}

Result<DryRun> dry_run(const KnownDevice& device, SessionOptions options, const Recipe& recipe,
                       const Pictures& pictures) {
    const auto& [features, rates, weight_value_bytes, memory_bytes, host_memory] = device;
    DryExecutor executor(features);
    executor.weight_value_bytes = weight_value_bytes;
    executor.memory_limit = host_memory ? cpu::usable_bytes() : memory_bytes;
    options.activation = activation_for(features);
    SF_TRY(const std::unique_ptr<Session> session, Session::open(executor, options));
    GenerateOptions generating;
    generating.on_stage = [&](std::string_view stage) { executor.stage = stage; };
    SF_TRY(Generated generated, generate(*session, recipe, pictures, generating, CancelToken{}));
    DryRun out;
    out.device = features.device_name;
    out.driver = features.driver;
    out.recipe = std::move(generated.recipe);
    out.notes = std::move(generated.notes);
    for (const auto& noted : executor.programs())
        add_program(out, *noted, rates);
    out.weight_bytes = executor.weight_bytes();
    out.arena_bytes = executor.arena_bytes();
    out.kept_bytes = executor.kept_bytes();
    out.peak_bytes = executor.peak_bytes();
    out.free_bytes = executor.memory_limit;
    out.guess = rates.guess;
    out.brief = rates.brief;
    return out;
}

Result<KnownDevice> know_device(const EngineOptions& options) {
    SF_TRY(const OpenedDevice opened, open_device(options));
    // Native code keeps its weights as it multiplies them.
    const std::uint32_t value_bytes = opened.kind != ExecutorKind::cpu ? 0 : options.device.bf16 ? 2 : 4;
    const DeviceRates rates = rates_of(*opened.executor, opened.kind == ExecutorKind::cpu, CancelToken());
    return KnownDevice{opened.executor->features(), rates, value_bytes, opened.executor->memory_bytes(),
                       opened.kind == ExecutorKind::cpu};
}

Result<DryRun> dry_run(const EngineOptions& options, const KnownDevice& device, const Job& job) {
    SF_CHECK(validate(job.recipe));
    Recipe recipe = job.recipe;
    std::vector<std::string> notes;
    SF_TRY(const JobPictures pictures, load_pictures(recipe, job, notes));
    SessionOptions session;
    SF_TRY(session.model, resolve_model(job.recipe.model, options.builtin_model));
    session.vocabulary = options.vocabulary;
    SF_TRY(DryRun out, dry_run(device, session, recipe, pictures.view()));
    out.notes.insert(out.notes.begin(), notes.begin(), notes.end());
    return out;
}

Result<DryRun> dry_run(const EngineOptions& options, const Job& job) {
    SF_CHECK(validate(job.recipe)); // before a device is opened for nothing
    SF_TRY(const KnownDevice device, know_device(options));
    return dry_run(options, device, job);
}

std::string dry_run_json(const DryRun& run) {
    nlohmann::ordered_json out;
    out["device"] = run.device;
    out["driver"] = run.driver;
    out["guess"] = run.guess;
    out["brief"] = run.brief;
    auto& programs = out["programs"] = nlohmann::ordered_json::array();
    for (const DryPart& part : run.parts)
        programs.push_back({{"program", part.program},
                            {"runs", part.runs},
                            {"dispatches", part.dispatches},
                            {"arena_bytes", part.arena_bytes},
                            {"weight_bytes", part.weight_bytes},
                            {"each_ms", part.each_ms}});
    out["weight_bytes"] = run.weight_bytes;
    out["arena_bytes"] = run.arena_bytes;
    out["kept_bytes"] = run.kept_bytes;
    out["peak_bytes"] = run.peak_bytes;
    out["free_bytes"] = run.free_bytes > 0 ? nlohmann::ordered_json(run.free_bytes) : nlohmann::ordered_json();
    out["notes"] = run.notes;
    for (const DryStage& stage : run.stages)
        out["estimated_seconds"][stage.name] = stage.seconds;
    out["estimated_seconds"]["total"] = run.seconds();
    return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace sfumato
