#include "gpu/bake.h"

#include "shaders/bank.h"

#include <array>
#include <cstring>

namespace sfumato::gpu {
namespace {

constexpr std::uint64_t address_bytes = sizeof(VkDeviceAddress);

Result<> check_fits(const Step& step, const Dispatch& dispatch, const Pipeline& pipeline, const Features& features) {
    const std::uint64_t bytes = address_bytes * (step.in.size() + 1) + dispatch.params.bytes().size();
    const std::uint64_t expected = pipeline.push_constant_bytes;
    // A reflected block may be rounded up to its largest member.
    if (bytes > expected || expected - bytes >= address_bytes)
        return fail(ErrorCode::internal, "{}: shader {} takes {} bytes of push constants, the step has {}",
                    step.op->name, shaders::bank()[dispatch.shader].name, expected, bytes);
    if (expected > features.max_push_constants)
        return fail(ErrorCode::unsupported, "{}: needs {} bytes of push constants, {} has {}", step.op->name, expected,
                    features.device_name, features.max_push_constants);
    for (const std::uint32_t groups : dispatch.groups)
        if (groups > features.max_workgroup_count)
            return fail(ErrorCode::unsupported, "{}: needs {} workgroups in one dimension, {} allows {}", step.op->name,
                        groups, features.device_name, features.max_workgroup_count);
    return {};
}

VkDeviceAddress address_of(const BakeSource& source, const Buffer& arena, const Operand& operand) {
    switch (operand.kind) {
    case Operand::Kind::tensor: {
        const bool is_kept = source.program.tensors()[operand.index].is_kept;
        return (is_kept ? *source.kept : arena).address() + source.plan.tensors[operand.index].offset;
    }
    case Operand::Kind::weight: return source.weights[operand.index]->address();
    case Operand::Kind::none: break;
    }
    return 0;
}

void record_step(const BakeSource& source, const Context& context, VkCommandBuffer commands, std::size_t index) {
    const Step& step = source.program.steps()[index];
    const PreparedStep& prepared = source.steps[index];
    std::array<std::byte, 256> push{};
    std::size_t size = 0;
    const auto append = [&](const void* data, std::size_t bytes) {
        expect(size + bytes <= push.size(), "bake: too many push constants");
        std::memcpy(push.data() + size, data, bytes);
        size += bytes;
    };
    for (const Operand& operand : step.in) {
        const VkDeviceAddress address = address_of(source, context.arena.buffer, operand);
        append(&address, sizeof(address));
    }
    const VkDeviceAddress out = context.arena.buffer.address() + source.plan.tensors[step.out].offset;
    append(&out, sizeof(out));
    const auto params = prepared.dispatch.params.bytes();
    append(params.data(), params.size());
    const VolkDeviceTable& vk = context.device->vk();
    vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, prepared.pipeline.handle);
    vk.vkCmdPushConstants(commands, prepared.pipeline.layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                          prepared.pipeline.push_constant_bytes, push.data());
    const auto& groups = prepared.dispatch.groups;
    vk.vkCmdDispatch(commands, groups[0], groups[1], groups[2]);
}

void record_inputs(const BakeSource& source, const Context& context, VkCommandBuffer commands) {
    // The arena may still hold what an earlier run or another program is done with: order the copies behind that.
    barrier(*context.device, commands, stage_compute | stage_transfer, stage_compute | stage_transfer);
    for (const HostRange& input : source.inputs) {
        const VkBufferCopy region{source.upload->offset() + input.offset,
                                  context.arena.buffer.offset() + source.plan.tensors[input.tensor].offset,
                                  source.program.tensors()[input.tensor].bytes()};
        context.device->vk().vkCmdCopyBuffer(commands, source.upload->handle(), context.arena.buffer.handle(), 1,
                                             &region);
    }
    if (!source.inputs.empty()) barrier(*context.device, commands, stage_transfer, stage_compute);
}

/// All outputs, asked for or not: they are small, and a run so needs no submit but its chunks.
void record_outputs(const BakeSource& source, const Context& context, VkCommandBuffer commands) {
    barrier(*context.device, commands, stage_compute | stage_transfer, stage_transfer);
    for (const HostRange& output : source.outputs) {
        const VkBufferCopy region{context.arena.buffer.offset() + source.plan.tensors[output.tensor].offset,
                                  source.readback->offset() + output.offset,
                                  source.program.tensors()[output.tensor].bytes()};
        context.device->vk().vkCmdCopyBuffer(commands, context.arena.buffer.handle(), source.readback->handle(), 1,
                                             &region);
    }
    barrier(*context.device, commands, stage_transfer, stage_host);
}

Result<VkCommandBuffer> bake_chunk(const BakeSource& source, const Context& context, CommandPool& pool,
                                   const Profile* profile, std::size_t begin, std::size_t end) {
    SF_TRY(const VkCommandBuffer commands, pool.begin());
    if (begin == 0) {
        if (profile != nullptr) profile->reset(commands);
        record_inputs(source, context, commands);
    }
    for (std::size_t i = begin; i < end; ++i) {
        // Measured steps must not overlap, or each would be charged with its neighbours' time.
        if (source.plan.barrier_before[i] || profile != nullptr)
            barrier(*context.device, commands, stage_compute, stage_compute);
        if (profile != nullptr) profile->mark_begin(commands, static_cast<std::uint32_t>(i));
        record_step(source, context, commands, i);
        if (profile != nullptr) profile->mark_end(commands, static_cast<std::uint32_t>(i));
    }
    if (end == source.steps.size()) record_outputs(source, context, commands);
    SF_CHECK(pool.end(commands));
    return commands;
}

} // namespace

Result<std::vector<PreparedStep>> prepare_steps(const Program& program, Context& context) {
    const Features& features = context.features();
    for (const TensorInfo& tensor : program.tensors())
        if (tensor.dtype == DType::f16 && !features.fp16_storage)
            return fail(ErrorCode::unsupported, "{}: keeps activations as f16, but {} has no 16-bit storage",
                        program.name(), features.device_name);
    std::vector<Dispatch> dispatches;
    for (const Step& step : program.steps()) {
        if (step.op->dispatch == nullptr)
            return fail(ErrorCode::unsupported, "{}: op {} has no shader", program.name(), step.op->name);
        dispatches.push_back(step.op->dispatch(program, step, features));
    }
    SF_TRY(const std::vector<Pipeline> pipelines, context.pipelines->get(dispatches));
    std::vector<PreparedStep> out;
    for (std::size_t i = 0; i < dispatches.size(); ++i) {
        const Step& step = program.steps()[i];
        SF_CHECK(check_fits(step, dispatches[i], pipelines[i], features));
        out.push_back({dispatches[i], pipelines[i], estimate_milliseconds(program, step, context.rates)});
    }
    return out;
}

std::vector<std::size_t> chunk_ends(const std::vector<PreparedStep>& steps, double chunk_milliseconds) {
    std::vector<std::size_t> ends;
    double sum = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (i > 0 && sum + steps[i].milliseconds > chunk_milliseconds && (ends.empty() || ends.back() != i)) {
            ends.push_back(i);
            sum = 0;
        }
        sum += steps[i].milliseconds;
    }
    ends.push_back(steps.size());
    return ends;
}

Result<Baked> bake(const BakeSource& source, Context& context, CommandPool& pool, const Profile* profile) {
    SF_CHECK(pool.clear());
    Baked out;
    std::size_t begin = 0;
    for (const std::size_t end : chunk_ends(source.steps, context.options.chunk_milliseconds)) {
        SF_TRY(const VkCommandBuffer chunk, bake_chunk(source, context, pool, profile, begin, end));
        out.chunks.push_back(chunk);
        begin = end;
    }
    return out;
}

} // namespace sfumato::gpu
