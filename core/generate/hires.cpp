#include "generate/hires.h"

#include "generate/init.h"
#include "generate/preview.h"
#include "image/resample.h"

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

/// Where a place of the enlarged axis lies on the small one: two neighbours and the share of the second.
struct Tap {
    std::size_t a = 0;
    std::size_t b = 0;
    float share = 0;
};

std::vector<Tap> taps(int from, int to, bool nearest) {
    std::vector<Tap> out(static_cast<std::size_t>(to));
    for (int i = 0; i < to; ++i) {
        Tap& tap = out[static_cast<std::size_t>(i)];
        if (nearest) {
            tap.a = tap.b = static_cast<std::size_t>(static_cast<std::int64_t>(i) * from / to);
            continue;
        }
        const double at = std::clamp((i + 0.5) * from / to - 0.5, 0.0, from - 1.0);
        tap.a = static_cast<std::size_t>(at);
        tap.b = std::min(tap.a + 1, static_cast<std::size_t>(from - 1));
        tap.share = static_cast<float>(at - static_cast<double>(tap.a));
    }
    return out;
}

} // namespace

Result<std::pair<int, int>> hires_size(const Recipe& recipe, int multiple) {
    const Hires& hires = *recipe.hires;
    Recipe second = recipe;
    second.width = nearest_multiple(hires.width > 0 ? hires.width : recipe.width * hires.scale, multiple);
    second.height = nearest_multiple(hires.height > 0 ? hires.height : recipe.height * hires.scale, multiple);
    if (Result<> valid = validate(second); !valid)
        return tl::unexpected(std::move(with_context(std::move(valid), "hires fix")).error());
    if (second.width < recipe.width || second.height < recipe.height)
        return fail(ErrorCode::usage, "hires size is {}x{}, expected at least that of the first pass, {}x{}",
                    second.width, second.height, recipe.width, recipe.height);
    return std::pair(second.width, second.height);
}

Latents enlarge_latents(const Latents& latents, int height, int width, HiresUpscaler upscaler) {
    const bool nearest = upscaler == HiresUpscaler::latent_nearest;
    const std::vector<Tap> down = taps(latents.height, height, nearest), across = taps(latents.width, width, nearest);
    Latents out{latents.channels, height, width, {}};
    out.values.reserve(static_cast<std::size_t>(latents.channels) * down.size() * across.size());
    const auto row = static_cast<std::size_t>(latents.width);
    for (int c = 0; c < latents.channels; ++c) {
        const float* plane = latents.values.data() + static_cast<std::size_t>(c * latents.height) * row;
        for (const Tap& y : down)
            for (const Tap& x : across) {
                const float above = std::lerp(plane[y.a * row + x.a], plane[y.a * row + x.b], x.share);
                const float below = std::lerp(plane[y.b * row + x.a], plane[y.b * row + x.b], x.share);
                out.values.push_back(std::lerp(above, below, y.share));
            }
    }
    return out;
}

Result<Latents> enlarge(Session& session, const Latents& latents, int width, int height, HiresUpscaler upscaler,
                        VaeTiles& tiles, const CancelToken& cancel) {
    const int factor = session.factor();
    if (upscaler != HiresUpscaler::lanczos) return enlarge_latents(latents, height / factor, width / factor, upscaler);
    SF_TRY(const std::vector<float> decoded, session.decode(latents, cancel, &tiles.decode));
    const Image small = to_image(decoded, latents.height * factor, latents.width * factor);
    SF_TRY(const Image large, resize(small, width, height, ResizeMode::lanczos));
    return session.encode(from_image(large), height, width, cancel, &tiles.encode);
}

} // namespace sfumato
