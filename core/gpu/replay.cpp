#include "gpu/replay.h"

#include "base/half.h"

#include <algorithm>

namespace sfumato::gpu {
namespace {

/// Chunks under way at once: the device never waits for the host, and a cancel waits for two chunks at most.
constexpr std::size_t chunks_in_flight = 2;
/// Kernels read whole vectors and may pass the end of a tensor by less than this.
constexpr std::uint64_t slack = 256;

std::uint64_t place_tensors(const Program& program, bool inputs, std::vector<HostRange>& out) {
    std::uint64_t total = 0;
    for (std::uint32_t i = 0; i < program.tensors().size(); ++i) {
        const TensorInfo& info = program.tensors()[i];
        if (inputs ? !info.is_input || info.is_kept : !info.is_output) continue;
        out.push_back({i, total});
        total += FreeList::rounded(info.bytes());
    }
    return total;
}

} // namespace

Result<> reserve_arena(Context& context, std::uint64_t bytes) {
    const std::uint64_t needed = bytes + slack;
    Arena& arena = context.arena;
    if (arena.buffer && arena.buffer.size() >= needed) return {};
    arena.buffer = Buffer(); // first, so that old and new need not fit at once
    ++arena.generation;
    SF_TRY(arena.buffer, Buffer::create(context.memory, Intent::device, needed, "activations"));
    return {};
}

VulkanProgram::VulkanProgram(std::shared_ptr<Context> context, std::shared_ptr<const Program> program, Plan plan)
    : context_(std::move(context)), program_(std::move(program)), plan_(std::move(plan)) {
    ++context_->arena.programs;
}

VulkanProgram::~VulkanProgram() {
    context_->timeline->drain();
    if (--context_->arena.programs > 0) return;
    context_->arena.buffer = Buffer();
}

Result<std::unique_ptr<LoadedProgram>> VulkanProgram::load(std::shared_ptr<Context> context,
                                                           std::shared_ptr<const Program> program,
                                                           const CancelToken& cancel,
                                                           const std::function<void(double)>& progress) {
    SF_CHECK(context->timeline->check());
    SF_TRY(Plan plan, make_plan(*program, context->features()));
    std::unique_ptr<VulkanProgram> out(new VulkanProgram(std::move(context), std::move(program), std::move(plan)));
    SF_TRY(out->steps_, prepare_steps(*out->program_, *out->context_));
    out->context_->pipelines->save();
    SF_CHECK(out->load_weights(cancel, progress));
    SF_CHECK(out->make_host_buffers());
    SF_CHECK(out->make_ready());
    return out;
}

Result<> VulkanProgram::load_weights(const CancelToken& cancel, const std::function<void(double)>& progress) {
    Upload upload(context_->device, context_->memory, *context_->timeline,
                  {context_->options.staging_bytes, context_->options.force_staging});
    SF_TRY(weights_, context_->weights->load(program_->weights(), upload, cancel, progress));
    return upload.finish();
}

Result<> VulkanProgram::make_host_buffers() {
    if (const std::uint64_t bytes = place_tensors(*program_, true, inputs_); bytes > 0) {
        SF_TRY(upload_, Buffer::create(context_->memory, Intent::upload, bytes, "inputs"));
    }
    if (const std::uint64_t bytes = place_tensors(*program_, false, outputs_); bytes > 0) {
        SF_TRY(readback_, Buffer::create(context_->memory, Intent::readback, bytes, "outputs"));
    }
    if (plan_.kept_bytes > 0) {
        SF_TRY(kept_, Buffer::create(context_->memory, Intent::device, plan_.kept_bytes + slack, "kept inputs"));
    }
    held_.assign(program_->tensors().size(), false);
    SF_TRY(pool_, CommandPool::create(context_->device));
    return {};
}

/// Copies the kept inputs that are given to where they stay. Nothing runs now: every run waits for its end.
Result<> VulkanProgram::store_kept(std::span<const InputData> inputs) {
    Upload upload(context_->device, context_->memory, *context_->timeline,
                  {context_->options.staging_bytes, context_->options.force_staging});
    for (const InputData& input : inputs) {
        const std::uint32_t id = *program_->find_input(input.name);
        const TensorInfo& info = program_->tensors()[id];
        if (!info.is_kept) continue;
        held_[id] = false; // until all of it is there
        SF_CHECK(upload.write(kept_, plan_.tensors[id].offset, info.bytes(),
                              [&](std::span<std::byte> out) { store_input(info, input.bytes, out); }));
        held_[id] = true;
    }
    return upload.finish();
}

/// Commands hold addresses in the arena: they are recorded anew when it moved, or when profiling was switched.
Result<> VulkanProgram::make_ready() {
    SF_CHECK(reserve_arena(*context_, plan_.arena_bytes));
    if (baked_generation_ == context_->arena.generation && baked_profiling_ == context_->profiling) return {};
    baked_generation_ = 0;
    profile_.reset();
    if (context_->profiling) {
        SF_TRY(profile_, Profile::create(context_->device, static_cast<std::uint32_t>(steps_.size())));
    }
    const BakeSource source{*program_,  plan_,  steps_,  weights_, upload_ ? &upload_ : nullptr,
                            &readback_, &kept_, inputs_, outputs_};
    SF_TRY(baked_, bake(source, *context_, *pool_, profile_.get()));
    baked_generation_ = context_->arena.generation;
    baked_profiling_ = context_->profiling;
    return {};
}

ProgramStats VulkanProgram::stats() const {
    return {static_cast<std::uint32_t>(steps_.size()),
            plan_.barriers,
            plan_.arena_bytes,
            plan_.lower_bound_bytes,
            plan_.weight_bytes,
            plan_.kept_bytes};
}

Result<> VulkanProgram::run(std::span<const InputData> inputs, std::span<const OutputData> outputs,
                            const CancelToken& cancel) {
    SF_CHECK(check_run_arguments(*program_, inputs, outputs, held_));
    SF_CHECK(context_->timeline->check());
    SF_CHECK(cancel.check());
    times_.clear();
    SF_CHECK(make_ready());
    if (plan_.kept_bytes > 0) SF_CHECK(store_kept(inputs));
    for (const HostRange& range : inputs_) {
        const TensorInfo& info = program_->tensors()[range.tensor];
        const auto given =
            std::find_if(inputs.begin(), inputs.end(), [&](const InputData& d) { return d.name == info.name; });
        store_input(info, given->bytes, upload_.mapped().subspan(range.offset));
    }
    Result<> result = submit_chunks(cancel);
    if (result) result = read_back(outputs);
    // After a failure chunks may still run: the next run, or whoever frees this program, must find the device idle.
    if (!result) context_->timeline->drain();
    return result;
}

Result<> VulkanProgram::submit_chunks(const CancelToken& cancel) {
    std::vector<std::uint64_t> values;
    for (const VkCommandBuffer chunk : baked_.chunks) {
        if (values.size() >= chunks_in_flight)
            SF_CHECK(context_->timeline->wait(values[values.size() - chunks_in_flight]));
        SF_CHECK(cancel.check());
        SF_TRY(const std::uint64_t value, context_->timeline->submit(chunk));
        values.push_back(value);
    }
    return {};
}

Result<> VulkanProgram::read_back(std::span<const OutputData> outputs) {
    SF_CHECK(context_->timeline->wait_all());
    for (const OutputData& output : outputs) {
        const std::uint32_t tensor = *program_->find_output(output.name);
        const auto range =
            std::find_if(outputs_.begin(), outputs_.end(), [&](const HostRange& r) { return r.tensor == tensor; });
        convert_to_float(program_->tensors()[tensor].dtype, readback_.mapped().data() + range->offset, output.values);
    }
    return profile_ ? read_times() : Result<>();
}

Result<> VulkanProgram::read_times() {
    SF_TRY(const std::vector<double> milliseconds, profile_->read());
    for (std::uint32_t i = 0; i < milliseconds.size(); ++i)
        times_.push_back({i, program_->steps()[i].op->name, milliseconds[i]});
    return {};
}

} // namespace sfumato::gpu
