#include "tensor/reference_step.h"

#include "base/half.h"
#include "shaders/lib/activation.h"
#include "tensor/executor.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <thread>

namespace sfumato {

std::span<const float> ReferenceStep::tensor(std::size_t operand) const {
    expect(step_.in[operand].kind == Operand::Kind::tensor, "ReferenceStep: operand is not a tensor");
    return memory_.floats[step_.in[operand].index];
}

std::vector<float> ReferenceStep::joined(std::size_t first, std::size_t second, std::size_t width) const {
    const std::span<const float> a = tensor(first);
    if (!has(second)) return {a.begin(), a.end()};
    const std::span<const float> b = tensor(second);
    const std::size_t rows = a.size() / width, rest = b.size() / rows;
    std::vector<float> out;
    out.reserve(a.size() + b.size());
    for (std::size_t row = 0; row < rows; ++row) {
        const auto left = a.subspan(row * width, width), right = b.subspan(row * rest, rest);
        out.insert(out.end(), left.begin(), left.end());
        out.insert(out.end(), right.begin(), right.end());
    }
    return out;
}

std::span<const std::int32_t> ReferenceStep::ids(std::size_t operand) const {
    expect(step_.in[operand].kind == Operand::Kind::tensor, "ReferenceStep: operand is not a tensor");
    return memory_.ids[step_.in[operand].index];
}

std::vector<float> ReferenceStep::weight(std::size_t operand) const {
    expect(step_.in[operand].kind == Operand::Kind::weight, "ReferenceStep: operand is not a weight");
    const WeightInfo& info = program_.weights()[step_.in[operand].index];
    std::vector<float> out(info.file_bytes() / dtype_size(info.dtype));
    std::size_t at = 0;
    for (const auto& part : info.parts) {
        const std::size_t count = part.size() / dtype_size(info.dtype);
        convert_to_float(info.dtype, part.data(), std::span(out).subspan(at, count));
        at += count;
    }
    return out;
}

std::vector<float> ReferenceStep::weight_by_input(std::size_t operand) const {
    const WeightInfo& info = program_.weights()[step_.in[operand].index];
    const std::vector<float> rows = weight(operand);
    std::vector<float> out(rows.size());
    for (std::size_t n = 0; n < info.n; ++n)
        for (std::size_t k = 0; k < info.k; ++k)
            for (std::size_t tap = 0; tap < info.taps; ++tap)
                out[(tap * info.k + k) * info.n + n] = rows[(n * info.k + k) * info.taps + tap];
    return out;
}

void parallel_ranges(std::size_t count, const std::function<void(std::size_t, std::size_t)>& body) {
    const std::size_t threads =
        std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, std::max<std::size_t>(count, 1));
    if (threads == 1) return body(0, count);
    std::vector<std::jthread> workers;
    for (std::size_t t = 0; t < threads; ++t)
        workers.emplace_back([&, t] { body(count * t / threads, count * (t + 1) / threads); });
}

double apply_activation(std::uint32_t activation, double x) {
    switch (activation) {
    case shaders::activation_silu: return x / (1.0 + std::exp(-x));
    case shaders::activation_gelu: return 0.5 * x * (1.0 + std::erf(x / std::numbers::sqrt2));
    case shaders::activation_quick_gelu: return x / (1.0 + std::exp(-1.702 * x));
    default: return x;
    }
}

namespace {

class ReferenceProgram final : public LoadedProgram {
public:
    ReferenceProgram(std::shared_ptr<const Program> program, Plan plan)
        : program_(std::move(program)), plan_(std::move(plan)) {}

    const Program& program() const override { return *program_; }

    ProgramStats stats() const override {
        return {static_cast<std::uint32_t>(program_->steps().size()),
                plan_.barriers,
                plan_.arena_bytes,
                plan_.lower_bound_bytes,
                plan_.weight_bytes,
                plan_.kept_bytes};
    }

    Result<> run(std::span<const InputData> inputs, std::span<const OutputData> outputs,
                 const CancelToken& cancel) override {
        ReferenceMemory memory;
        const std::size_t count = program_->tensors().size();
        memory.floats.resize(count);
        memory.ids.resize(count);
        kept_.resize(count);
        held_.resize(count);
        SF_CHECK(check_run_arguments(*program_, inputs, outputs, held_));
        for (const InputData& input : inputs)
            read_input(input, memory);
        for (std::size_t i = 0; i < count; ++i)
            if (held_[i]) memory.floats[i] = kept_[i];
        for (std::uint32_t s = 0; s < program_->steps().size(); ++s) {
            SF_CHECK(cancel.check());
            run_step(s, memory);
        }
        for (const OutputData& output : outputs) {
            const auto& values = memory.floats[*program_->find_output(output.name)];
            std::copy(values.begin(), values.end(), output.values.begin());
        }
        return {};
    }

private:
    void read_input(const InputData& input, ReferenceMemory& memory) {
        const std::uint32_t id = *program_->find_input(input.name);
        const TensorInfo& info = program_->tensors()[id];
        const auto count = static_cast<std::size_t>(info.shape.elements());
        if (info.dtype == DType::i32) {
            memory.ids[id].resize(count);
            std::memcpy(memory.ids[id].data(), input.bytes.data(), input.bytes.size());
            return;
        }
        std::vector<float>& values = info.is_kept ? kept_[id] : memory.floats[id];
        values.resize(count);
        std::memcpy(values.data(), input.bytes.data(), input.bytes.size());
        if (info.dtype == DType::f16) round_to_half(values);
        held_[id] = info.is_kept;
    }

    static void round_to_half(std::vector<float>& values) {
        for (float& value : values)
            value = half_to_float(float_to_half(value));
    }

    void run_step(std::uint32_t s, ReferenceMemory& memory) const {
        const Step& step = program_->steps()[s];
        const TensorInfo& info = program_->tensors()[step.out];
        std::vector<float>& out = memory.floats[step.out];
        out.assign(static_cast<std::size_t>(info.shape.elements()), 0.0f);
        step.op->reference(ReferenceStep(*program_, step, memory));
        if (info.dtype == DType::f16) round_to_half(out);
        for (const Operand& operand : step.in)
            if (operand.kind == Operand::Kind::tensor && plan_.tensors[operand.index].last == s)
                memory.floats[operand.index] = {};
    }

    std::shared_ptr<const Program> program_;
    Plan plan_;
    std::vector<std::vector<float>> kept_; ///< by tensor id
    std::vector<bool> held_;               ///< whether a kept input has its value
};

class ReferenceExecutor final : public Executor {
public:
    const Features& features() const override { return features_; }
    Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<const Program> program, const CancelToken&,
                                                const std::function<void(double)>& progress) override {
        SF_TRY(Plan plan, make_plan(*program, features_));
        if (progress) progress(1.0);
        return std::make_unique<ReferenceProgram>(std::move(program), std::move(plan));
    }

private:
    Features features_;
};

} // namespace

std::unique_ptr<Executor> make_reference_executor() {
    return std::make_unique<ReferenceExecutor>();
}

} // namespace sfumato
