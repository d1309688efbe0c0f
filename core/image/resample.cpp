#include "image/resample.h"

#include "base/expect.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

Result<> check_target(int width, int height) {
    using namespace image_limits;
    const bool fits = width >= 1 && height >= 1 && width <= static_cast<int>(max_side) &&
                      height <= static_cast<int>(max_side) &&
                      static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) <= max_pixels;
    if (fits) return {};
    return fail(ErrorCode::usage, "cannot scale an image to {}x{}, expected 1 to {} a side and at most {} pixels",
                width, height, max_side, max_pixels);
}

/// A view, not a copy; OpenCV has no const matrix.
cv::Mat view_of(const Image& image) {
    return cv::Mat(image.height, image.width, image.channels == 4 ? CV_8UC4 : CV_8UC3,
                   const_cast<std::uint8_t*>(image.pixels.data()));
}

Result<Image> resize_view(const cv::Mat& from, int width, int height, ResizeMode mode) {
    const bool shrinks = width <= from.cols && height <= from.rows;
    const bool area = mode == ResizeMode::area || (mode == ResizeMode::automatic && shrinks);
    try {
        Image out{width, height, from.channels(), {}};
        out.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                          static_cast<std::size_t>(out.channels));
        cv::Mat to = view_of(out);
        cv::resize(from, to, cv::Size(width, height), 0, 0, area ? cv::INTER_AREA : cv::INTER_LANCZOS4);
        expect(to.data == out.pixels.data(), "resize: OpenCV wrote into our pixels");
        return out;
    } catch (const cv::Exception& error) {
        return fail(error.code == cv::Error::StsNoMem ? ErrorCode::out_of_memory : ErrorCode::internal,
                    "cannot scale an image to {}x{}: {}", width, height, error.err);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::out_of_memory, "not enough memory to scale an image to {}x{}", width, height);
    }
}

} // namespace

Result<Image> resize(const Image& image, int width, int height, ResizeMode mode) {
    expect(is_consistent(image), "resize: sizes and pixels agree");
    SF_CHECK(check_target(width, height));
    if (image.width == width && image.height == height) return image;
    return resize_view(view_of(image), width, height, mode);
}

Result<Image> crop_to_fill(const Image& image, int width, int height) {
    expect(is_consistent(image), "crop_to_fill: sizes and pixels agree");
    SF_CHECK(check_target(width, height));
    if (image.width == width && image.height == height) return image;
    const double scale = std::max(static_cast<double>(width) / image.width, static_cast<double>(height) / image.height);
    const int part_width = std::clamp(static_cast<int>(std::lround(width / scale)), 1, image.width);
    const int part_height = std::clamp(static_cast<int>(std::lround(height / scale)), 1, image.height);
    const cv::Rect part((image.width - part_width) / 2, (image.height - part_height) / 2, part_width, part_height);
    // A part of a matrix shares its rows; OpenCV scales it without a copy.
    return resize_view(view_of(image)(part), width, height, ResizeMode::automatic);
}

Image composite_over_white(const Image& image) {
    expect(is_consistent(image), "composite_over_white: sizes and pixels agree");
    if (image.channels == 3) return image;
    Image out{image.width, image.height, 3, {}};
    out.pixels.resize(image.pixels.size() / 4 * 3);
    for (std::size_t i = 0; i < out.pixels.size() / 3; ++i) {
        const unsigned alpha = image.pixels[4 * i + 3];
        for (std::size_t c = 0; c < 3; ++c)
            out.pixels[3 * i + c] =
                static_cast<std::uint8_t>((image.pixels[4 * i + c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
    return out;
}

Result<Image> fit_init_image(const Image& image, int width, int height) {
    // Alpha goes first: scaling straight alpha would mix in the invisible colours of transparent pixels.
    return crop_to_fill(composite_over_white(image), width, height);
}

} // namespace sfumato
