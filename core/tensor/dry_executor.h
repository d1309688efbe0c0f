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
    /// Under which name runs are counted from now on.
    std::string stage;
    /// Everything that was loaded, also what has been given up since.
    const std::vector<std::shared_ptr<DryProgram>>& programs() const { return programs_; }
    /// Device bytes of all weights, each counted once.
    std::uint64_t weight_bytes() const;
    /// Of all kept inputs, which lie beside the arena.
    std::uint64_t kept_bytes() const;
    /// Of the largest program: programs run one after the other.
    std::uint64_t arena_bytes() const;

private:
    std::uint64_t bytes_of(const WeightInfo& weight) const;

    Features features_;
    std::vector<std::shared_ptr<DryProgram>> programs_;
};

} // namespace sfumato
