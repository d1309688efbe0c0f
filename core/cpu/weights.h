// Weights in host memory as steps read them, shared between programs that read the same data.
#pragma once

#include "cpu/loops.h"
#include "cpu/memory.h"
#include "cpu/threads.h"
#include "tensor/program.h"

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace sfumato::cpu {

using WeightHandle = std::shared_ptr<const Pages>;

class WeightStore {
public:
    explicit WeightStore(const HostMemory& memory) : memory_(memory) {}

    /// What is resident of this weight in this `form` (any name of a layout), else `bytes` new bytes written by `fill`.
    /// Kept as long as a handle is. Errors: out_of_memory, those of `fill`.
    Result<WeightHandle> get(const WeightInfo& weight, const std::string& form, std::uint64_t bytes,
                             const std::function<Result<>(std::byte*)>& fill);

private:
    using Key = std::pair<WeightKey, std::string>;
    const HostMemory& memory_;
    std::map<Key, std::weak_ptr<const Pages>> resident_;
};

/// All values in the file's order as floats.
void weight_floats(const WeightInfo& weight, const Loops& loops, const Threads& threads, std::span<float> out);

} // namespace sfumato::cpu
