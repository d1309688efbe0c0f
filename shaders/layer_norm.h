// Push constants of layer_norm.comp, shared with core/tensor/ops/layer_norm.cpp.
#ifndef SFUMATO_SHADERS_LAYER_NORM_H
#define SFUMATO_SHADERS_LAYER_NORM_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// Over the last dimension, biased variance; operands x, gain, bias.
struct LayerNormParams {
    uint rows;
    uint width;
    float eps;
};
SHADER_STRUCTS_END
#endif
