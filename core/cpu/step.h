// A step made ready: what one op of a Program became on the CPU.
#pragma once

#include "cpu/loops.h"
#include "cpu/memory.h"
#include "cpu/narrow_attention.h"
#include "cpu/threads.h"
#include "cpu/weights.h"
#include "tensor/plan.h"
#include "tensor/program.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

namespace sfumato::cpu {

class OneDnn;

/// What all steps of an executor share.
struct Context {
    explicit Context(std::uint64_t memory_limit) : memory(memory_limit) {}
    Threads threads{1};
    bool bf16 = false; ///< products of bfloat16 operands: allowed, and the processor multiplies them
    const Loops* loops = nullptr;
    const NarrowAttention* narrow = nullptr; ///< with bf16, where it is built
    HostMemory memory;
    WeightStore weights{memory};
    Pages staging; ///< a weight on its way from the file to its form, while programs are loaded
    std::shared_ptr<OneDnn> onednn;
};

/// Marks an offset as one into the memory of kept inputs.
inline constexpr std::uint64_t kept_mark = 1ull << 63;

/// Where a run reads and writes.
struct Frame {
    std::byte* arena = nullptr;
    std::byte* scratch = nullptr;
    std::byte* kept = nullptr;
    std::byte* at(std::uint64_t offset) const {
        return (offset & kept_mark) != 0 ? kept + (offset & ~kept_mark) : arena + offset;
    }
    float* floats(std::uint64_t offset) const { return reinterpret_cast<float*>(at(offset)); }
};

/// A step made ready. Nothing is allocated while it runs.
struct ReadyStep {
    std::function<Result<>(const Frame&)> run;
    std::uint64_t scratch_bytes = 0;
    std::vector<WeightHandle> weights;
};

/// A step from a function of a Frame that gives nothing or a Result<>.
template <class Run> ReadyStep ready(Run run, std::uint64_t scratch_bytes = 0, std::vector<WeightHandle> weights = {}) {
    auto call = [run = std::move(run)](const Frame& frame) -> Result<> {
        if constexpr (std::is_void_v<decltype(run(frame))>) {
            run(frame);
            return {};
        } else {
            return run(frame);
        }
    };
    return {std::move(call), scratch_bytes, std::move(weights)};
}

/// What the preparation of a step sees of it.
class StepView {
public:
    StepView(const Program& program, const Plan& plan, const Step& step, Context& context)
        : program_(program), plan_(plan), step_(step), context_(context) {}

    template <class P> P params() const { return step_.params.as<P>(); }
    bool has(std::size_t operand) const { return step_.in[operand].kind != Operand::Kind::none; }
    /// What Frame::at() takes.
    std::uint64_t in(std::size_t operand) const {
        const std::uint32_t tensor = step_.in[operand].index;
        return plan_.tensors[tensor].offset | (program_.tensors()[tensor].is_kept ? kept_mark : 0);
    }
    std::uint64_t out() const { return plan_.tensors[step_.out].offset; }
    const WeightInfo& weight(std::size_t operand) const { return program_.weights()[step_.in[operand].index]; }
    /// A vector operand as floats.
    Result<WeightHandle> floats(std::size_t operand) const;
    Context& context() const { return context_; }

private:
    const Program& program_;
    const Plan& plan_;
    const Step& step_;
    Context& context_;
};

inline const float* values(const WeightHandle& weight) {
    return reinterpret_cast<const float*>(weight->data());
}

/// y = x, unless they are the same.
void copy_floats(const Threads& threads, const float* x, float* y, std::size_t count);

/// Makes a step ready by the name of its op. Errors: unsupported (an op that this executor does not know),
/// out_of_memory, internal (oneDNN refused).
Result<ReadyStep> prepare_step(const StepView& step, const char* op);

Result<ReadyStep> prepare_linear(const StepView& step);
Result<ReadyStep> prepare_conv2d(const StepView& step);
Result<ReadyStep> prepare_attention(const StepView& step);
Result<ReadyStep> prepare_group_norm_stats(const StepView& step);
Result<ReadyStep> prepare_group_norm(const StepView& step);
Result<ReadyStep> prepare_layer_norm(const StepView& step);
Result<ReadyStep> prepare_unary(const StepView& step);
Result<ReadyStep> prepare_binary(const StepView& step);
Result<ReadyStep> prepare_geglu(const StepView& step);
Result<ReadyStep> prepare_concat(const StepView& step);
Result<ReadyStep> prepare_upsample(const StepView& step);
Result<ReadyStep> prepare_embedding(const StepView& step);
Result<ReadyStep> prepare_probe_fma(const StepView& step);
Result<ReadyStep> prepare_probe_read(const StepView& step);
Result<ReadyStep> prepare_probe_copy(const StepView& step);

} // namespace sfumato::cpu
