#include "shaders/group_norm.h"
#include "shaders/group_norm_stats.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

/// Calls f(index) for every element of group g of batch item b.
template <class F>
void each_in_group(std::size_t pixels, std::size_t channels, std::size_t groups, std::size_t b, std::size_t g, F f) {
    const std::size_t width = channels / groups;
    for (std::size_t p = 0; p < pixels; ++p)
        for (std::size_t c = 0; c < width; ++c)
            f((b * pixels + p) * channels + g * width + c);
}

void stats_reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::GroupNormStatsParams>();
    const std::vector<float> x = step.joined(0, 1, p.first_channels);
    const auto out = step.out();
    const double count = static_cast<double>(p.pixels) * (p.channels / p.groups);
    for (std::size_t b = 0; b < p.batch; ++b)
        for (std::size_t g = 0; g < p.groups; ++g) {
            double sum = 0, squares = 0;
            each_in_group(p.pixels, p.channels, p.groups, b, g,
                          [&](std::size_t i) { sum += static_cast<double>(x[i]); });
            const double mean = sum / count;
            each_in_group(p.pixels, p.channels, p.groups, b, g, [&](std::size_t i) {
                const double d = static_cast<double>(x[i]) - mean;
                squares += d * d;
            });
            out[(b * p.groups + g) * 2] = static_cast<float>(mean);
            out[(b * p.groups + g) * 2 + 1] =
                static_cast<float>(1.0 / std::sqrt(squares / count + static_cast<double>(p.eps)));
        }
}

void apply_reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::GroupNormParams>();
    const std::vector<float> x = step.joined(0, 4, p.first_channels);
    const auto stats = step.tensor(1);
    const std::vector<float> gain = step.weight(2), bias = step.weight(3);
    const auto out = step.out();
    const std::size_t width = p.channels / p.groups;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t c = i % p.channels;
        const std::size_t group = i / p.channels / p.pixels * p.groups + c / width;
        const double mean = stats[group * 2], rstd = stats[group * 2 + 1];
        const double value =
            (static_cast<double>(x[i]) - mean) * rstd * static_cast<double>(gain[c]) + static_cast<double>(bias[c]);
        out[i] = static_cast<float>(apply_activation(p.activation, value));
    }
}

double stats_flops(const Program&, const Step& step) {
    const auto p = step.params.as<shaders::GroupNormStatsParams>();
    return 4.0 * p.batch * p.pixels * p.channels;
}

double apply_flops(const Program&, const Step& step) {
    const auto p = step.params.as<shaders::GroupNormParams>();
    return 4.0 * p.batch * p.pixels * p.channels;
}

Dispatch stats_dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<shaders::GroupNormStatsParams>();
    const DType type = program.tensors()[step.in[0].index].dtype; // the statistics themselves are always f32
    const shaders::Act act = type == DType::f16 ? shaders::Act::f16 : shaders::Act::f32;
    const std::uint64_t groups = static_cast<std::uint64_t>(p.batch) * p.groups;
    const std::uint32_t lanes = features.subgroup_size;
    if (kernel_family(features) == KernelFamily::uniform && (p.channels | p.first_channels) % 4 == 0)
        return dispatching::groups(shaders::group_norm_stats_uniform(act), step, groups, {lanes, lanes}, features);
    if (dispatching::is_gpu(features) && features.subgroup_arithmetic) {
        // Few workgroups: each is as large as the group can feed with eight loads per invocation.
        const std::uint32_t width = p.channels / p.groups;
        const std::uint32_t common = width | p.first_channels | p.channels;
        const std::uint32_t part = common % 4 == 0 ? 4 : common % 2 == 0 ? 2 : 1;
        const std::uint64_t parts = static_cast<std::uint64_t>(p.pixels) * (width / part);
        const auto wanted = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(parts / 8, 64, 1024));
        return dispatching::groups(shaders::group_norm_stats_wide(act), step, groups,
                                   {dispatching::reduction_size(wanted, features), part, width / part}, features);
    }
    return dispatching::groups(shaders::group_norm_stats(act), step, groups,
                               {dispatching::reduction_size(256, features)}, features);
}

Dispatch apply_dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<shaders::GroupNormParams>();
    const std::uint64_t pixels = static_cast<std::uint64_t>(p.batch) * p.pixels, count = pixels * p.channels;
    const auto act = dispatching::activation_type(program, step, 1);
    const std::uint32_t lanes = features.subgroup_size;
    if (kernel_family(features) == KernelFamily::uniform && (p.channels | p.first_channels) % lanes == 0) {
        constexpr std::uint32_t pixel_block = 64;
        return dispatching::groups(shaders::group_norm_uniform(act), step,
                                   (pixels + pixel_block - 1) / pixel_block * (p.channels / lanes),
                                   {lanes, lanes, p.activation, pixel_block}, features);
    }
    return dispatching::elements(shaders::group_norm(act), step,
                                 dispatching::in_fours(count, (p.channels | p.first_channels) % 4 == 0), features);
}

constexpr OpInfo stats_info{"group_norm_stats", stats_reference, stats_dispatch, stats_flops};
constexpr OpInfo apply_info{"group_norm", apply_reference, apply_dispatch, apply_flops, 0};

} // namespace

Tensor group_norm(const Weights& w, const Joined& x, int groups, float eps, Activation activation) {
    if (!x.valid()) return {};
    Program& program = *x.a.program();
    const std::int64_t channels = x.channels();
    if (groups <= 0 || channels % groups != 0)
        return record::reject(
            program, fmt::format("{}: {} channels do not divide into {} groups", w.name("weight"), channels, groups));
    const Operand gain = record::vector(w, "weight", channels);
    const Operand bias = record::vector(w, "bias", channels);
    const Operand first = record::tensor(x.a), second = record::second(x);
    const std::int64_t batch = x.shape().batch();
    auto u = [](std::int64_t v) { return static_cast<std::uint32_t>(v); };
    const std::uint32_t pixels = u(x.shape().rows() / batch), first_channels = u(x.a.shape().channels());
    const shaders::GroupNormStatsParams stats_params{u(batch), pixels, u(channels), u(groups), eps, first_channels};
    const Tensor stats =
        program.append(stats_info, {first, second}, Params(stats_params), Shape{batch, groups, 2}, DType::f32);
    const shaders::GroupNormParams params{
        u(batch), pixels, u(channels), u(groups), static_cast<std::uint32_t>(activation), first_channels};
    return program.append(apply_info, {first, record::tensor(stats), gain, bias, second}, Params(params), x.shape(),
                          program.activation());
}

} // namespace sfumato
