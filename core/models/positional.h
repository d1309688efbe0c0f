// Position, time and size embeddings, and the small assemblies around conditioning. Plain arithmetic on the host.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sfumato {

/// The variants of the sinusoidal embedding (Vaswani et al. 2017, section 3.5) that diffusion networks use.
/// half = dim / 2, f_i = 10000^(-i / half); an odd dim ends with one zero.
enum class SinusoidKind {
    ldm,          ///< cos(t f), sin(t f): LDM, SDXL, MMDiT
    flux,         ///< the same with t in [0, 1] times 1000
    ddpm_fairseq, ///< sin, cos, f_i = 10000^(-i / (half - 1)): Ho et al. 2020 as first published
};

/// [dim] values for one time (or size). Precondition: dim > 0 (ddpm_fairseq: dim > 3).
std::vector<float> timestep_sinusoid(float t, int dim, SinusoidKind kind);
/// The U-Net's: SinusoidKind::ldm.
std::vector<float> timestep_sinusoid(float t, int dim);

/// SDXL's vector conditioning (Podell et al. 2023, section 2.2): the pooled text state, then one sinusoid of
/// `sinusoid_dim` per number, in the order original h, w, crop top, left, target h, w; the refiner's last two are
/// replaced by the aesthetic score. [pooled + numbers * sinusoid_dim].
std::vector<float> sdxl_vector(std::span<const float> pooled, std::span<const float> numbers, int sinusoid_dim = 256);

/// Rows of text states: [tokens][width].
struct TextStates {
    std::span<const float> values;
    std::size_t tokens = 0;
    std::size_t width = 0;
};
/// SD3's context (Esser et al. 2024, section 5): CLIP-L and CLIP-G side by side, padded with zeros to T5's width, then
/// T5's rows. [clip tokens + t5 tokens][t5 width]. Precondition: clip_l.tokens == clip_g.tokens; clip_l.width +
/// clip_g.width <= t5.width.
std::vector<float> sd3_context(const TextStates& clip_l, const TextStates& clip_g, const TextStates& t5);
/// SD3's vector conditioning: pooled CLIP-L, then pooled CLIP-G.
std::vector<float> sd3_pooled(std::span<const float> clip_l, std::span<const float> clip_g);

/// Latents of an autoencoder as its diffusion model sees them: (z - shift) * scale. SD3: 0.0609, 1.5305.
struct LatentScale {
    float shift = 0;
    float scale = 1;
};
inline constexpr LatentScale sd3_latent_scale{0.0609f, 1.5305f};
void latent_to_model(std::span<float> z, const LatentScale& scale);
void latent_from_model(std::span<float> z, const LatentScale& scale);

/// Linear latent-to-RGB factors, one row per latent channel.
using PreviewFactors = std::span<const std::array<float, 3>>;
/// Those published with SD3's 16 channels.
PreviewFactors sd3_preview_factors();
/// latent [channels][pixels] -> RGB bytes [pixels][3]: factors, (x + 1) / 2 clamped to [0, 1], times 255, truncated.
/// Precondition: latent.size() is a multiple of the number of factors.
std::vector<std::uint8_t> linear_preview(std::span<const float> latent, PreviewFactors factors);

/// MMDiT's fixed position table (Peebles and Xie 2023): the first half of the channels is the column, the second the
/// row, each as sin, cos with frequencies 10000^(-i / (dim / 4)), computed in double. [height * width][dim].
/// Precondition: dim is a multiple of 4.
std::vector<float> sincos_position_2d(int dim, int height, int width);

/// Rotation matrices of Flux (Su et al. 2021 for several axes): axis a has axes[a] / 2 angles id_a * theta^(-2 i /
/// axes[a]); each gives cos, -sin, sin, cos. ids [positions][axes.size()] -> [positions][sum(axes) / 2][2][2].
/// Precondition: every entry of axes is even and above zero.
std::vector<float> rope_table(std::span<const float> ids, std::span<const int> axes, double theta = 10000.0);

} // namespace sfumato
