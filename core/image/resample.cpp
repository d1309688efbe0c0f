#include "image/resample.h"

#include "base/expect.h"
#include "image/cv_view.h"

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

PixelRect centred_part(int from_width, int from_height, int width, int height) {
    const double scale = std::max(static_cast<double>(width) / from_width, static_cast<double>(height) / from_height);
    const int w = std::clamp(static_cast<int>(std::lround(width / scale)), 1, from_width);
    const int h = std::clamp(static_cast<int>(std::lround(height / scale)), 1, from_height);
    return {(from_width - w) / 2, (from_height - h) / 2, w, h};
}

Result<Image> crop_to_fill(const Image& image, int width, int height) {
    expect(is_consistent(image), "crop_to_fill: sizes and pixels agree");
    SF_CHECK(check_target(width, height));
    if (image.width == width && image.height == height) return image;
    const PixelRect p = centred_part(image.width, image.height, width, height);
    const cv::Rect part(p.x, p.y, p.width, p.height);
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
