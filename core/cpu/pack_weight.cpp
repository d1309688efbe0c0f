// Weights from their file's order into the order of a product: pieces of rows, converted and reordered on all threads.
#include "cpu/onednn.h"
#include "cpu/threads.h"

#include "base/half.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <span>

namespace sfumato::cpu {
namespace {

using dnnl::memory;

/// Rows come in multiples of what oneDNN blocks by; a piece's floats stay in a core's cache on their way.
constexpr memory::dim row_unit = 64;
constexpr std::uint64_t piece_bytes = 512 << 10;

std::uint64_t aligned(std::uint64_t bytes) {
    return (bytes + 63) / 64 * 64;
}

/// Values [begin, begin + out.size()) of the file's order as floats.
void range_floats(const WeightInfo& weight, const Loops& loops, std::size_t begin, std::span<float> out) {
    const std::size_t element = dtype_size(weight.dtype);
    for (const auto& part : weight.parts) {
        const std::size_t count = part.size() / element;
        if (begin >= count) {
            begin -= count;
            continue;
        }
        const std::size_t here = std::min(count - begin, out.size());
        const std::byte* const from = part.data() + begin * element;
        if (weight.dtype == DType::f16)
            loops.half_to_floats(from, out.data(), here);
        else if (weight.dtype == DType::bf16)
            loops.bf16_to_floats(from, out.data(), here);
        else
            convert_to_float(weight.dtype, from, out.first(here));
        out = out.subspan(here);
        begin = 0;
        if (out.empty()) return;
    }
}

/// A reorder that threads run at the same time, each on addresses of its own.
class Reorder {
public:
    Reorder(OneDnn& onednn, const memory::desc& from, const memory::desc& to) : streams_(onednn.streams) {
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        const dnnl::reorder::primitive_desc how(onednn.engine, from, onednn.engine, to, attributes);
        primitive_ = dnnl::reorder(how);
        scratch_bytes_ = how.scratchpad_desc().get_size();
        for (std::size_t thread = 0; thread < streams_.size(); ++thread)
            memories_.push_back({memory(from, onednn.engine, nullptr), memory(to, onednn.engine, nullptr),
                                 memory(how.scratchpad_desc(), onednn.engine, nullptr)});
    }

    std::uint64_t scratch_bytes() const { return scratch_bytes_; }

    Result<> run(const void* from, void* to, void* scratch, int thread) const {
        const auto& memories = memories_[static_cast<std::size_t>(thread)];
        dnnl_stream_t stream = streams_[static_cast<std::size_t>(thread)].get();
        const std::array<void*, 3> addresses{const_cast<void*>(from), to, scratch};
        constexpr std::array<int, 3> names{DNNL_ARG_FROM, DNNL_ARG_TO, DNNL_ARG_SCRATCHPAD};
        std::array<dnnl_exec_arg_t, 3> arguments;
        dnnl_status_t status = dnnl_success;
        for (std::size_t i = 0; i < addresses.size() && status == dnnl_success; ++i) {
            status = dnnl_memory_set_data_handle(memories[i].get(), addresses[i]);
            arguments[i] = {names[i], memories[i].get()};
        }
        const int count = scratch_bytes_ > 0 ? 3 : 2;
        if (status == dnnl_success) status = dnnl_primitive_execute(primitive_.get(), stream, count, arguments.data());
        if (status == dnnl_success) status = dnnl_stream_wait(stream);
        if (status == dnnl_success) return {};
        return fail(status == dnnl_out_of_memory ? ErrorCode::out_of_memory : ErrorCode::internal,
                    "oneDNN: reordering a weight failed with status {}", static_cast<int>(status));
    }

private:
    dnnl::primitive primitive_;
    std::vector<dnnl::stream> streams_;
    std::vector<std::array<memory, 3>> memories_; ///< by thread
    std::uint64_t scratch_bytes_ = 0;
};

/// Rows of a matrix, cut into pieces; a row is what lies furthest apart in the file.
struct Cut {
    std::size_t dimension = 0;
    memory::dim rows = 0, piece = 0; ///< all, and of one piece
    std::size_t stride = 0;          ///< values from row to row
    std::size_t row_values = 0;      ///< from a row's first value to behind its last one

    std::size_t pieces() const { return static_cast<std::size_t>((rows + piece - 1) / piece); }
    memory::dim rows_of(std::size_t i) const { return std::min(piece, rows - static_cast<memory::dim>(i) * piece); }
    /// Values from the first to behind the last one of that many rows.
    std::size_t values(memory::dim count) const { return (static_cast<std::size_t>(count) - 1) * stride + row_values; }
};

Cut cut_rows(const memory::desc& plain) {
    const auto& strides = plain.data.format_desc.blocking.strides;
    const auto dimensions = static_cast<std::size_t>(plain.data.ndims);
    Cut cut;
    cut.dimension = static_cast<std::size_t>(std::max_element(strides, strides + dimensions) - strides);
    cut.rows = plain.data.dims[cut.dimension];
    cut.stride = static_cast<std::size_t>(strides[cut.dimension]);
    cut.row_values = 1;
    for (std::size_t d = 0; d < dimensions; ++d)
        if (d != cut.dimension) cut.row_values += static_cast<std::size_t>((plain.data.dims[d] - 1) * strides[d]);
    const std::uint64_t unit_bytes = static_cast<std::uint64_t>(row_unit) * cut.stride * sizeof(float);
    cut.piece = row_unit * static_cast<memory::dim>(std::max<std::uint64_t>(1, piece_bytes / unit_bytes));
    cut.piece = std::min(cut.piece, cut.rows);
    return cut;
}

/// Rows [first, first + count) of a matrix with the offset of their first value taken out; empty where its blocks do
/// not end there.
memory::desc rows_of(const memory::desc& all, std::size_t dimension, memory::dim first, memory::dim count,
                     std::uint64_t& offset_bytes) {
    memory::dims dims = all.dims(), offsets(dims.size(), 0);
    dims[dimension] = count;
    offsets[dimension] = first;
    memory::desc part = all.submemory_desc(dims, offsets, true);
    offset_bytes = static_cast<std::uint64_t>(part.data.offset0) * memory::data_type_size(all.data_type());
    part.data.offset0 = 0;
    return part;
}

struct Job {
    const WeightInfo& weight;
    const memory::desc &plain, &wanted;
    std::size_t first; ///< value of the file's order at which `plain` begins
    Cut cut;
    std::array<std::unique_ptr<Reorder>, 2> reorders; ///< of whole pieces, and of the last one
    const float* direct = nullptr;                    ///< the file's own values where they need no conversion
};

/// The reorders of all pieces. Where the order cannot be cut, all is one piece.
Result<> make_reorders(Context& context, Job& job) {
    std::uint64_t ignored = 0;
    Cut& cut = job.cut;
    for (std::size_t i = 0; i < cut.pieces(); ++i)
        if (rows_of(job.wanted, cut.dimension, static_cast<memory::dim>(i) * cut.piece, cut.rows_of(i), ignored)
                .get_size() == 0)
            cut.piece = cut.rows;
    for (const std::size_t i : {std::size_t{0}, cut.pieces() - 1}) {
        auto& reorder = job.reorders[cut.rows_of(i) == cut.piece ? 0 : 1];
        if (reorder) continue;
        const memory::dim begin = static_cast<memory::dim>(i) * cut.piece;
        reorder = std::make_unique<Reorder>(
            *context.onednn, rows_of(job.plain, cut.dimension, 0, cut.rows_of(i), ignored),
            cut.pieces() == 1 ? job.wanted : rows_of(job.wanted, cut.dimension, begin, cut.rows_of(i), ignored));
    }
    return {};
}

Result<> pack(Context& context, Job& job, std::byte* out) {
    SF_CHECK(make_reorders(context, job));
    const Cut& cut = job.cut;
    std::uint64_t scratch = 0;
    for (const auto& reorder : job.reorders)
        if (reorder) scratch = std::max(scratch, aligned(reorder->scratch_bytes()));
    const std::uint64_t floats = job.direct != nullptr ? 0 : aligned(cut.values(cut.piece) * sizeof(float));
    const std::uint64_t each = floats + scratch, needed = each * static_cast<std::uint64_t>(context.threads.count());
    if (context.staging.size() < needed) {
        context.staging = {};
        SF_TRY(context.staging, context.memory.allocate(needed, "converting weight " + job.weight.name));
    }
    return parallel_try(context.threads, cut.pieces(), [&](std::size_t i, int thread) -> Result<> {
        const memory::dim begin = static_cast<memory::dim>(i) * cut.piece, count = cut.rows_of(i);
        std::byte* const staging = context.staging.data() + static_cast<std::size_t>(thread) * each;
        const std::size_t from = job.first + static_cast<std::size_t>(begin) * cut.stride;
        auto* const values = reinterpret_cast<float*>(staging);
        if (job.direct == nullptr) range_floats(job.weight, *context.loops, from, {values, cut.values(count)});
        std::uint64_t offset = 0;
        if (cut.pieces() > 1) rows_of(job.wanted, cut.dimension, begin, count, offset);
        return job.reorders[count == cut.piece ? 0 : 1]->run(job.direct != nullptr ? job.direct + from : values,
                                                             out + offset, staging + floats, thread);
    });
}

} // namespace

Result<WeightHandle> blocked_weight(Context& context, const WeightInfo& weight, const memory::desc& plain,
                                    const memory::desc& wanted, std::size_t first) {
    std::string form(sizeof wanted.data, '\0');
    std::memcpy(form.data(), &wanted.data, form.size());
    form += std::to_string(first);
    return context.weights.get(weight, form, wanted.get_size(), [&](std::byte* out) -> Result<> {
        Job job{weight, plain, wanted, first, cut_rows(plain), {}, nullptr};
        const std::byte* const bytes = weight.parts.front().data();
        const bool lies_aligned = reinterpret_cast<std::uintptr_t>(bytes) % alignof(float) == 0;
        if (weight.dtype == DType::f32 && weight.parts.size() == 1 && lies_aligned)
            job.direct = reinterpret_cast<const float*>(bytes);
        return pack(context, job, out);
    });
}

} // namespace sfumato::cpu
