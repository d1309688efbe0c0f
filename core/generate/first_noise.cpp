#include "generate/first_noise.h"

namespace sfumato {

FirstNoise first_noise(const Recipe& recipe, const Latents& shape) {
    const auto generator = [&](std::uint64_t seed) {
        return recipe.noise_source == NoiseSource::cpu ? torch_randn(seed) : philox_randn(seed);
    };
    FirstNoise out{std::vector<float>(shape.values.size()), generator(recipe.seed)};
    out.randn(out.values);
    if (recipe.variation_strength == 0) return out;
    std::vector<float> other(out.values.size()), mixed(out.values.size());
    generator(recipe.variation_seed)(other);
    variation_noise(static_cast<float>(recipe.variation_strength), out.values, other,
                    static_cast<std::size_t>(shape.channels), static_cast<std::size_t>(shape.height),
                    static_cast<std::size_t>(shape.width), mixed);
    out.values = std::move(mixed);
    return out;
}

} // namespace sfumato
