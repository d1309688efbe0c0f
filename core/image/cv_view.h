// OpenCV's view of our values, for the sources of this folder only.
#pragma once

#include "base/error.h"
#include "image/image.h"
#include "image/mask.h"

#include <new>
#include <opencv2/core.hpp>

namespace sfumato {

/// A view, not a copy; OpenCV has no const matrix.
inline cv::Mat view_of(const Image& image) {
    return cv::Mat(image.height, image.width, image.channels == 4 ? CV_8UC4 : CV_8UC3,
                   const_cast<std::uint8_t*>(image.pixels.data()));
}
inline cv::Mat view_of(const Mask& mask) {
    return cv::Mat(mask.height, mask.width, CV_8UC1, const_cast<std::uint8_t*>(mask.values.data()));
}

inline Image blank_image(int width, int height, int channels) {
    Image image{width, height, channels, {}};
    image.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                        static_cast<std::size_t>(channels));
    return image;
}

/// Runs `work` (which returns a Result); what OpenCV and the allocator throw becomes an error about `what`.
template <class Work> auto guarded(const char* what, Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const cv::Exception& error) {
        return fail(error.code == cv::Error::StsNoMem ? ErrorCode::out_of_memory : ErrorCode::internal, "{}: {}", what,
                    error.err);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::out_of_memory, "{}: not enough memory", what);
    }
}

} // namespace sfumato
