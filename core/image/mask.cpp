#include "image/mask.h"

#include "base/expect.h"
#include "image/cv_view.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

/// `length` pixels about the middle of [at, at + now), within [0, limit].
void resize_span(int& at, int& now, int length, int limit) {
    length = std::min(length, limit);
    at = std::clamp(at - (length - now) / 2, 0, limit - length);
    now = length;
}

} // namespace

Mask blank_mask(int width, int height, std::uint8_t value) {
    return {width, height,
            std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), value)};
}

Mask mask_from_picture(const Image& image) {
    expect(is_consistent(image), "mask_from_picture: sizes and pixels agree");
    Mask mask = blank_mask(image.width, image.height);
    const auto channels = static_cast<std::size_t>(image.channels);
    for (std::size_t i = 0; i < mask.values.size(); ++i) {
        const std::uint8_t* p = &image.pixels[i * channels];
        // Of 1000 parts, so that white is exactly 255.
        const unsigned luma = (299u * p[0] + 587u * p[1] + 114u * p[2] + 500) / 1000;
        mask.values[i] = static_cast<std::uint8_t>(channels == 4 ? (luma * p[3] + 127) / 255 : luma);
    }
    return mask;
}

Mask mask_from_alpha(const Image& image) {
    expect(is_consistent(image), "mask_from_alpha: sizes and pixels agree");
    Mask mask = blank_mask(image.width, image.height);
    if (image.channels != 4) return mask;
    for (std::size_t i = 0; i < mask.values.size(); ++i)
        mask.values[i] = static_cast<std::uint8_t>(255 - image.pixels[4 * i + 3]);
    return mask;
}

void invert(Mask& mask) {
    for (std::uint8_t& value : mask.values)
        value = static_cast<std::uint8_t>(255 - value);
}

Result<Mask> blur_mask(const Mask& mask, int sigma) {
    if (sigma <= 0) return mask;
    return guarded("blurring the mask", [&]() -> Result<Mask> {
        Mask out = blank_mask(mask.width, mask.height);
        cv::Mat to = view_of(out);
        const int kernel = 2 * static_cast<int>(2.5 * sigma + 0.5) + 1;
        cv::GaussianBlur(view_of(mask), to, cv::Size(kernel, kernel), sigma, sigma, cv::BORDER_REPLICATE);
        expect(to.data == out.values.data(), "blur_mask: OpenCV wrote into our values");
        return out;
    });
}

Result<Mask> resize_mask(const Mask& mask, int width, int height) {
    if (mask.width == width && mask.height == height) return mask;
    return guarded("scaling the mask", [&]() -> Result<Mask> {
        Mask out = blank_mask(width, height);
        cv::Mat to = view_of(out);
        const bool shrinks = width <= mask.width && height <= mask.height;
        cv::resize(view_of(mask), to, cv::Size(width, height), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
        expect(to.data == out.values.data(), "resize_mask: OpenCV wrote into our values");
        return out;
    });
}

Mask crop_mask(const Mask& mask, const PixelRect& part) {
    Mask out = blank_mask(part.width, part.height);
    for (int y = 0; y < part.height; ++y) {
        const auto from = mask.values.begin() + static_cast<std::ptrdiff_t>(part.y + y) * mask.width + part.x;
        std::copy(from, from + part.width, out.values.begin() + static_cast<std::ptrdiff_t>(y) * part.width);
    }
    return out;
}

Mask grow_mask(const Mask& mask, int left, int top, int right, int bottom, std::uint8_t value) {
    Mask out = blank_mask(mask.width + left + right, mask.height + top + bottom, value);
    for (int y = 0; y < mask.height; ++y) {
        const auto from = mask.values.begin() + static_cast<std::ptrdiff_t>(y) * mask.width;
        std::copy(from, from + mask.width,
                  out.values.begin() + static_cast<std::ptrdiff_t>(top + y) * out.width + left);
    }
    return out;
}

std::optional<PixelRect> masked_part(const Mask& mask) {
    int left = mask.width, right = -1, top = mask.height, bottom = -1;
    for (int y = 0; y < mask.height; ++y) {
        const std::uint8_t* row = &mask.values[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width)];
        const std::uint8_t* end = row + mask.width;
        const std::uint8_t* first = std::find_if(row, end, [](std::uint8_t v) { return v > 0; });
        if (first == end) continue;
        const std::uint8_t* last = end - 1;
        while (*last == 0)
            --last;
        left = std::min(left, static_cast<int>(first - row));
        right = std::max(right, static_cast<int>(last - row));
        top = std::min(top, y);
        bottom = y;
    }
    if (right < 0) return std::nullopt;
    return PixelRect{left, top, right - left + 1, bottom - top + 1};
}

PixelRect working_part(const PixelRect& part, int padding, int width, int height, int frame_width, int frame_height) {
    const int left = std::max(0, part.x - padding), top = std::max(0, part.y - padding);
    PixelRect out{left, top, std::min(frame_width, part.x + part.width + padding) - left,
                  std::min(frame_height, part.y + part.height + padding) - top};
    const double aspect = static_cast<double>(width) / height;
    if (out.width < out.height * aspect)
        resize_span(out.x, out.width, static_cast<int>(std::lround(out.height * aspect)), frame_width);
    else
        resize_span(out.y, out.height, static_cast<int>(std::lround(out.width / aspect)), frame_height);
    return out;
}

} // namespace sfumato
