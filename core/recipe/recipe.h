// The Recipe: one plain value that holds everything which reproduces an image.
#pragma once

#include "base/error.h"
#include "recipe/init_image.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sfumato {

/// Where the random numbers come from. Names follow A1111's "RNG" field: CPU, GPU (Philox, "NV").
enum class NoiseSource { cpu, philox };

/// How the weights of a prompt act. Names follow A1111's "Emphasis".
enum class Emphasis {
    original, ///< multiply the text states, then restore their mean
    no_norm,  ///< multiply only
    ignore,   ///< weights are read, but have no effect
    none,     ///< brackets, weights and BREAK are ordinary text
};

/// The VAE on tiles of so many pixels a side; 0: on the whole picture where it fits. Results differ a little, so what
/// was used is part of the recipe as run.
struct VaeTiles {
    int encode = 0;
    int decode = 0;
    bool operator==(const VaeTiles&) const = default;
};

/// How the first picture of hires fix is enlarged: its latents (A1111: "Latent", "Latent (nearest)"), or decoded, as
/// pixels, and encoded again.
enum class HiresUpscaler { latent, latent_nearest, lanczos };

/// A second pass over an enlarged first picture (A1111: "Hires. fix").
struct Hires {
    double scale = 2; ///< unless width and height are given
    int width = 0;    ///< pixels; 0: by scale
    int height = 0;
    int steps = 0;         ///< 0: as many as the first pass
    double strength = 0.7; ///< in (0, 1]
    HiresUpscaler upscaler = HiresUpscaler::latent;
    bool operator==(const Hires&) const = default;
};

/// Where a forked picture leaves another one: its first steps are those of `recipe`.
struct ForkOrigin {
    std::string recipe; ///< JSON as recipe_to_json() writes it; may be of a fork, too
    int step = 0;       ///< so many steps are of that recipe
    bool operator==(const ForkOrigin&) const = default;
};

struct Recipe {
    std::string prompt;
    std::string negative_prompt;
    std::string model = "builtin"; ///< "builtin" or a path
    /// SHA-256 of the weights, 64 lower-case hex digits; only its first ten, or the older eight, when read from another
    /// program's text; empty when unknown.
    std::string model_hash;
    int steps = 20;
    double cfg_scale = 6.0;        ///< classifier-free guidance; 1 switches it off
    std::string sampler = "euler"; ///< canonical name, see sampling/samplers.h
    std::string schedule = "normal";
    std::uint64_t seed = 0;
    std::uint64_t variation_seed = 0; ///< of the noise that is mixed in
    double variation_strength = 0;    ///< in [0, 1]; 0: the variation seed has no effect
    NoiseSource noise_source = NoiseSource::cpu;
    int width = 0; ///< pixels; 0 = the model's own size
    int height = 0;
    int clip_skip = 1; ///< 1 = last layer
    double eta = 1.0;  ///< noise added by ancestral and SDE samplers
    Emphasis emphasis = Emphasis::original;
    /// What `prompt` and `negative_prompt` were made from, in the language of recipe/dynamic_prompt.h; empty when they
    /// were written as they are. Kept for the record: they do not change the picture.
    std::string prompt_template;
    std::string negative_template;
    std::optional<InitImage> init;
    std::optional<ForkOrigin> parent;
    std::optional<Inpaint> inpaint; ///< needs init
    std::optional<Hires> hires;     ///< not with inpaint
    VaeTiles vae_tiles;
    bool operator==(const Recipe&) const = default;
};

/// Limits on what a recipe may ask for, before any model is known.
namespace recipe_limits {
inline constexpr int max_steps = 1000;
inline constexpr int max_side = 16384; ///< pixels
inline constexpr std::int64_t max_pixels = 64ll * 1024 * 1024;
inline constexpr std::size_t max_prompt_bytes = 1u << 20;
inline constexpr std::size_t max_name_bytes = 4096; ///< paths, sampler and schedule names
inline constexpr double max_cfg_scale = 1000;
inline constexpr double max_eta = 10;
inline constexpr int max_clip_skip = 12;
inline constexpr std::size_t max_parent_bytes = 4u << 20;
inline constexpr int max_mask_blur = 256;
inline constexpr int max_padding = 4096;
inline constexpr double max_hires_scale = 16;
inline constexpr int min_vae_tile = 128; ///< pixels
} // namespace recipe_limits

/// Checks every field that can be judged without a model (steps >= 1, finite numbers, sizes within limits, prompts
/// valid UTF-8, strength in (0,1], clip skip 1..12, variation strength in [0,1]). Errors: usage, naming the field, what
/// was found and what is allowed.
Result<> validate(const Recipe& recipe);

/// Name in JSON, tables and options: "original", "no_norm", "ignore", "none".
std::string_view emphasis_name(Emphasis emphasis);
std::optional<Emphasis> find_emphasis(std::string_view name);

} // namespace sfumato
