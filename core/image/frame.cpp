#include "image/frame.h"

#include "base/expect.h"
#include "image/cv_view.h"
#include "image/formats.h"
#include "image/resample.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace sfumato {
namespace {

float to_linear(std::uint8_t value) {
    return static_cast<float>(srgb_to_linear(value / 255.0));
}

std::uint8_t to_srgb(float linear) {
    return static_cast<std::uint8_t>(std::lround(linear_to_srgb(linear) * 255));
}

/// Colours times weight, and weight: what a level of the pyramid holds.
cv::Mat weighted(const Image& image, const Mask& mask) {
    cv::Mat out(image.height, image.width, CV_32FC4);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const std::size_t i =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x);
            const float weight = static_cast<float>(255 - mask.values[i]) / 255.0f;
            const std::uint8_t* p = &image.pixels[3 * i];
            out.at<cv::Vec4f>(y, x) = cv::Vec4f(p[0], p[1], p[2], 1) * weight;
        }
    return out;
}

/// Fills what a level lacks (weight below 1) from the coarser one, whose weights are all 1 by then.
void push(cv::Mat& level, const cv::Mat& coarser) {
    cv::Mat larger;
    cv::resize(coarser, larger, level.size(), 0, 0, cv::INTER_LINEAR);
    for (int y = 0; y < level.rows; ++y)
        for (int x = 0; x < level.cols; ++x) {
            cv::Vec4f& pixel = level.at<cv::Vec4f>(y, x);
            pixel += larger.at<cv::Vec4f>(y, x) * (1 - pixel[3]);
        }
}

cv::Mat filled(cv::Mat level) {
    if (level.rows == 1 && level.cols == 1) {
        cv::Vec4f& pixel = level.at<cv::Vec4f>(0, 0);
        pixel = pixel[3] > 0 ? pixel / pixel[3] : cv::Vec4f(127.5f, 127.5f, 127.5f, 1);
        return level;
    }
    cv::Mat coarser;
    cv::resize(level, coarser, cv::Size((level.cols + 1) / 2, (level.rows + 1) / 2), 0, 0, cv::INTER_AREA);
    // A little is enough to know the colour: weights saturate as the neighbourhoods grow.
    for (int y = 0; y < coarser.rows; ++y)
        for (int x = 0; x < coarser.cols; ++x) {
            cv::Vec4f& pixel = coarser.at<cv::Vec4f>(y, x);
            if (pixel[3] > 0) pixel *= std::min(1.0f, 4 * pixel[3]) / pixel[3];
        }
    push(level, filled(std::move(coarser)));
    return level;
}

} // namespace

double srgb_to_linear(double value) {
    const double v = std::clamp(value, 0.0, 1.0);
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

double linear_to_srgb(double value) {
    const double l = std::clamp(value, 0.0, 1.0);
    return l <= 0.0031308 ? 12.92 * l : 1.055 * std::pow(l, 1 / 2.4) - 0.055;
}

Image crop_image(const Image& image, const PixelRect& part) {
    Image out = blank_image(part.width, part.height, image.channels);
    const auto channels = static_cast<std::ptrdiff_t>(image.channels);
    for (int y = 0; y < part.height; ++y) {
        const auto from =
            image.pixels.begin() + (static_cast<std::ptrdiff_t>(part.y + y) * image.width + part.x) * channels;
        std::copy(from, from + part.width * channels,
                  out.pixels.begin() + static_cast<std::ptrdiff_t>(y) * part.width * channels);
    }
    return out;
}

Result<Image> extend_edges(const Image& image, int left, int top, int right, int bottom) {
    if (left == 0 && top == 0 && right == 0 && bottom == 0) return image;
    const auto width = static_cast<std::uint64_t>(image.width) + static_cast<std::uint64_t>(left + right);
    const auto height = static_cast<std::uint64_t>(image.height) + static_cast<std::uint64_t>(top + bottom);
    if (width > image_limits::max_side || height > image_limits::max_side || width * height > image_limits::max_pixels)
        return fail(ErrorCode::usage, "the grown frame is {}x{}, expected at most {} a side and {} pixels", width,
                    height, image_limits::max_side, image_limits::max_pixels);
    return guarded("growing the frame", [&]() -> Result<Image> {
        Image out = blank_image(static_cast<int>(width), static_cast<int>(height), image.channels);
        cv::Mat to = view_of(out);
        cv::copyMakeBorder(view_of(image), to, top, bottom, left, right, cv::BORDER_REPLICATE);
        expect(to.data == out.pixels.data(), "extend_edges: OpenCV wrote into our pixels");
        return out;
    });
}

Result<Image> fit_and_extend(const Image& image, int width, int height) {
    const double scale = std::min(static_cast<double>(width) / image.width, static_cast<double>(height) / image.height);
    const int w = std::clamp(static_cast<int>(std::lround(image.width * scale)), 1, width);
    const int h = std::clamp(static_cast<int>(std::lround(image.height * scale)), 1, height);
    SF_TRY(const Image fitted, resize(image, w, h));
    const int left = (width - w) / 2, top = (height - h) / 2;
    return extend_edges(fitted, left, top, width - w - left, height - h - top);
}

Result<Image> fill_masked(const Image& image, const Mask& mask) {
    expect(image.channels == 3 && image.width == mask.width && image.height == mask.height,
           "fill_masked: picture and mask are of one size");
    return guarded("filling the masked part", [&]() -> Result<Image> {
        const cv::Mat levels = filled(weighted(image, mask));
        Image out = image;
        for (std::size_t i = 0; i < mask.values.size(); ++i) {
            if (mask.values[i] == 0) continue;
            const auto& pixel = levels.ptr<cv::Vec4f>()[i];
            for (int c = 0; c < 3; ++c)
                out.pixels[3 * i + static_cast<std::size_t>(c)] =
                    static_cast<std::uint8_t>(std::clamp(std::lround(pixel[c]), 0l, 255l));
        }
        return out;
    });
}

Image blend_linear(const Image& original, const Image& painted, const Mask& mask) {
    expect(original.pixels.size() == painted.pixels.size() && mask.values.size() * 3 == painted.pixels.size(),
           "blend_linear: RGB pictures and a mask of one size");
    static const std::array<float, 256> linear = [] {
        std::array<float, 256> table{};
        for (std::size_t i = 0; i < table.size(); ++i)
            table[i] = to_linear(static_cast<std::uint8_t>(i));
        return table;
    }();
    Image out = original;
    for (std::size_t i = 0; i < mask.values.size(); ++i) {
        const std::uint8_t opacity = mask.values[i];
        if (opacity == 0) continue;
        for (std::size_t at = 3 * i; at < 3 * i + 3; ++at) {
            const std::uint8_t a = original.pixels[at], b = painted.pixels[at];
            const float share = static_cast<float>(opacity) / 255.0f;
            out.pixels[at] = opacity == 255 || a == b ? b : to_srgb(linear[a] + share * (linear[b] - linear[a]));
        }
    }
    return out;
}

void paste(Image& image, const Image& part, int x, int y) {
    expect(x >= 0 && y >= 0 && x + part.width <= image.width && y + part.height <= image.height &&
               image.channels == part.channels,
           "paste: the part lies inside");
    const auto channels = static_cast<std::ptrdiff_t>(image.channels);
    for (int row = 0; row < part.height; ++row) {
        const auto from = part.pixels.begin() + static_cast<std::ptrdiff_t>(row) * part.width * channels;
        std::copy(from, from + part.width * channels,
                  image.pixels.begin() + (static_cast<std::ptrdiff_t>(y + row) * image.width + x) * channels);
    }
}

} // namespace sfumato
