// Files and samplers hold images channels first, programs hold them channels last.
#pragma once

#include <cstddef>
#include <span>

namespace sfumato {

/// [batch][channels][pixels] -> [batch][pixels][channels].
inline void to_channels_last(std::span<const float> in, std::size_t batch, std::size_t channels, std::span<float> out) {
    const std::size_t pixels = in.size() / (batch * channels);
    for (std::size_t b = 0; b < batch; ++b)
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t p = 0; p < pixels; ++p)
                out[(b * pixels + p) * channels + c] = in[(b * channels + c) * pixels + p];
}

/// [batch][pixels][channels] -> [batch][channels][pixels].
inline void to_channels_first(std::span<const float> in, std::size_t batch, std::size_t channels,
                              std::span<float> out) {
    const std::size_t pixels = in.size() / (batch * channels);
    for (std::size_t b = 0; b < batch; ++b)
        for (std::size_t p = 0; p < pixels; ++p)
            for (std::size_t c = 0; c < channels; ++c)
                out[(b * channels + c) * pixels + p] = in[(b * pixels + p) * channels + c];
}

} // namespace sfumato
