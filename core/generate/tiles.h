// Pictures too large for one program: overlapping tiles through one smaller program, blended smoothly.
#pragma once

#include "base/error.h"

#include <functional>
#include <span>
#include <vector>

namespace sfumato {

/// Values of a picture or of activations, channels last.
struct Field {
    int height = 0;
    int width = 0;
    int channels = 0;
    std::vector<float> values; ///< [height][width][channels]
};

/// How a field is cut. Lengths are of the input.
struct TileShape {
    int side = 0;    ///< of a tile; an axis shorter than this is not cut
    int overlap = 0; ///< of neighbours, at least
    int unit = 1;    ///< tiles begin at multiples of this, and all lengths are multiples of it
    /// A tile's outermost quarter of the overlap sees the zeros beyond its edge and is not used.
    int margin() const { return overlap / 4 / unit * unit; }
};

/// Where tiles begin along `length`: evenly, the first at 0, the last ending at `length`.
std::vector<int> tile_starts(int length, const TileShape& shape);

/// Size of the output in terms of the input: length * up / down.
struct TileScale {
    int up = 1;
    int down = 1;
};

/// Runs `work` on every tile (all of one size) and blends the results: weights rise smoothly from 0 over each overlap
/// and always add up to 1. `work` gets [height][width][channels] and fills [height'][width'][out_channels].
Result<Field>
run_tiled(const Field& input, const TileShape& shape, TileScale scale, int out_channels,
          const std::function<Result<>(int height, int width, std::span<const float> in, std::span<float> out)>& work);

} // namespace sfumato
