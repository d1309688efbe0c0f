// Push constants of upsample.comp, shared with core/tensor/ops/upsample.cpp.
#ifndef SFUMATO_SHADERS_UPSAMPLE_H
#define SFUMATO_SHADERS_UPSAMPLE_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// Nearest neighbour, factor 2, NHWC; operand x.
struct UpsampleParams {
    uint batch;
    uint height; // of the input
    uint width;
    uint channels;
};
SHADER_STRUCTS_END
#endif
