// Push constants of conv2d.comp, shared with core/tensor/ops/conv2d.cpp.
#ifndef SFUMATO_SHADERS_CONV2D_H
#define SFUMATO_SHADERS_CONV2D_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// Implicit GEMM over NHWC: out[b][y][x][n] = act(sum over taps and channels + bias[n]) + shift[b][n] + residual.
// Operands x, w, bias?, shift?, residual?. Reads outside the image are 0. upsample = 1 reads the nearest-neighbour
// doubled input, cropped to out_height x out_width, without storing it (stride 1, pad kernel/2).
struct Conv2dParams {
    uint batch;
    uint in_height; // of x as stored (before upsampling)
    uint in_width;
    uint in_channels;
    uint out_height;
    uint out_width;
    uint n;
    uint kernel; // 1 or 3
    uint stride; // 1 or 2
    uint pad;    // rows and columns of zeros above and left; what is missing below and right is zero too
    uint upsample;
    uint activation;
    uint has_bias;
    uint has_shift;
    uint has_residual;
    uint shift_offset; // first element of shift, and the distance of its rows: it may be part of a wider tensor
    uint shift_stride;
};
SHADER_STRUCTS_END
#endif
