#include "sampling/noise.h"

#include "base/expect.h"
#include "base/random.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sfumato {
namespace {

/// Rounds to 6 decimals, correctly and to even on ties, as Python's round(x, 6): the tree's times must come out equal.
double round_6(double x) {
    char digits[400];
    const auto written = std::to_chars(std::begin(digits), std::end(digits), x, std::chars_format::fixed, 6);
    double out = x;
    std::from_chars(digits, written.ptr, out);
    return out;
}

/// A node of the tree: the interval, its increment, and its place, which seeds its split.
struct Interval {
    double start, end;
    std::uint64_t key, depth;
};

void seeded_randn(std::uint64_t entropy, std::span<const std::uint64_t> spawn_key, std::size_t words,
                  std::span<float> out) {
    constexpr std::size_t pool_size = 24; // torchsde's default, and part of the seeds
    const std::uint32_t seed = seed_sequence(entropy, spawn_key, pool_size, words).front();
    TorchGenerator(seed).randn(out);
}

/// Adds to `sum` the increments of the parts of [a, b] within `node`, whose own increment is `w`.
/// a and b are multiples of 1e-6 within the node, so that halving reaches them.
void collect(std::uint64_t entropy, const Interval& node, std::vector<float> w, double a, double b,
             std::span<float> sum) {
    if (a == b) return;
    const double middle = round_6(0.5 * (node.start + node.end));
    const bool whole = a == node.start && b == node.end;
    if (whole || middle <= node.start || middle >= node.end) {
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += w[i];
        return;
    }
    const double h = node.end - node.start, left = middle - node.start, right = node.end - middle;
    const std::uint64_t place[] = {node.key, node.depth};
    std::vector<float> bridge(w.size());
    seeded_randn(entropy, place, 4, bridge);
    // A Brownian bridge pinned at both ends of the node (torchsde's BrownianInterval, _increment of a split).
    const float left_length = static_cast<float>(left), length = static_cast<float>(h);
    const float spread = static_cast<float>(std::sqrt(left * right / h));
    for (std::size_t i = 0; i < w.size(); ++i)
        bridge[i] = left_length * w[i] / length + spread * bridge[i];
    const std::uint64_t depth = node.depth + 1;
    if (b > middle) {
        std::vector<float> other(w.size());
        for (std::size_t i = 0; i < w.size(); ++i)
            other[i] = w[i] - bridge[i];
        collect(entropy, {middle, node.end, 2 * node.key + 1, depth}, std::move(other), std::max(a, middle), b, sum);
    }
    if (a < middle)
        collect(entropy, {node.start, middle, 2 * node.key, depth}, std::move(bridge), a, std::min(b, middle), sum);
}

} // namespace

Randn torch_randn(std::uint64_t seed) {
    return [generator = TorchGenerator(seed)](std::span<float> out) mutable { generator.randn(out); };
}

Randn philox_randn(std::uint64_t seed) {
    return [generator = PhiloxGenerator(seed)](std::span<float> out) mutable { generator.randn(out); };
}

PerStepNoise::PerStepNoise(std::vector<Randn> sources) : sources_(std::move(sources)) {
    expect(!sources_.empty(), "PerStepNoise: needs a source");
}

Result<> PerStepNoise::operator()(float, float, std::span<float> out) {
    expect(out.size() % sources_.size() == 0, "PerStepNoise: the batch is no multiple of the sources");
    const std::size_t part = out.size() / sources_.size();
    for (std::size_t i = 0; i < sources_.size(); ++i)
        sources_[i](out.subspan(i * part, part));
    ++drawn_;
    return {};
}

Result<> PerStepNoise::skip(std::uint64_t draws, std::size_t size) {
    std::vector<float> scratch(size);
    for (std::uint64_t i = 0; i < draws; ++i)
        SF_CHECK((*this)(0, 0, scratch));
    return {};
}

BrownianTreeNoise::BrownianTreeNoise(float sigma_min, float sigma_max, std::vector<std::uint64_t> seeds)
    : low_(round_6(sigma_min)), high_(round_6(sigma_max)), seeds_(std::move(seeds)) {
    expect(!seeds_.empty(), "BrownianTreeNoise: needs a seed");
    expect(sigma_min <= sigma_max, "BrownianTreeNoise: sigma_min above sigma_max");
}

void BrownianTreeNoise::increment(double a, double b, std::span<float> out) const {
    expect(out.size() % seeds_.size() == 0, "BrownianTreeNoise: the batch is no multiple of the seeds");
    a = std::clamp(round_6(a), low_, high_);
    b = std::clamp(round_6(b), low_, high_);
    const std::size_t part = out.size() / seeds_.size();
    std::fill(out.begin(), out.end(), 0.0f);
    for (std::size_t i = 0; i < seeds_.size(); ++i) {
        std::vector<float> whole(part);
        seeded_randn(seeds_[i], {}, 3, whole);
        const float scale = static_cast<float>(std::sqrt(high_ - low_));
        for (float& value : whole)
            value *= scale;
        collect(seeds_[i], {low_, high_, 0, 0}, std::move(whole), a, b, out.subspan(i * part, part));
    }
}

Result<> BrownianTreeNoise::operator()(float sigma, float sigma_next, std::span<float> out) {
    increment(std::min(sigma, sigma_next), std::max(sigma, sigma_next), out);
    const float length = std::abs(sigma_next - sigma);
    // Sampling runs towards smaller sigmas, against the direction of the motion.
    const float scale = length > 0 ? (sigma > sigma_next ? -1.0f : 1.0f) / std::sqrt(length) : 0.0f;
    for (float& value : out)
        value *= scale;
    return {};
}

Result<> SuppliedNoise::operator()(float, float, std::span<float> out) {
    if (at_ + out.size() > draws_.size())
        return fail(ErrorCode::internal, "noise draw {} asked for, but only {} values were supplied", used_,
                    draws_.size());
    std::copy_n(draws_.begin() + static_cast<std::ptrdiff_t>(at_), out.size(), out.begin());
    at_ += out.size();
    ++used_;
    return {};
}

Result<> SuppliedNoise::skip(std::uint64_t draws, std::size_t size) {
    std::vector<float> scratch(size);
    for (std::uint64_t i = 0; i < draws; ++i)
        SF_CHECK((*this)(0, 0, scratch));
    return {};
}

void variation_noise(float strength, std::span<const float> low, std::span<const float> high, std::size_t channels,
                     std::size_t height, std::size_t width, std::span<float> out) {
    expect(low.size() == channels * height * width && high.size() == low.size() && out.size() == low.size(),
           "variation_noise: sizes differ");
    std::vector<double> cosines(channels * width);
    double mean = 0;
    for (std::size_t c = 0; c < channels; ++c)
        for (std::size_t x = 0; x < width; ++x) {
            double product = 0, low_square = 0, high_square = 0;
            for (std::size_t y = 0; y < height; ++y) {
                const double a = low[(c * height + y) * width + x], b = high[(c * height + y) * width + x];
                product += a * b;
                low_square += a * a;
                high_square += b * b;
            }
            const double norms = std::sqrt(low_square) * std::sqrt(high_square);
            const double cosine = norms > 0 ? std::clamp(product / norms, -1.0, 1.0) : 1.0;
            cosines[c * width + x] = cosine;
            mean += cosine / static_cast<double>(cosines.size());
        }
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t column = i / (height * width) * width + i % width;
        double of_low = strength, of_high = 1.0 - strength; // nearly equal noises: A1111 mixes them this way round
        if (mean <= 0.9995) {
            const double angle = std::acos(cosines[column]), sine = std::sin(angle);
            of_low = sine > 0 ? std::sin((1.0 - strength) * angle) / sine : 1.0 - strength;
            of_high = sine > 0 ? std::sin(strength * angle) / sine : strength;
        }
        out[i] = static_cast<float>(of_low * low[i] + of_high * high[i]);
    }
}

} // namespace sfumato
