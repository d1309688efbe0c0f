#include "generate/tiles.h"

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

/// Weight of each place of a tile's output along one axis: 1 inside; towards a neighbour 0 over the margin, then rising
/// smoothly.
std::vector<float> ramp(int length, bool neighbour_before, bool neighbour_after, int margin, int overlap) {
    std::vector<float> out(static_cast<std::size_t>(length), 1.0f);
    const double rise = std::max(1, overlap - 2 * margin);
    for (int i = 0; i < length; ++i) {
        double weight = 1;
        const auto towards = [&](int distance) {
            const double t = std::clamp((distance - margin + 0.5) / rise, 0.0, 1.0);
            weight = std::min(weight, t * t * (3 - 2 * t));
        };
        if (neighbour_before) towards(i);
        if (neighbour_after) towards(length - 1 - i);
        out[static_cast<std::size_t>(i)] = static_cast<float>(weight);
    }
    return out;
}

struct Axis {
    std::vector<int> starts;
    int side = 0;
};

Axis axis_of(int length, const TileShape& shape) {
    return {tile_starts(length, shape), std::min(length, shape.side)};
}

void cut(const Field& from, int y0, int x0, int height, int width, std::vector<float>& out) {
    const std::size_t row = static_cast<std::size_t>(width) * static_cast<std::size_t>(from.channels);
    out.resize(static_cast<std::size_t>(height) * row);
    for (int y = 0; y < height; ++y) {
        const std::size_t at =
            (static_cast<std::size_t>(y0 + y) * static_cast<std::size_t>(from.width) + static_cast<std::size_t>(x0)) *
            static_cast<std::size_t>(from.channels);
        std::copy_n(from.values.begin() + static_cast<std::ptrdiff_t>(at), row,
                    out.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * row));
    }
}

void add(Field& to, std::vector<float>& sums, std::span<const float> tile, int y0, int x0, std::span<const float> down,
         std::span<const float> across) {
    const auto channels = static_cast<std::size_t>(to.channels);
    for (std::size_t y = 0; y < down.size(); ++y)
        for (std::size_t x = 0; x < across.size(); ++x) {
            const std::size_t at = (static_cast<std::size_t>(y0) + y) * static_cast<std::size_t>(to.width) +
                                   static_cast<std::size_t>(x0) + x;
            const float weight = down[y] * across[x];
            sums[at] += weight;
            for (std::size_t c = 0; c < channels; ++c)
                to.values[at * channels + c] += weight * tile[(y * across.size() + x) * channels + c];
        }
}

} // namespace

std::vector<int> tile_starts(int length, const TileShape& shape) {
    if (length <= shape.side) return {0};
    const int stride = std::max(shape.unit, shape.side - shape.overlap);
    const int count = (length - shape.side + stride - 1) / stride + 1;
    std::vector<int> starts;
    for (int i = 0; i < count; ++i) {
        const double exact = static_cast<double>(length - shape.side) * i / (count - 1);
        starts.push_back(static_cast<int>(exact / shape.unit) * shape.unit);
    }
    return starts;
}

Result<Field>
run_tiled(const Field& input, const TileShape& shape, TileScale scale, int out_channels,
          const std::function<Result<>(int height, int width, std::span<const float> in, std::span<float> out)>& work) {
    const Axis down = axis_of(input.height, shape), across = axis_of(input.width, shape);
    const auto scaled = [&](int length) { return length * scale.up / scale.down; };
    Field out{scaled(input.height), scaled(input.width), out_channels, {}};
    const std::size_t pixels = static_cast<std::size_t>(out.height) * static_cast<std::size_t>(out.width);
    out.values.assign(pixels * static_cast<std::size_t>(out_channels), 0.0f);
    std::vector<float> sums(pixels, 0.0f), in;
    std::vector<float> tile(static_cast<std::size_t>(scaled(down.side)) *
                            static_cast<std::size_t>(scaled(across.side)) * static_cast<std::size_t>(out_channels));
    const int margin = scaled(shape.margin()), overlap = scaled(shape.overlap);
    for (const int y : down.starts)
        for (const int x : across.starts) {
            cut(input, y, x, down.side, across.side, in);
            SF_CHECK(work(down.side, across.side, in, tile));
            add(out, sums, tile, scaled(y), scaled(x),
                ramp(scaled(down.side), y > 0, y + down.side < input.height, margin, overlap),
                ramp(scaled(across.side), x > 0, x + across.side < input.width, margin, overlap));
        }
    for (std::size_t i = 0; i < out.values.size(); ++i)
        out.values[i] /= sums[i / static_cast<std::size_t>(out_channels)];
    return out;
}

} // namespace sfumato
