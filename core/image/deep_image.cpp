#include "image/deep_image.h"

#include "base/expect.h"
#include "image/cv_view.h"
#include "image/frame.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

constexpr double full = 65535.0;

cv::Mat view_of(const DeepImage& image) {
    return cv::Mat(image.height, image.width, CV_16UC3, const_cast<std::uint16_t*>(image.samples.data()));
}

std::size_t index_of(int width, int x, int y) {
    return 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x));
}

} // namespace

Result<DeepImage> resize_part(const DeepImage& image, const PixelRect& part, int width, int height) {
    expect(part.x >= 0 && part.y >= 0 && part.x + part.width <= image.width && part.y + part.height <= image.height,
           "resize_part: the part lies inside");
    return guarded("scaling the picture", [&]() -> Result<DeepImage> {
        DeepImage out{width, height, std::vector<std::uint16_t>(index_of(width, 0, height))};
        cv::Mat to = view_of(out);
        const cv::Mat from = view_of(image)(cv::Rect(part.x, part.y, part.width, part.height));
        if (part.width == width && part.height == height)
            from.copyTo(to);
        else
            cv::resize(from, to, to.size(), 0, 0,
                       width <= part.width && height <= part.height ? cv::INTER_AREA : cv::INTER_LANCZOS4);
        expect(to.ptr<std::uint16_t>() == out.samples.data(), "resize_part: OpenCV wrote into our samples");
        return out;
    });
}

DeepImage lay_over(const Image& frame, const DeepImage& painted, const Mask& mask, int x, int y) {
    expect(frame.channels == 3 && mask.width == painted.width && mask.height == painted.height && x >= 0 && y >= 0 &&
               x + mask.width <= frame.width && y + mask.height <= frame.height,
           "lay_over: an RGB frame with the painted part and its mask inside");
    DeepImage out{frame.width, frame.height, std::vector<std::uint16_t>(frame.pixels.size())};
    std::ranges::transform(frame.pixels, out.samples.begin(),
                           [](std::uint8_t v) { return static_cast<std::uint16_t>(v * 257); });
    for (int row = 0; row < mask.height; ++row)
        for (int column = 0; column < mask.width; ++column) {
            const std::size_t from = index_of(mask.width, column, row);
            const std::uint8_t opacity = mask.values[from / 3];
            if (opacity == 0) continue;
            const std::size_t to = index_of(frame.width, x + column, y + row);
            for (std::size_t c = 0; c < 3; ++c) {
                const std::uint16_t b = painted.samples[from + c];
                const double below = srgb_to_linear(out.samples[to + c] / full), above = srgb_to_linear(b / full);
                const double mixed = linear_to_srgb(below + opacity / 255.0 * (above - below));
                out.samples[to + c] = opacity == 255 ? b : static_cast<std::uint16_t>(std::lround(mixed * full));
            }
        }
    return out;
}

} // namespace sfumato
