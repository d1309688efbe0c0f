// The matrix product behind the reference meanings of linear and conv2d.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sfumato {

/// sums[n] = sum_k x[k] * w[k][n] in double; w is [k][n]. Vectorises over n, so no sum is reordered.
inline void multiply_row(std::span<const float> x, std::span<const float> w, std::vector<double>& sums) {
    const std::size_t n = sums.size();
    for (std::size_t k = 0; k < x.size(); ++k) {
        const double value = x[k];
        if (value == 0.0) continue; // zeros of the padding
        const float* row = w.data() + k * n;
        for (std::size_t i = 0; i < n; ++i)
            sums[i] += value * static_cast<double>(row[i]);
    }
}

} // namespace sfumato
