#include "cpu/executor.h"

#include "cpu/onednn.h"
#include "cpu/processor.h"
#include "cpu/threads.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>

namespace sfumato {
namespace {

using namespace cpu;

/// The arena and the scratch area that all programs of an executor use in turn.
class Workspace {
public:
    /// Makes both at least that large; what they held is lost when they grow. Error: out_of_memory.
    Result<> reserve(const HostMemory& memory, std::uint64_t arena_bytes, std::uint64_t scratch_bytes) {
        SF_CHECK(grow(memory, arena_, arena_bytes, "activations"));
        return grow(memory, scratch_, scratch_bytes, "scratch");
    }
    Frame frame(const Pages& kept) const { return {arena_.data(), scratch_.data(), kept.data()}; }

private:
    static Result<> grow(const HostMemory& memory, Pages& pages, std::uint64_t bytes, const char* purpose) {
        if (bytes <= pages.size()) return {};
        pages = {}; // first, so that old and new are never held together
        SF_TRY(pages, memory.allocate(bytes, purpose));
        return {};
    }

    Pages arena_, scratch_;
};

/// Context, workspace and options, shared by an executor and its programs.
struct Shared {
    Shared(const CpuOptions& options, const Loops& loops)
        : context(options.memory_limit), profiling(options.profiling) {
        context.loops = &loops;
    }
    Context context;
    Workspace workspace;
    bool profiling;
};

/// CPU time of all threads of this process.
double process_milliseconds() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
}

class CpuProgram final : public LoadedProgram {
public:
    CpuProgram(std::shared_ptr<Shared> shared, std::shared_ptr<const Program> program, Plan plan)
        : shared_(std::move(shared)), program_(std::move(program)), plan_(std::move(plan)) {}

    Result<> prepare(const CancelToken& cancel, const std::function<void(double)>& progress) {
        const OneThreadScope one;
        double done = 0;
        for (const Step& step : program_->steps()) {
            SF_CHECK(cancel.check());
            SF_TRY(ReadyStep ready, prepare_step(StepView(*program_, plan_, step, shared_->context), step.op->name));
            scratch_bytes_ = std::max(scratch_bytes_, ready.scratch_bytes);
            steps_.push_back(std::move(ready));
            if (progress) progress(++done / static_cast<double>(program_->steps().size()));
        }
        shared_->context.staging = {};
        count_weights();
        held_.assign(program_->tensors().size(), false);
        if (plan_.kept_bytes > 0) {
            SF_TRY(kept_, shared_->context.memory.allocate(plan_.kept_bytes, "kept inputs"));
        }
        return shared_->workspace.reserve(shared_->context.memory, plan_.arena_bytes, scratch_bytes_);
    }

    const Program& program() const override { return *program_; }

    /// The arena's bytes are the plan's and the scratch that steps need besides.
    ProgramStats stats() const override {
        return {static_cast<std::uint32_t>(steps_.size()),
                plan_.barriers,
                plan_.arena_bytes + scratch_bytes_,
                plan_.lower_bound_bytes,
                weight_bytes_,
                plan_.kept_bytes};
    }

    Result<> run(std::span<const InputData> inputs, std::span<const OutputData> outputs,
                 const CancelToken& cancel) override {
        SF_CHECK(check_run_arguments(*program_, inputs, outputs, held_));
        SF_CHECK(cancel.check());
        SF_CHECK(shared_->workspace.reserve(shared_->context.memory, plan_.arena_bytes, scratch_bytes_));
        const OneThreadScope one;
        const Frame frame = shared_->workspace.frame(kept_);
        for (const InputData& input : inputs) {
            const std::uint32_t id = *program_->find_input(input.name);
            held_[id] = program_->tensors()[id].is_kept;
            std::memcpy((held_[id] ? frame.kept : frame.arena) + offset(id), input.bytes.data(), input.bytes.size());
        }
        profile_.clear();
        for (std::uint32_t s = 0; s < steps_.size(); ++s) {
            SF_CHECK(cancel.check());
            if (shared_->profiling)
                SF_CHECK(run_measured(s, frame));
            else
                SF_CHECK(steps_[s].run(frame));
        }
        for (const OutputData& output : outputs)
            std::memcpy(output.values.data(), frame.arena + offset(*program_->find_output(output.name)),
                        output.values.size_bytes());
        return {};
    }

    std::vector<StepTime> last_profile() const override { return profile_; }

private:
    Result<> run_measured(std::uint32_t s, const Frame& frame) {
        const double core_begin = process_milliseconds();
        const auto begin = std::chrono::steady_clock::now();
        SF_CHECK(steps_[s].run(frame));
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        profile_.push_back({s, program_->steps()[s].op->name, took.count(), process_milliseconds() - core_begin});
        return {};
    }

    std::uint64_t offset(std::uint32_t tensor) const { return plan_.tensors[tensor].offset; }

    /// Bytes of the weights that the steps hold, each counted once.
    void count_weights() {
        std::vector<const Pages*> held;
        for (const ReadyStep& step : steps_)
            for (const WeightHandle& weight : step.weights)
                held.push_back(weight.get());
        std::sort(held.begin(), held.end());
        held.erase(std::unique(held.begin(), held.end()), held.end());
        for (const Pages* pages : held)
            weight_bytes_ += pages->size();
    }

    std::shared_ptr<Shared> shared_;
    std::shared_ptr<const Program> program_;
    Plan plan_;
    std::vector<ReadyStep> steps_;
    std::vector<StepTime> profile_;
    Pages kept_;             ///< values of kept inputs
    std::vector<bool> held_; ///< by tensor id: a kept input that has its value
    std::uint64_t scratch_bytes_ = 0;
    std::uint64_t weight_bytes_ = 0;
};

/// Values are stored as f32 here: programs for devices with 16-bit storage are another recording of the network.
Result<> check_types(const Program& program) {
    for (const TensorInfo& tensor : program.tensors())
        if (tensor.dtype != DType::f32 && tensor.dtype != DType::i32)
            return fail(ErrorCode::unsupported, "{}: stores activations as {}, the native CPU executor only as {}",
                        program.name(), dtype_name(tensor.dtype), dtype_name(DType::f32));
    return {};
}

class CpuExecutor final : public Executor {
public:
    CpuExecutor(std::shared_ptr<Shared> shared, Features features)
        : shared_(std::move(shared)), features_(std::move(features)) {}

    const Features& features() const override { return features_; }

    Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<const Program> program, const CancelToken& cancel,
                                                const std::function<void(double)>& progress) override {
        SF_CHECK(program->finish());
        SF_CHECK(check_types(*program));
        SF_TRY(Plan plan, make_plan(*program, features_));
        const std::string name = program->name();
        auto loaded = std::make_unique<CpuProgram>(shared_, std::move(program), std::move(plan));
        SF_CHECK(with_context(loaded->prepare(cancel, progress), "while loading {}", name));
        return loaded;
    }

    std::uint64_t memory_bytes() const override { return shared_->context.memory.limit_bytes(); }
    std::uint64_t peak_device_bytes() const override { return shared_->context.memory.peak_bytes(); }
    void set_profiling(bool on) override { shared_->profiling = on; }

private:
    std::shared_ptr<Shared> shared_;
    Features features_;
};

Features describe(const Context& context) {
    Features f;
    f.device_class = DeviceClass::cpu;
    f.device_name = processor_name();
    f.driver = fmt::format("oneDNN {} ({}), {} loops, {} thread{}{}", onednn_version(), onednn_instructions(),
                           context.loops->name, context.threads.count(), context.threads.count() == 1 ? "" : "s",
                           context.bf16 ? ", bfloat16 products" : "");
    f.subgroup_size = static_cast<std::uint32_t>(context.loops->lanes);
    f.int64 = true;
    f.weight_block = 16;
    return f;
}

} // namespace

Result<std::unique_ptr<Executor>> make_cpu_executor(const CpuOptions& options) {
    if (options.threads < 0) return fail(ErrorCode::usage, "the CPU executor was given {} threads", options.threads);
    return guarded("starting", [&]() -> Result<std::unique_ptr<Executor>> {
        auto shared = std::make_shared<Shared>(options, choose_loops());
        shared->context.threads = Threads(options.threads > 0 ? options.threads : usable_processors());
        shared->context.onednn = std::make_shared<OneDnn>(shared->context.threads.count());
        shared->context.bf16 = options.allow_bf16 && multiplies_bf16();
#ifdef SFUMATO_CPU_X86
        if (shared->context.bf16) shared->context.narrow = &avx512_bf16::narrow_attention;
#endif
        const Features features = describe(shared->context);
        return std::make_unique<CpuExecutor>(std::move(shared), features);
    });
}

} // namespace sfumato
