// A program made resident: weights, buffers for inputs and outputs, baked commands that each run replays.
#pragma once

#include "gpu/bake.h"
#include "tensor/executor.h"

namespace sfumato::gpu {

class VulkanProgram final : public LoadedProgram {
public:
    /// Errors as Executor::load.
    static Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<Context> context,
                                                       std::shared_ptr<const Program> program,
                                                       const CancelToken& cancel,
                                                       const std::function<void(double)>& progress);
    ~VulkanProgram() override;

    const Program& program() const override { return *program_; }
    ProgramStats stats() const override;
    Result<> run(std::span<const InputData> inputs, std::span<const OutputData> outputs,
                 const CancelToken& cancel) override;
    std::vector<StepTime> last_profile() const override { return times_; }

private:
    VulkanProgram(std::shared_ptr<Context> context, std::shared_ptr<const Program> program, Plan plan);
    Result<> load_weights(const CancelToken& cancel, const std::function<void(double)>& progress);
    Result<> make_host_buffers();
    Result<> make_ready();
    Result<> store_kept(std::span<const InputData> inputs);
    Result<> submit_chunks(const CancelToken& cancel);
    Result<> read_back(std::span<const OutputData> outputs);
    Result<> read_times();

    std::shared_ptr<Context> context_;
    std::shared_ptr<const Program> program_;
    Plan plan_;
    std::vector<WeightStore::Handle> weights_;
    std::vector<PreparedStep> steps_;
    std::vector<HostRange> inputs_;
    std::vector<HostRange> outputs_;
    Buffer upload_;
    Buffer readback_;
    Buffer kept_;            ///< values of kept inputs
    std::vector<bool> held_; ///< by tensor id: a kept input that has its value
    std::unique_ptr<CommandPool> pool_;
    std::unique_ptr<Profile> profile_; ///< null unless profiling
    Baked baked_;
    std::uint64_t baked_generation_ = 0; ///< of the arena; 0: not baked
    bool baked_profiling_ = false;
    std::vector<StepTime> times_;
};

} // namespace sfumato::gpu
