#include "tensor/dry_executor.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace sfumato {
namespace {

class DryLoaded final : public LoadedProgram {
public:
    DryLoaded(const DryExecutor& executor, std::shared_ptr<DryProgram> noted)
        : executor_(executor), noted_(std::move(noted)) {}

    const Program& program() const override { return *noted_->program; }
    ProgramStats stats() const override { return noted_->stats; }

    Result<> run(std::span<const InputData> inputs, std::span<const OutputData> outputs,
                 const CancelToken& cancel) override {
        SF_CHECK(check_run_arguments(*noted_->program, inputs, outputs, held_));
        SF_CHECK(cancel.check());
        held_.resize(noted_->program->tensors().size());
        for (const InputData& input : inputs)
            held_[*noted_->program->find_input(input.name)] = true;
        for (const OutputData& output : outputs)
            std::ranges::fill(output.values, 0.0f);
        auto& runs = noted_->runs;
        const auto at = std::ranges::find(runs, executor_.stage, &std::pair<std::string, int>::first);
        if (at == runs.end())
            runs.emplace_back(executor_.stage, 1);
        else
            ++at->second;
        return {};
    }

private:
    const DryExecutor& executor_;
    std::shared_ptr<DryProgram> noted_;
    std::vector<bool> held_; ///< by tensor id: what was given once
};

} // namespace

int DryProgram::all_runs() const {
    int sum = 0;
    for (const auto& [stage, count] : runs)
        sum += count;
    return sum;
}

Result<std::unique_ptr<LoadedProgram>> DryExecutor::load(std::shared_ptr<const Program> program, const CancelToken&,
                                                         const std::function<void(double)>& progress) {
    SF_CHECK(program->finish());
    SF_TRY(const Plan plan, make_plan(*program, features_));
    auto noted = std::make_shared<DryProgram>();
    noted->stats = {static_cast<std::uint32_t>(program->steps().size()),
                    plan.barriers,
                    plan.arena_bytes,
                    plan.lower_bound_bytes,
                    plan.weight_bytes,
                    plan.kept_bytes};
    noted->program = std::move(program);
    programs_.push_back(noted);
    if (progress) progress(1.0);
    return std::make_unique<DryLoaded>(*this, std::move(noted));
}

std::uint64_t DryExecutor::weight_bytes() const {
    // The name is unique in its file; parts of networks that are stacked differently are other weights.
    std::set<std::tuple<std::string, WeightLayout, std::uint32_t, std::uint32_t>> seen;
    std::uint64_t sum = 0;
    for (const auto& noted : programs_)
        for (const WeightInfo& weight : noted->program->weights())
            if (seen.emplace(weight.name, weight.layout, weight.n, weight.k).second)
                sum += device_bytes(weight, features_);
    return sum;
}

std::uint64_t DryExecutor::arena_bytes() const {
    std::uint64_t most = 0;
    for (const auto& noted : programs_)
        most = std::max(most, noted->stats.arena_bytes);
    return most;
}

} // namespace sfumato
