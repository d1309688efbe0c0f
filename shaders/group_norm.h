// Push constants of group_norm.comp, shared with core/tensor/ops/group_norm.cpp.
#ifndef SFUMATO_SHADERS_GROUP_NORM_H
#define SFUMATO_SHADERS_GROUP_NORM_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// out = act((x - mean) * rstd * gain[c] + bias[c]); operands x, stats, gain, bias, second?. With a
// second source the channels from first_channels on are its own: a concatenation that is never stored.
struct GroupNormParams {
    uint batch;
    uint pixels;
    uint channels;
    uint groups;
    uint activation;
    uint first_channels; // of x
};
SHADER_STRUCTS_END
#endif
