#include "tensor/plan.h"

#include "tensor/pack.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace sfumato {
namespace {

std::uint64_t aligned(std::uint64_t bytes) {
    return (bytes + arena_alignment - 1) / arena_alignment * arena_alignment;
}

void find_lifetimes(const Program& program, std::vector<Placement>& tensors) {
    const auto end = static_cast<std::uint32_t>(program.steps().size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        tensors[i].size = aligned(program.tensors()[i].bytes());
        tensors[i].first = program.tensors()[i].is_input ? 0 : end;
        tensors[i].last = program.tensors()[i].is_output ? end : 0;
    }
    for (std::uint32_t s = 0; s < end; ++s) {
        const Step& step = program.steps()[s];
        for (const Operand& operand : step.in)
            if (operand.kind == Operand::Kind::tensor)
                tensors[operand.index].last = std::max(tensors[operand.index].last, s);
        tensors[step.out].first = s;
        tensors[step.out].last = std::max(tensors[step.out].last, s);
    }
}

/// Tensors that share memory because a step may write its result over an operand that dies there.
/// root[i] is the first tensor of i's chain; the chain is placed as one block over its joint lifetime.
std::vector<std::uint32_t> find_in_place(const Program& program, const std::vector<Placement>& tensors) {
    std::vector<std::uint32_t> root(tensors.size());
    std::iota(root.begin(), root.end(), 0u);
    for (std::uint32_t s = 0; s < program.steps().size(); ++s) {
        const Step& step = program.steps()[s];
        if (step.op->in_place_operand < 0 || static_cast<std::size_t>(step.op->in_place_operand) >= step.in.size())
            continue;
        const Operand& operand = step.in[static_cast<std::size_t>(step.op->in_place_operand)];
        if (operand.kind != Operand::Kind::tensor) continue;
        const TensorInfo& source = program.tensors()[operand.index];
        const bool dies = tensors[operand.index].last == s && !source.is_output && !source.is_kept;
        // The operand must be read only there: another operand slot of the same tensor may be read at other places.
        const auto uses = std::count_if(step.in.begin(), step.in.end(), [&](const Operand& o) {
            return o.kind == Operand::Kind::tensor && o.index == operand.index;
        });
        if (dies && uses == 1 && source.bytes() == program.tensors()[step.out].bytes())
            root[step.out] = root[operand.index];
    }
    return root;
}

struct Block {
    std::uint32_t root;
    Placement place;
};

std::vector<Block> joint_blocks(const Program& program, const std::vector<Placement>& tensors,
                                const std::vector<std::uint32_t>& root) {
    std::vector<Block> blocks;
    std::vector<std::uint32_t> block_of(tensors.size());
    for (std::uint32_t i = 0; i < tensors.size(); ++i) {
        if (program.tensors()[i].is_kept) continue;
        if (root[i] == i) {
            block_of[i] = static_cast<std::uint32_t>(blocks.size());
            blocks.push_back({i, tensors[i]});
            continue;
        }
        Placement& joint = blocks[block_of[root[i]]].place;
        joint.first = std::min(joint.first, tensors[i].first);
        joint.last = std::max(joint.last, tensors[i].last);
    }
    return blocks;
}

/// Lowest offset at which `block` fits between the placed blocks whose lifetimes meet its own.
std::uint64_t lowest_fit(const Placement& block, const std::vector<Placement>& placed) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> taken;
    for (const Placement& other : placed)
        if (other.first <= block.last && block.first <= other.last)
            taken.emplace_back(other.offset, other.offset + other.size);
    std::sort(taken.begin(), taken.end());
    std::uint64_t at = 0;
    for (const auto& [begin, end] : taken) {
        if (begin >= at + block.size) break;
        at = std::max(at, end);
    }
    return at;
}

/// Places blocks in the given order; returns the arena's size.
std::uint64_t place(std::vector<Block>& blocks, const std::vector<std::uint32_t>& order) {
    std::vector<Placement> placed;
    placed.reserve(blocks.size());
    std::uint64_t arena = 0;
    for (const std::uint32_t i : order) {
        blocks[i].place.offset = lowest_fit(blocks[i].place, placed);
        arena = std::max(arena, blocks[i].place.offset + blocks[i].place.size);
        placed.push_back(blocks[i].place);
    }
    return arena;
}

/// Bytes alive at each step.
std::vector<std::int64_t> bytes_alive(const std::vector<Block>& blocks, std::size_t steps) {
    std::vector<std::int64_t> alive(steps + 2, 0);
    for (const Block& block : blocks) {
        alive[block.place.first] += static_cast<std::int64_t>(block.place.size);
        alive[block.place.last + 1] -= static_cast<std::int64_t>(block.place.size);
    }
    std::partial_sum(alive.begin(), alive.end(), alive.begin());
    return alive;
}

/// Places the block that reaches highest before all others and tries again, as long as the arena is above `bound`, but
/// not without end. Leaves the best placement in `blocks` and returns its arena.
std::uint64_t place_again(std::vector<Block>& blocks, std::vector<std::uint32_t> order, std::uint64_t bound) {
    constexpr int tries = 100;
    std::uint64_t arena = place(blocks, order), smallest = arena;
    std::vector<Block> best = blocks;
    for (int i = 0; i < tries && smallest > bound; ++i) {
        const auto highest = std::max_element(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return blocks[a].place.offset + blocks[a].place.size < blocks[b].place.offset + blocks[b].place.size;
        });
        std::rotate(order.begin(), highest, highest + 1);
        arena = place(blocks, order);
        if (arena >= smallest) continue;
        smallest = arena;
        best = blocks;
    }
    blocks = std::move(best);
    return smallest;
}

/// Greedy by size (largest first) is near the lower bound, but no single order always reaches it. So a few orders are
/// tried, among them those that first stack what is alive at the fullest step, and the smallest arena is kept.
std::uint64_t place_best(std::vector<Block>& blocks, const std::vector<std::int64_t>& alive) {
    const auto fullest = static_cast<std::uint32_t>(std::max_element(alive.begin(), alive.end()) - alive.begin());
    auto size = [&](std::uint32_t i) { return blocks[i].place.size; };
    auto span = [&](std::uint32_t i) { return blocks[i].place.last - blocks[i].place.first; };
    auto at_peak = [&](std::uint32_t i) { return blocks[i].place.first <= fullest && fullest <= blocks[i].place.last; };
    const std::function<bool(std::uint32_t, std::uint32_t)> before[] = {
        [&](auto a, auto b) { return size(a) > size(b); },
        [&](auto a, auto b) { return size(a) * (span(a) + 1) > size(b) * (span(b) + 1); },
        [&](auto a, auto b) { return span(a) > span(b); },
        [&](auto a, auto b) {
            return at_peak(a) != at_peak(b) ? at_peak(a) : (at_peak(a) ? span(a) > span(b) : size(a) > size(b));
        },
        [&](auto a, auto b) { return at_peak(a) != at_peak(b) ? at_peak(a) : size(a) > size(b); },
        [&](auto a, auto b) {
            return at_peak(a) != at_peak(b)
                       ? at_peak(a)
                       : (at_peak(a) ? blocks[a].place.last > blocks[b].place.last : size(a) > size(b));
        },
        [&](auto a, auto b) {
            return at_peak(a) != at_peak(b)
                       ? at_peak(a)
                       : (at_peak(a) ? blocks[a].place.first < blocks[b].place.first : size(a) > size(b));
        },
    };
    const auto bound = static_cast<std::uint64_t>(alive[fullest]);
    std::vector<Block> best;
    std::uint64_t smallest = 0;
    for (const auto& order_rule : before) {
        std::vector<std::uint32_t> order(blocks.size());
        std::iota(order.begin(), order.end(), 0u);
        std::stable_sort(order.begin(), order.end(), order_rule);
        const std::uint64_t arena = place_again(blocks, std::move(order), bound);
        if (best.empty() || arena < smallest) {
            smallest = arena;
            best = blocks;
        }
        if (smallest == bound) break;
    }
    blocks = std::move(best);
    return smallest;
}

struct Range {
    std::uint64_t begin, end;
    bool meets(const Range& other) const { return begin < other.end && other.begin < end; }
};

/// Barriers where a step reads or writes bytes that a step since the last barrier wrote, or writes bytes it read.
void find_barriers(const Program& program, Plan& plan) {
    std::vector<Range> reads, writes;
    auto range = [&](std::uint32_t tensor) {
        const Placement& p = plan.tensors[tensor];
        return Range{p.offset, p.offset + p.size};
    };
    auto meets_any = [](const Range& r, const std::vector<Range>& list) {
        return std::any_of(list.begin(), list.end(), [&](const Range& other) { return r.meets(other); });
    };
    plan.barrier_before.assign(program.steps().size(), false);
    for (std::size_t s = 0; s < program.steps().size(); ++s) {
        const Step& step = program.steps()[s];
        const Range out = range(step.out);
        bool hazard = meets_any(out, reads) || meets_any(out, writes);
        // Kept inputs are never written while steps run.
        auto in_arena = [&](const Operand& o) {
            return o.kind == Operand::Kind::tensor && !program.tensors()[o.index].is_kept;
        };
        for (const Operand& operand : step.in)
            if (in_arena(operand)) hazard = hazard || meets_any(range(operand.index), writes);
        if (hazard) {
            plan.barrier_before[s] = true;
            ++plan.barriers;
            reads.clear();
            writes.clear();
        }
        for (const Operand& operand : step.in)
            if (in_arena(operand)) reads.push_back(range(operand.index));
        writes.push_back(out);
    }
}

Result<> check_limits(const Program& program, const Features& features, const Plan& plan) {
    if (std::max(plan.arena_bytes, plan.kept_bytes) > features.max_allocation)
        return fail(
            ErrorCode::out_of_memory,
            "{}: needs {} MiB for activations, but {} allows {} MiB in one allocation; choose a smaller picture",
            program.name(), std::max(plan.arena_bytes, plan.kept_bytes) >> 20, features.device_name,
            features.max_allocation >> 20);
    for (const WeightInfo& weight : program.weights())
        if (device_bytes(weight, features) > features.max_allocation)
            return fail(ErrorCode::out_of_memory, "{}: weight {} needs {} MiB, but {} allows {} MiB in one allocation",
                        program.name(), weight.name, device_bytes(weight, features) >> 20, features.device_name,
                        features.max_allocation >> 20);
    return {};
}

} // namespace

Result<Plan> make_plan(const Program& program, const Features& features) {
    SF_CHECK(program.finish());
    Plan plan;
    plan.tensors.resize(program.tensors().size());
    find_lifetimes(program, plan.tensors);
    const std::vector<std::uint32_t> root = find_in_place(program, plan.tensors);
    std::vector<Block> blocks = joint_blocks(program, plan.tensors, root);
    const std::vector<std::int64_t> alive = bytes_alive(blocks, program.steps().size());
    plan.arena_bytes = place_best(blocks, alive);
    plan.lower_bound_bytes = static_cast<std::uint64_t>(*std::max_element(alive.begin(), alive.end()));
    for (const Block& block : blocks)
        plan.tensors[block.root].offset = block.place.offset;
    for (std::uint32_t i = 0; i < root.size(); ++i) {
        plan.tensors[i].offset = plan.tensors[root[i]].offset;
        if (!program.tensors()[i].is_kept) continue;
        plan.tensors[i].offset = plan.kept_bytes;
        plan.kept_bytes += plan.tensors[i].size;
    }
    for (const WeightInfo& weight : program.weights())
        plan.weight_bytes += device_bytes(weight, features);
    find_barriers(program, plan);
    SF_CHECK(check_limits(program, features, plan));
    return plan;
}

} // namespace sfumato
