#include "models/positional.h"

#include "base/expect.h"

#include <algorithm>
#include <cmath>

namespace sfumato {

namespace {

constexpr float max_period = 10000.0f;

void append(std::vector<float>& to, std::span<const float> values) {
    to.insert(to.end(), values.begin(), values.end());
}

} // namespace

std::vector<float> timestep_sinusoid(float t, int dim, SinusoidKind kind) {
    const bool fairseq = kind == SinusoidKind::ddpm_fairseq;
    expect(dim > (fairseq ? 3 : 0), "timestep_sinusoid: dimension too small");
    const int half = dim / 2;
    if (kind == SinusoidKind::flux) t *= 1000.0f;
    std::vector<float> values(static_cast<std::size_t>(dim), 0.0f);
    for (int i = 0; i < half; ++i) {
        // Frequency and angle are rounded to float as in the papers' programs: at t = 999 the rounding of the angle is
        // larger than any other error here, so the exact value would be further from what the networks were trained on.
        const float exponent = fairseq ? static_cast<float>(i) * -static_cast<float>(std::log(10000.0) / (half - 1))
                                       : -std::log(max_period) * static_cast<float>(i) / static_cast<float>(half);
        const float angle = t * std::exp(exponent);
        const float first = fairseq ? std::sin(angle) : std::cos(angle);
        const float second = fairseq ? std::cos(angle) : std::sin(angle);
        values[static_cast<std::size_t>(i)] = first;
        values[static_cast<std::size_t>(half + i)] = second;
    }
    return values;
}

std::vector<float> timestep_sinusoid(float t, int dim) {
    return timestep_sinusoid(t, dim, SinusoidKind::ldm);
}

std::vector<float> sdxl_vector(std::span<const float> pooled, std::span<const float> numbers, int sinusoid_dim) {
    std::vector<float> vector(pooled.begin(), pooled.end());
    for (const float number : numbers)
        append(vector, timestep_sinusoid(number, sinusoid_dim));
    return vector;
}

std::vector<float> sd3_context(const TextStates& clip_l, const TextStates& clip_g, const TextStates& t5) {
    expect(clip_l.tokens == clip_g.tokens, "sd3_context: CLIP-L and CLIP-G have different lengths");
    expect(clip_l.width + clip_g.width <= t5.width, "sd3_context: CLIP states are wider than T5's");
    for (const TextStates& states : {clip_l, clip_g, t5})
        expect(states.values.size() == states.tokens * states.width, "sd3_context: sizes disagree");
    std::vector<float> context;
    context.reserve((clip_l.tokens + t5.tokens) * t5.width);
    for (std::size_t token = 0; token < clip_l.tokens; ++token) {
        append(context, clip_l.values.subspan(token * clip_l.width, clip_l.width));
        append(context, clip_g.values.subspan(token * clip_g.width, clip_g.width));
        context.resize((token + 1) * t5.width, 0.0f);
    }
    append(context, t5.values);
    return context;
}

std::vector<float> sd3_pooled(std::span<const float> clip_l, std::span<const float> clip_g) {
    std::vector<float> pooled(clip_l.begin(), clip_l.end());
    append(pooled, clip_g);
    return pooled;
}

void latent_to_model(std::span<float> z, const LatentScale& scale) {
    for (float& value : z)
        value = (value - scale.shift) * scale.scale;
}

void latent_from_model(std::span<float> z, const LatentScale& scale) {
    for (float& value : z)
        value = value / scale.scale + scale.shift;
}

PreviewFactors sd3_preview_factors() {
    static constexpr std::array<std::array<float, 3>, 16> factors{{
        {-0.0645f, 0.0177f, 0.1052f},
        {0.0028f, 0.0312f, 0.0650f},
        {0.1848f, 0.0762f, 0.0360f},
        {0.0944f, 0.0360f, 0.0889f},
        {0.0897f, 0.0506f, -0.0364f},
        {-0.0020f, 0.1203f, 0.0284f},
        {0.0855f, 0.0118f, 0.0283f},
        {-0.0539f, 0.0658f, 0.1047f},
        {-0.0057f, 0.0116f, 0.0700f},
        {-0.0412f, 0.0281f, -0.0039f},
        {0.1106f, 0.1171f, 0.1220f},
        {-0.0248f, 0.0682f, -0.0481f},
        {0.0815f, 0.0846f, 0.1207f},
        {-0.0120f, -0.0055f, -0.0867f},
        {-0.0749f, -0.0634f, -0.0456f},
        {-0.1418f, -0.1457f, -0.1259f},
    }};
    return factors;
}

std::vector<std::uint8_t> linear_preview(std::span<const float> latent, PreviewFactors factors) {
    expect(!factors.empty() && latent.size() % factors.size() == 0, "linear_preview: latent does not fit the factors");
    const std::size_t pixels = latent.size() / factors.size();
    std::vector<std::uint8_t> rgb(pixels * 3);
    for (std::size_t pixel = 0; pixel < pixels; ++pixel)
        for (std::size_t colour = 0; colour < 3; ++colour) {
            float x = 0;
            for (std::size_t channel = 0; channel < factors.size(); ++channel)
                x += latent[channel * pixels + pixel] * factors[channel][colour];
            const float unit = std::clamp((x + 1) / 2, 0.0f, 1.0f);
            // A latent that is not finite shows as black instead of an undefined conversion.
            rgb[pixel * 3 + colour] = std::isfinite(unit) ? static_cast<std::uint8_t>(unit * 255) : std::uint8_t{0};
        }
    return rgb;
}

std::vector<float> sincos_position_2d(int dim, int height, int width) {
    expect(dim > 0 && dim % 4 == 0 && height > 0 && width > 0, "sincos_position_2d: bad size");
    const int quarter = dim / 4;
    std::vector<float> table;
    table.reserve(static_cast<std::size_t>(dim) * static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
    auto append_axis = [&](int position) {
        for (const bool sine : {true, false})
            for (int i = 0; i < quarter; ++i) {
                const double angle = position / std::pow(10000.0, static_cast<double>(i) / quarter);
                table.push_back(static_cast<float>(sine ? std::sin(angle) : std::cos(angle)));
            }
    };
    for (int row = 0; row < height; ++row)
        for (int column = 0; column < width; ++column) {
            append_axis(column);
            append_axis(row);
        }
    return table;
}

std::vector<float> rope_table(std::span<const float> ids, std::span<const int> axes, double theta) {
    expect(!axes.empty() && ids.size() % axes.size() == 0, "rope_table: ids do not fit the axes");
    std::vector<float> table;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const int dim = axes[i % axes.size()];
        expect(dim > 0 && dim % 2 == 0, "rope_table: an axis must have an even number of channels");
        for (int pair = 0; pair < dim / 2; ++pair) {
            // In float, as Flux does it: its angles carry that rounding.
            const float frequency =
                1.0f / std::pow(static_cast<float>(theta), 2.0f * static_cast<float>(pair) / static_cast<float>(dim));
            const float angle = ids[i] * frequency;
            const float cosine = std::cos(angle), sine = std::sin(angle);
            table.insert(table.end(), {cosine, -sine, sine, cosine});
        }
    }
    return table;
}

} // namespace sfumato
