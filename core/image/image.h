// An 8-bit picture in memory: what the decoder gives, what is saved, what img2img starts from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sfumato {

/// Row-major sRGB, interleaved, no padding: pixels.size() == width * height * channels.
struct Image {
    int width = 0;
    int height = 0;
    int channels = 3; ///< 3 = RGB, 4 = RGB and straight alpha
    std::vector<std::uint8_t> pixels;
    bool operator==(const Image&) const = default;
};

/// Whether sizes and pixel count agree and the picture is not empty.
inline bool is_consistent(const Image& image) {
    return image.width > 0 && image.height > 0 && (image.channels == 3 || image.channels == 4) &&
           image.pixels.size() == static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) *
                                      static_cast<std::size_t>(image.channels);
}

/// Limits on pictures read from files.
namespace image_limits {
inline constexpr std::uint32_t max_side = 32768;
inline constexpr std::uint64_t max_pixels = 100'000'000;
inline constexpr std::uint64_t max_file_bytes = 1ull << 30;
} // namespace image_limits

} // namespace sfumato
