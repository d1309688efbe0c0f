// Push constants of group_norm.comp, shared with core/tensor/ops/group_norm.cpp.
#ifndef SFUMATO_SHADERS_GROUP_NORM_H
#define SFUMATO_SHADERS_GROUP_NORM_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// out = act((x - mean) * rstd * gain[c] + bias[c]); operands x, stats, gain, bias.
struct GroupNormParams {
    uint batch;
    uint pixels;
    uint channels;
    uint groups;
    uint activation;
};
SHADER_STRUCTS_END
#endif
