#include "shaders/attention.h"
#include "tensor/ops/dispatch.h"
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
    const std::size_t stride = static_cast<std::size_t>(p.heads) * p.head_dim;
    double highest = -std::numeric_limits<double>::infinity(), total = 0;
    for (std::size_t s = 0; s < keys; ++s) {
        double dot = 0;
        for (std::size_t c = 0; c < p.head_dim; ++c)
            dot += static_cast<double>(q[c]) * static_cast<double>(k[s * stride + c]);
        scores[s] = dot * static_cast<double>(p.scale);
        highest = std::max(highest, scores[s]);
    }
    sums.assign(p.head_dim, 0.0);
    for (std::size_t s = 0; s < keys; ++s) {
        const double weight = std::exp(scores[s] - highest);
        total += weight;
        for (std::size_t c = 0; c < p.head_dim; ++c)
            sums[c] += weight * static_cast<double>(v[s * stride + c]);
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
                const std::size_t kv = (row / p.q_tokens) * p.kv_tokens * width + h * p.head_dim;
                const std::size_t keys =
                    p.causal != 0 ? std::min<std::size_t>(p.kv_tokens, row % p.q_tokens + 1) : p.kv_tokens;
                attend(p, q.subspan(row * width + h * p.head_dim, p.head_dim), k.subspan(kv), v.subspan(kv), keys,
                       out.subspan(row * width + h * p.head_dim, p.head_dim), scores, sums);
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

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<AttentionParams>();
    const shaders::Act act = dispatching::activation_type(program, step);
    if (dispatching::shares_reads(features) && p.head_dim % 8 == 0) {
        const std::uint32_t lanes = features.subgroup_size, eights = p.head_dim / 8;
        const std::uint32_t slice = slice_eights(eights);
        constexpr std::uint32_t lane_rows = 1; // two are a third faster but take twice as long to compile
        return dispatching::groups(shaders::attention_lanes(act), step,
                                   row_blocks(p, lanes * lane_rows) * (eights / slice),
                                   {lanes, eights, lane_rows, slice, lanes}, features);
    }
    const std::uint32_t local_size = std::min(128u, features.max_workgroup_invocations) / 4 * 4;
    const std::uint32_t fours = (p.head_dim + 15) / 16 * 4;
    return dispatching::groups(shaders::attention(act), step, row_blocks(p, local_size / 4), {local_size, fours},
                               features);
}

constexpr OpInfo info{"attention", reference, dispatch, flops};

} // namespace

Tensor attention(Tensor q, Tensor k, Tensor v, int heads, bool causal) {
    if (!q.valid() || !k.valid() || !v.valid()) return {};
    Program& program = *q.program();
    const std::int64_t width = q.shape().channels(), batch = q.shape().batch();
    if (heads <= 0 || width % heads != 0)
        return record::reject(program, fmt::format("attention: {} channels do not divide into {} heads", width, heads));
    if (k.shape() != v.shape() || k.shape().channels() != width || k.shape().batch() != batch)
        return record::reject(program, fmt::format("attention: q, k, v have shapes {}, {}, {}", q.shape().text(),
                                                   k.shape().text(), v.shape().text()));
    auto u = [](std::int64_t x) { return static_cast<std::uint32_t>(x); };
    const std::int64_t head_dim = width / heads;
    const AttentionParams params{u(batch),
                                 u(heads),
                                 u(q.shape().rows() / batch),
                                 u(k.shape().rows() / batch),
                                 u(head_dim),
                                 causal ? 1u : 0u,
                                 static_cast<float>(1.0 / std::sqrt(static_cast<double>(head_dim)))};
    return program.append(info, {record::tensor(q), record::tensor(k), record::tensor(v)}, Params(params), q.shape(),
                          program.activation());
}

} // namespace sfumato
