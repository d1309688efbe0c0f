#include "generate/preview.h"

#include "base/file.h"
#include "base/hash.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace sfumato {
namespace {

constexpr int fit_side = 12;                      // latents per side of the sample
constexpr double ridge = 1e-3;                    // of the samples' own size: keeps the equations solvable
constexpr std::uint32_t cache_magic = 0x32465053; // "SPF2"

/// splitmix64 in 0..1; the sample needs variety, not quality.
class Scatter {
public:
    double operator()() {
        state_ += 0x9E3779B97F4A7C15ull;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
    }

private:
    std::uint64_t state_ = 1;
};

/// A picture of coloured squares (3x3 latents each, shaded a little from corner to corner), every third one grey, white
/// or black, as pictures have them: [3][side][side] in -1..1.
std::vector<float> sample_picture(int factor) {
    const int side = fit_side * factor, square = 3 * factor, squares = fit_side / 3;
    Scatter scatter;
    std::vector<float> colours;
    for (int i = 0; i < squares * squares; ++i) {
        const double grey = scatter();
        for (int c = 0; c < 3; ++c) {
            const double v = i % 3 == 0 ? (grey < 0.3 ? 0.0 : grey > 0.5 ? 1.0 : grey) : scatter();
            colours.push_back(static_cast<float>(v));
        }
    }
    std::vector<float> out;
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                const float shade =
                    0.15f * static_cast<float>(x % square + y % square - square) / static_cast<float>(square);
                const float value =
                    colours[static_cast<std::size_t>((y / square * squares + x / square) * 3 + c)] + shade;
                out.push_back(std::clamp(value, 0.0f, 1.0f) * 2.0f - 1.0f);
            }
    return out;
}

/// For a VAE without encoder: structure at two scales, half the variance constant over 4x4 blocks.
Latents sample_latents(int channels) {
    Latents out{channels, fit_side, fit_side, {}};
    Scatter scatter;
    const double spread = std::sqrt(1.5); // a uniform value in -1..1 has variance 1/3; two halves add to 1
    auto uniform = [&] { return (scatter() * 2 - 1) * spread; };
    for (int c = 0; c < channels; ++c) {
        double blocks[9];
        for (double& b : blocks)
            b = uniform();
        for (int y = 0; y < fit_side; ++y)
            for (int x = 0; x < fit_side; ++x)
                out.values.push_back(static_cast<float>(blocks[y / 4 * 3 + x / 4] + uniform()));
    }
    return out;
}

/// Solves the symmetric positive definite system a x = b in place (Cholesky); a is [n][n], b is [n][m].
void solve(std::vector<double>& a, std::vector<double>& b, std::size_t n, std::size_t m) {
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < j; ++k)
            a[j * n + j] -= a[j * n + k] * a[j * n + k];
        a[j * n + j] = std::sqrt(a[j * n + j]);
        for (std::size_t i = j + 1; i < n; ++i) {
            for (std::size_t k = 0; k < j; ++k)
                a[i * n + j] -= a[i * n + k] * a[j * n + k];
            a[i * n + j] /= a[j * n + j];
        }
    }
    for (std::size_t column = 0; column < m; ++column) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t k = 0; k < i; ++k)
                b[i * m + column] -= a[i * n + k] * b[k * m + column];
            b[i * m + column] /= a[i * n + i];
        }
        for (std::size_t i = n; i-- > 0;) {
            for (std::size_t k = i + 1; k < n; ++k)
                b[i * m + column] -= a[k * n + i] * b[k * m + column];
            b[i * m + column] /= a[i * n + i];
        }
    }
}

/// Mean over factor x factor pixels, mapped to 0..1 without clamping: clamping would bend the fit.
std::vector<float> pooled_rgb(std::span<const float> image, int factor) {
    const int side = fit_side * factor;
    std::vector<float> out(3u * fit_side * fit_side, 0.0f);
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                out[static_cast<std::size_t>((c * fit_side + y / factor) * fit_side + x / factor)] +=
                    (image[static_cast<std::size_t>((c * side + y) * side + x)] + 1.0f) / 2.0f /
                    static_cast<float>(factor * factor);
    return out;
}

/// Identifies a VAE by its first and last decoder layers.
std::string vae_hash(const TensorSource& vae) {
    Sha256 hash;
    for (const char* name :
         {"decoder.conv_in.weight", "decoder.conv_out.weight", "decoder.conv_out.bias", "post_quant_conv.weight"})
        if (const TensorView* view = vae.find(name)) hash.update(view->data);
    return hash.finish_hex();
}

std::optional<LatentPreviewFactors> read_cached(const std::filesystem::path& path, int channels) {
    auto text = read_file(path, 1 << 16);
    const std::size_t count = static_cast<std::size_t>(channels) * 3 + 3;
    if (!text || text->size() != 4 + count * sizeof(float)) return std::nullopt;
    std::uint32_t magic = 0;
    std::memcpy(&magic, text->data(), 4);
    if (magic != cache_magic) return std::nullopt;
    LatentPreviewFactors out{channels, std::vector<float>(count - 3), {}};
    std::memcpy(out.matrix.data(), text->data() + 4, out.matrix.size() * sizeof(float));
    std::memcpy(out.bias.data(), text->data() + 4 + out.matrix.size() * sizeof(float), sizeof(out.bias));
    for (const float v : out.matrix)
        if (!std::isfinite(v)) return std::nullopt;
    return out;
}

void write_cached(const std::filesystem::path& path, const LatentPreviewFactors& factors) {
    std::string bytes(4 + (factors.matrix.size() + 3) * sizeof(float), '\0');
    std::memcpy(bytes.data(), &cache_magic, 4);
    std::memcpy(bytes.data() + 4, factors.matrix.data(), factors.matrix.size() * sizeof(float));
    std::memcpy(bytes.data() + 4 + factors.matrix.size() * sizeof(float), factors.bias.data(), sizeof(factors.bias));
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    (void)write_file_atomically(path, as_bytes(bytes)); // a cache that cannot be written costs time, nothing else
}

std::uint8_t to_u8(float unit) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(unit, 0.0f, 1.0f) * 255.0f));
}

Image blank(int width, int height) {
    Image image;
    image.width = width;
    image.height = height;
    image.channels = 3;
    image.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    return image;
}

} // namespace

LatentPreviewFactors fit_linear_map(std::span<const float> latents, std::span<const float> rgb, int channels) {
    const auto n = static_cast<std::size_t>(channels) + 1; // the last unknown is the bias
    const std::size_t samples = latents.size() / static_cast<std::size_t>(channels);
    std::vector<double> a(n * n, 0.0), b(n * 3, 0.0);
    auto value = [&](std::size_t i, std::size_t s) {
        return i + 1 == n ? 1.0 : static_cast<double>(latents[i * samples + s]);
    };
    for (std::size_t s = 0; s < samples; ++s)
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j)
                a[i * n + j] += value(i, s) * value(j, s);
            for (std::size_t c = 0; c < 3; ++c)
                b[i * 3 + c] += value(i, s) * static_cast<double>(rgb[c * samples + s]);
        }
    for (std::size_t i = 0; i < n; ++i)
        a[i * n + i] += ridge * static_cast<double>(samples);
    solve(a, b, n, 3);
    LatentPreviewFactors out{channels, std::vector<float>(3 * (n - 1)), {}};
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t i = 0; i + 1 < n; ++i)
            out.matrix[c * (n - 1) + i] = static_cast<float>(b[i * 3 + c]);
        out.bias[c] = static_cast<float>(b[(n - 1) * 3 + c]);
    }
    return out;
}

Result<LatentPreviewFactors> fit_preview_factors(Session& session, const CancelToken& cancel) {
    const int channels = session.files().vae_config.latent_channels;
    const auto path = user_cache_dir() / "preview" / (vae_hash(*session.files().vae) + ".bin");
    if (auto cached = read_cached(path, channels)) return *cached;
    Latents latents;
    std::vector<float> image;
    if (session.files().vae->find("encoder.conv_in.weight") != nullptr) {
        const int side = fit_side * session.factor();
        image = sample_picture(session.factor());
        SF_TRY(latents, session.encode(image, side, side, cancel));
    } else {
        latents = sample_latents(channels);
        SF_TRY(image, session.decode(latents, cancel));
    }
    const LatentPreviewFactors factors = fit_linear_map(latents.values, pooled_rgb(image, session.factor()), channels);
    write_cached(path, factors);
    return factors;
}

Image linear_preview(const Latents& latents, const LatentPreviewFactors& factors) {
    Image image = blank(latents.width, latents.height);
    const std::size_t pixels = static_cast<std::size_t>(latents.width) * static_cast<std::size_t>(latents.height);
    const auto channels = static_cast<std::size_t>(latents.channels);
    for (std::size_t p = 0; p < pixels; ++p)
        for (std::size_t c = 0; c < 3; ++c) {
            float sum = factors.bias[c];
            for (std::size_t i = 0; i < channels; ++i)
                sum += factors.matrix[c * channels + i] * latents.values[i * pixels + p];
            image.pixels[p * 3 + c] = to_u8(sum);
        }
    return image;
}

Image to_image(std::span<const float> values, int height, int width) {
    Image image = blank(width, height);
    const std::size_t pixels = values.size() / 3;
    for (std::size_t p = 0; p < pixels; ++p)
        for (std::size_t c = 0; c < 3; ++c)
            image.pixels[p * 3 + c] = to_u8((values[c * pixels + p] + 1.0f) / 2.0f);
    return image;
}

DeepImage to_deep_image(std::span<const float> values, int height, int width) {
    const std::size_t pixels = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    DeepImage out{width, height, std::vector<std::uint16_t>(pixels * 3)};
    for (std::size_t p = 0; p < pixels; ++p)
        for (std::size_t c = 0; c < 3; ++c) {
            float unit = (values[c * pixels + p] + 1.0f) / 2.0f;
            unit = unit > 0.0f ? std::min(unit, 1.0f) : 0.0f; // also of NaN
            out.samples[p * 3 + c] = static_cast<std::uint16_t>(std::lround(unit * 65535.0f));
        }
    return out;
}

std::vector<float> from_image(const Image& image) {
    const std::size_t pixels = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
    const auto channels = static_cast<std::size_t>(image.channels);
    std::vector<float> out(pixels * 3);
    for (std::size_t p = 0; p < pixels; ++p)
        for (std::size_t c = 0; c < 3; ++c)
            out[c * pixels + p] = static_cast<float>(image.pixels[p * channels + c]) / 255.0f * 2.0f - 1.0f;
    return out;
}

} // namespace sfumato
