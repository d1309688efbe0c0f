// Shapes of activations: row-major, channels last. Images are [batch][height][width][channels], token sequences
// [batch][tokens][channels], vectors [batch][channels].
#pragma once

#include "base/expect.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace sfumato {

class Shape {
public:
    static constexpr std::size_t max_rank = 4;
    Shape() = default;
    Shape(std::initializer_list<std::int64_t> dims) : rank_(dims.size()) {
        expect(dims.size() <= max_rank, "Shape: rank above 4");
        std::size_t i = 0;
        for (const std::int64_t d : dims)
            dims_[i++] = d;
    }
    std::size_t rank() const { return rank_; }
    std::int64_t operator[](std::size_t i) const {
        expect(i < rank_, "Shape: dimension out of range");
        return dims_[i];
    }
    /// Size of the last dimension.
    std::int64_t channels() const { return rank_ == 0 ? 1 : dims_[rank_ - 1]; }
    std::int64_t batch() const { return rank_ == 0 ? 1 : dims_[0]; }
    std::int64_t elements() const {
        std::int64_t n = 1;
        for (std::size_t i = 0; i < rank_; ++i)
            n *= dims_[i];
        return n;
    }
    /// Elements over channels: the number of pixels or tokens of the whole batch.
    std::int64_t rows() const { return channels() == 0 ? 0 : elements() / channels(); }
    /// The same shape with another channel count.
    Shape with_channels(std::int64_t channels) const {
        Shape out = *this;
        expect(rank_ > 0, "Shape: a scalar has no channels");
        out.dims_[rank_ - 1] = channels;
        return out;
    }
    bool operator==(const Shape& other) const = default;
    /// "[2, 64, 64, 320]"
    std::string text() const;

private:
    std::array<std::int64_t, max_rank> dims_{};
    std::size_t rank_ = 0;
};

} // namespace sfumato
