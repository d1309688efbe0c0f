#include "gpu/weights.h"

#include <algorithm>

namespace sfumato::gpu {
namespace {

/// Kernels read whole vectors and may pass the end of a weight by less than this.
constexpr std::uint64_t slack = 256;

/// Adds what the parts hold of the outputs [begin, end) of the file.
void add_outputs(const WeightInfo& weight, std::uint64_t begin, std::uint64_t end,
                 std::vector<std::span<const std::byte>>& out) {
    std::uint64_t first = 0; // byte of the whole weight at which the part begins
    const std::uint64_t from = begin * weight.output_bytes(), to = end * weight.output_bytes();
    for (const auto& part : weight.parts) {
        const std::uint64_t low = std::clamp(from, first, first + part.size()),
                            high = std::clamp(to, first, first + part.size());
        if (low < high) out.push_back(part.subspan(low - first, high - low));
        first += part.size();
    }
}

struct DrainAtExit {
    Upload& upload;
    ~DrainAtExit() { upload.drain(); }
};

} // namespace

std::uint32_t slice_outputs(const WeightInfo& weight, const Features& features, std::uint64_t limit) {
    // Packed blocks hold weight_block outputs; four rows of any element type end on a word.
    const std::uint64_t granule = std::max(features.weight_block, 4u);
    const std::uint64_t per_output =
        static_cast<std::uint64_t>(weight.k) * weight.taps * dtype_size(device_dtype(weight));
    const std::uint64_t fitting = limit / std::max<std::uint64_t>(per_output, 1) / granule * granule;
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(fitting, granule, 1u << 30));
}

WeightInfo slice_of(const WeightInfo& weight, std::uint32_t begin, std::uint32_t end) {
    WeightInfo slice = weight;
    slice.n = end - begin;
    slice.parts.clear();
    if (weight.gated) { // packed columns come by turns from both halves
        add_outputs(weight, begin / 2, end / 2, slice.parts);
        add_outputs(weight, (weight.n + begin) / 2, (weight.n + end) / 2, slice.parts);
    } else {
        add_outputs(weight, begin, end, slice.parts);
    }
    return slice;
}

Result<std::vector<WeightStore::Handle>> WeightStore::load(std::span<const WeightInfo> weights, Upload& upload,
                                                           const CancelToken& cancel,
                                                           const std::function<void(double)>& progress) {
    std::erase_if(resident_, [](const auto& entry) { return entry.second.expired(); });
    double total = 0, done = 0;
    for (const WeightInfo& w : weights)
        if (!resident_.contains(key_of(w))) total += static_cast<double>(device_bytes(w, features_));
    const auto upload_slices = [&](const WeightInfo& w, const Buffer& target) -> Result<> {
        const std::uint32_t step = slice_outputs(w, features_, upload.slot_bytes());
        std::uint64_t at = 0;
        for (std::uint32_t begin = 0; begin < w.n; begin += step) {
            SF_CHECK(cancel.check());
            const WeightInfo slice = slice_of(w, begin, std::min(w.n, begin + step));
            const std::uint64_t size = device_bytes(slice, features_);
            SF_CHECK(
                upload.write(target, at, size, [&](std::span<std::byte> out) { pack_weight(slice, features_, out); }));
            at += size;
            done += static_cast<double>(size);
            if (progress && total > 0) progress(std::min(1.0, done / total));
        }
        expect(at == device_bytes(w, features_), "WeightStore: slices do not add up to the weight");
        return {};
    };
    std::vector<Handle> out;
    out.reserve(weights.size());
    // Declared after `out`: when a weight fails, the copies into the others end before their buffers are given back.
    const DrainAtExit guard{upload};
    for (const WeightInfo& w : weights) {
        std::weak_ptr<const Buffer>& known = resident_[key_of(w)];
        Handle handle = known.lock();
        const bool is_new = handle == nullptr;
        if (is_new) {
            SF_TRY(Buffer buffer,
                   Buffer::create(memory_, Intent::device, device_bytes(w, features_) + slack, "weight " + w.name));
            handle = std::make_shared<const Buffer>(std::move(buffer));
        }
        out.push_back(handle);
        if (!is_new) continue;
        SF_CHECK(upload_slices(w, *handle));
        known = handle; // only now: a half-filled weight must not be shared
    }
    if (progress) progress(1.0);
    return out;
}

} // namespace sfumato::gpu
