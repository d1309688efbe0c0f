#include "shaders/attention.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/gpu_attention.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sfumato {
namespace {

using shaders::AttentionParams;

/// One query row of one head: softmax over its scores, then the weighted sum of values.
void attend(const AttentionParams& p, std::span<const float> q, std::span<const float> k, std::span<const float> v,
            std::size_t keys, std::span<float> out, std::vector<double>& scores, std::vector<double>& sums) {
    double highest = -std::numeric_limits<double>::infinity(), total = 0;
    for (std::size_t s = 0; s < keys; ++s) {
        double dot = 0;
        for (std::size_t c = 0; c < p.head_dim; ++c)
            dot += static_cast<double>(q[c]) * static_cast<double>(k[s * p.k_stride + c]);
        scores[s] = dot * static_cast<double>(p.scale);
        highest = std::max(highest, scores[s]);
    }
    sums.assign(p.head_dim, 0.0);
    for (std::size_t s = 0; s < keys; ++s) {
        const double weight = std::exp(scores[s] - highest);
        total += weight;
        for (std::size_t c = 0; c < p.head_dim; ++c)
            sums[c] += weight * static_cast<double>(v[s * p.v_stride + c]);
    }
    for (std::size_t c = 0; c < p.head_dim; ++c)
        out[c] = static_cast<float>(sums[c] / total);
}

void reference(const ReferenceStep& step) {
    const auto p = step.params<AttentionParams>();
    const auto q = step.tensor(0), k = step.tensor(1), v = step.tensor(2);
    const auto out = step.out();
    const std::size_t width = static_cast<std::size_t>(p.heads) * p.head_dim;
    parallel_ranges(static_cast<std::size_t>(p.batch) * p.q_tokens, [&](std::size_t begin, std::size_t end) {
        std::vector<double> scores(p.kv_tokens), sums;
        for (std::size_t row = begin; row < end; ++row)
            for (std::size_t h = 0; h < p.heads; ++h) {
                const std::size_t head = h * p.head_dim, first_key = row / p.q_tokens * p.kv_tokens;
                const std::size_t keys =
                    p.causal != 0 ? std::min<std::size_t>(p.kv_tokens, row % p.q_tokens + 1) : p.kv_tokens;
                attend(p, q.subspan(p.q_offset + row * p.q_stride + head, p.head_dim),
                       k.subspan(p.k_offset + first_key * p.k_stride + head),
                       v.subspan(p.v_offset + first_key * p.v_stride + head), keys,
                       out.subspan(row * width + head, p.head_dim), scores, sums);
            }
    });
}

double flops(const Program&, const Step& step) {
    const auto p = step.params.as<AttentionParams>();
    return 4.0 * p.batch * p.heads * p.q_tokens * p.kv_tokens * p.head_dim * (p.causal != 0 ? 0.5 : 1.0);
}

std::uint64_t row_blocks(const AttentionParams& p, std::uint32_t rows) {
    return static_cast<std::uint64_t>(p.batch) * p.heads * ((p.q_tokens + rows - 1) / rows);
}

/// Eights of a head that one workgroup sums: the largest divisor that compiles quickly. Every slice scores the whole
/// head anew, so very wide heads (the VAE's single one) get wider slices.
std::uint32_t slice_eights(std::uint32_t eights) {
    std::uint32_t slice = std::min(eights, eights > 16 ? 8u : 5u);
    while (eights % slice != 0)
        --slice;
    return slice;
}

/// The same in fours for attention_uniform.comp, which keeps the query too where the slice is the whole head.
std::uint32_t slice_fours(std::uint32_t fours) {
    std::uint32_t slice = std::min(fours, 40u); // the time to compile grows with its square
    while (fours % slice != 0)
        --slice;
    return slice;
}

/// All sizes that decide how wide a head can be read, or-ed: a multiple of 4 or 8 when all are.
std::uint32_t places(const AttentionParams& p) {
    return p.head_dim | p.q_offset | p.q_stride | p.k_offset | p.k_stride | p.v_offset | p.v_stride;
}

dispatching::AttentionProblem problem_of(const Program& program, const Step& step) {
    const auto p = step.params.as<AttentionParams>();
    return {p.batch * p.heads,
            p.q_tokens,
            p.kv_tokens,
            p.head_dim,
            dispatching::activation_type(program, step) == shaders::Act::f16,
            places(p) % 4 == 0};
}

std::string attention_key(const Program& program, const Step& step) {
    const auto p = step.params.as<AttentionParams>();
    return dispatching::problem_key(program, step, {p.batch * p.heads, p.q_tokens, p.kv_tokens, p.head_dim});
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<AttentionParams>();
    const shaders::Act act = dispatching::activation_type(program, step);
    if (kernel_family(features) == KernelFamily::uniform && p.head_dim % 8 == 0 && places(p) % 4 == 0) {
        const std::uint32_t lanes = features.subgroup_size, fours = p.head_dim / 4, slice = slice_fours(fours);
        constexpr std::uint32_t key_block = 8; // sixteen are no quicker and take twice as long to compile
        return dispatching::groups(shaders::attention_uniform(act), step, row_blocks(p, lanes) * (fours / slice),
                                   {lanes, lanes, fours, slice, key_block}, features);
    }
    const bool in_eights = places(p) % 8 == 0;
    if (dispatching::shares_reads(features) && in_eights) {
        const std::uint32_t lanes = features.subgroup_size, eights = p.head_dim / 8;
        const std::uint32_t slice = slice_eights(eights);
        constexpr std::uint32_t lane_rows = 1; // two are a third faster but take twice as long to compile
        return dispatching::groups(shaders::attention_lanes(act), step,
                                   row_blocks(p, lanes * lane_rows) * (eights / slice),
                                   {lanes, eights, lane_rows, slice, lanes}, features);
    }
    if (const auto gpu =
            dispatching::gpu_attention(attention_key(program, step), step, problem_of(program, step), features))
        return *gpu;
    const std::uint32_t local_size = std::min(128u, features.max_workgroup_invocations) / 4 * 4;
    const std::uint32_t fours = (p.head_dim + 15) / 16 * 4;
    return dispatching::groups(shaders::attention(act), step, row_blocks(p, local_size / 4), {local_size, fours},
                               features);
}

Tunable tunable(const Program& program, const Step& step, const Features& features) {
    return {attention_key(program, step), dispatching::attention_choices(problem_of(program, step), features)};
}

constexpr OpInfo info{"attention", reference, dispatch, flops, -1, tunable};

/// Tokens in each batch item of an operand; 0 when its columns are not its own or there are not as many as `width`.
std::int64_t tokens_of(const Columns& x, std::int64_t width, std::int64_t batch) {
    const Shape& shape = x.tensor.shape();
    const bool inside = x.offset >= 0 && x.width == width && x.offset + width <= shape.channels();
    return inside && shape.batch() == batch ? shape.rows() / batch : 0;
}

std::string describe(const Columns& x) {
    return fmt::format("{} of {}", x.width, x.tensor.shape().text());
}

} // namespace

Tensor attention(const Columns& q, const Columns& k, const Columns& v, int heads, bool causal) {
    if (!q.valid() || !k.valid() || !v.valid()) return {};
    Program& program = *q.tensor.program();
    const std::int64_t width = q.width, batch = q.tensor.shape().batch();
    if (heads <= 0 || width % heads != 0)
        return record::reject(program, fmt::format("attention: {} channels do not divide into {} heads", width, heads));
    const std::int64_t queries = tokens_of(q, width, batch), keys = tokens_of(k, width, batch);
    if (queries == 0 || keys == 0 || tokens_of(v, width, batch) != keys)
        return record::reject(
            program, fmt::format("attention: q, k, v have {}, {}, {} channels", describe(q), describe(k), describe(v)));
    auto u = [](std::int64_t x) { return static_cast<std::uint32_t>(x); };
    const std::int64_t head_dim = width / heads;
    const AttentionParams params{u(batch),
                                 u(heads),
                                 u(queries),
                                 u(keys),
                                 u(head_dim),
                                 causal ? 1u : 0u,
                                 static_cast<float>(1.0 / std::sqrt(static_cast<double>(head_dim))),
                                 u(q.offset),
                                 u(q.tensor.shape().channels()),
                                 u(k.offset),
                                 u(k.tensor.shape().channels()),
                                 u(v.offset),
                                 u(v.tensor.shape().channels())};
    return program.append(info, {record::tensor(q.tensor), record::tensor(k.tensor), record::tensor(v.tensor)},
                          Params(params), q.tensor.shape().with_channels(width), program.activation());
}

} // namespace sfumato
