#include "cpu/weights.h"

#include "base/half.h"
#include "cpu/threads.h"

#include <cstring>

namespace sfumato::cpu {

Result<WeightHandle> WeightStore::get(const WeightInfo& w, const std::string& form, std::uint64_t bytes,
                                      const std::function<Result<>(std::byte*)>& fill) {
    std::erase_if(resident_, [](const auto& entry) { return entry.second.expired(); });
    const Key key{key_of(w), form};
    if (const auto it = resident_.find(key); it != resident_.end())
        if (auto handle = it->second.lock()) return handle;
    SF_TRY(Pages pages, memory_.allocate(bytes, "weight " + w.name));
    SF_CHECK(fill(pages.data()));
    auto handle = std::make_shared<const Pages>(std::move(pages));
    resident_[key] = handle;
    return handle;
}

void weight_floats(const WeightInfo& weight, const Loops& loops, const Threads& threads, std::span<float> out) {
    constexpr std::size_t piece = 1 << 16;
    const std::size_t element = dtype_size(weight.dtype);
    for (const auto& part : weight.parts) {
        const std::size_t count = part.size() / element;
        parallel_pieces(threads, count, piece, [&](std::size_t begin, std::size_t end) {
            const std::byte* const from = part.data() + begin * element;
            if (weight.dtype == DType::f16)
                loops.half_to_floats(from, out.data() + begin, end - begin);
            else if (weight.dtype == DType::bf16)
                loops.bf16_to_floats(from, out.data() + begin, end - begin);
            else
                convert_to_float(weight.dtype, from, out.subspan(begin, end - begin));
        });
        out = out.subspan(count);
    }
}

} // namespace sfumato::cpu
