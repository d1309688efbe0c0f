#include "tensor/dry_executor.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

namespace sfumato {
namespace {

class DryLoaded final : public LoadedProgram {
public:
    DryLoaded(const DryExecutor& executor, std::shared_ptr<DryProgram> noted)
        : executor_(executor), noted_(std::move(noted)) {}
    ~DryLoaded() override { noted_->resident = false; }

    const Program& program() const override { return *noted_->program; }
    ProgramStats stats() const override { return noted_->stats; }

    Result<> run(std::span<const InputData> inputs, std::span<const OutputData> outputs,
                 const CancelToken& cancel) override {
        held_.resize(program().tensors().size());
        SF_CHECK(check_run_arguments(program(), inputs, outputs, held_));
        SF_CHECK(cancel.check());
        for (const InputData& input : inputs) {
            const std::uint32_t id = *program().find_input(input.name);
            held_[id] = program().tensors()[id].is_kept;
        }
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
    std::vector<bool> held_; ///< by tensor id: whether a kept input has its value
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
                    0,
                    plan.kept_bytes};
    for (const WeightInfo& weight : program->weights())
        noted->stats.weight_bytes += bytes_of(weight);
    noted->program = std::move(program);
    Programs together{noted};
    std::ranges::copy_if(programs_, std::back_inserter(together), &DryProgram::resident,
                         [](const auto& one) -> const DryProgram& { return *one; });
    const std::uint64_t bytes = bytes_together(together);
    if (memory_limit > 0 && bytes > memory_limit)
        return fail(ErrorCode::out_of_memory, "{} of {} needs {} MiB with what is loaded besides, and {} MiB are free",
                    noted->program->name(), features_.device_name, (bytes >> 20) + 1, memory_limit >> 20);
    peak_bytes_ = std::max(peak_bytes_, bytes);
    programs_.push_back(noted);
    if (progress) progress(1.0);
    return std::make_unique<DryLoaded>(*this, std::move(noted));
}

std::uint64_t DryExecutor::bytes_of(const WeightInfo& weight) const {
    if (weight_value_bytes == 0) return device_bytes(weight, features_);
    if (weight.layout == WeightLayout::rows) return 0;
    const std::uint64_t values = static_cast<std::uint64_t>(weight.n) * weight.k * weight.taps;
    return values * (weight.layout == WeightLayout::vector ? sizeof(float) : weight_value_bytes);
}

std::uint64_t DryExecutor::weight_bytes(const Programs& programs) const {
    // The name is unique in its file; parts of networks that are stacked differently are other weights.
    std::set<std::tuple<std::string, WeightLayout, std::uint32_t, std::uint32_t>> seen;
    std::uint64_t sum = 0;
    for (const auto& noted : programs)
        for (const WeightInfo& weight : noted->program->weights())
            if (seen.emplace(weight.name, weight.layout, weight.n, weight.k).second) sum += bytes_of(weight);
    return sum;
}

std::uint64_t DryExecutor::kept_bytes(const Programs& programs) {
    std::uint64_t sum = 0;
    for (const auto& noted : programs)
        sum += noted->stats.kept_bytes;
    return sum;
}

std::uint64_t DryExecutor::arena_bytes(const Programs& programs) {
    std::uint64_t most = 0;
    for (const auto& noted : programs)
        most = std::max(most, noted->stats.arena_bytes);
    return most;
}

std::uint64_t DryExecutor::bytes_together(const Programs& programs) const {
    return weight_bytes(programs) + kept_bytes(programs) + arena_bytes(programs);
}

} // namespace sfumato
