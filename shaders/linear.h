// Push constants of linear.comp, shared with core/tensor/ops/linear.cpp.
#ifndef SFUMATO_SHADERS_LINEAR_H
#define SFUMATO_SHADERS_LINEAR_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// out[row][n] = act(sum_k x[row][k] w[n][k] + bias[n]) + residual[row][n]; operands x, w, bias?, residual?, second?.
// With a second source x[row] is [x[row], second[row]]: a concatenation that is never stored.
struct LinearParams {
    uint rows;
    uint n;
    uint k;
    uint activation; // lib/activation.h
    uint has_bias;
    uint has_residual;
    uint first_k; // of x; the rest of k is of the second source
};
SHADER_STRUCTS_END
#endif
