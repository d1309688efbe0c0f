// An executor that computes nothing: it notes which programs would run how often, for plans and estimates beforehand.
#pragma once

#include "tensor/executor.h"

#include <memory>
#include <string>
#include <vector>

namespace sfumato {

/// A program that would have been loaded.
struct DryProgram {
    std::shared_ptr<const Program> program;
    ProgramStats stats;
    std::vector<std::pair<std::string, int>> runs; ///< by DryExecutor::stage, in the order of first mention
    bool resident = true;                          ///< not given up yet
    int all_runs() const;
};

/// Plans for a device of the given features. Inputs are checked as ever, outputs are zeros, weights are not read.
class DryExecutor final : public Executor {
public:
    explicit DryExecutor(Features features) : features_(std::move(features)) {}

    const Features& features() const override { return features_; }
    Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<const Program> program, const CancelToken& cancel,
                                                const std::function<void(double)>& progress) override;

    /// Bytes of each value of a matrix or convolution on executors that convert weights when they load them, and read
    /// embedding tables where the file is mapped. 0: as in the file.
    std::uint32_t weight_value_bytes = 0;
    /// What weights, kept inputs and arena of the programs that are loaded at one time may take together: load()
    /// refuses more as out_of_memory, as a device would. 0: no limit.
    std::uint64_t memory_limit = 0;
    /// Under which name runs are counted from now on.
    std::string stage;
    /// Everything that was loaded, also what has been given up since.
    const std::vector<std::shared_ptr<DryProgram>>& programs() const { return programs_; }
    /// Most bytes that were on the device at one time.
    std::uint64_t peak_bytes() const { return peak_bytes_; }
    /// Device bytes of all weights, each counted once.
    std::uint64_t weight_bytes() const { return weight_bytes(programs_); }
    /// Of all kept inputs, which lie beside the arena.
    std::uint64_t kept_bytes() const { return kept_bytes(programs_); }
    /// Of the largest program: programs run one after the other.
    std::uint64_t arena_bytes() const { return arena_bytes(programs_); }

private:
    using Programs = std::vector<std::shared_ptr<DryProgram>>;
    std::uint64_t bytes_of(const WeightInfo& weight) const;
    std::uint64_t weight_bytes(const Programs& programs) const;
    static std::uint64_t kept_bytes(const Programs& programs);
    static std::uint64_t arena_bytes(const Programs& programs);
    /// Of programs that are loaded at one time.
    std::uint64_t bytes_together(const Programs& programs) const;

    Features features_;
    Programs programs_;
    std::uint64_t peak_bytes_ = 0;
};

} // namespace sfumato
