// Push constants of group_norm_stats.comp, shared with core/tensor/ops/group_norm_stats.cpp.
#ifndef SFUMATO_SHADERS_GROUP_NORM_STATS_H
#define SFUMATO_SHADERS_GROUP_NORM_STATS_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// stats[b][group] = (mean, 1/sqrt(variance + eps)) over pixels and channels of the group; operands x, second?: channels
// from first_channels on are those of the second source. A group may lie in both.
struct GroupNormStatsParams {
    uint batch;
    uint pixels;
    uint channels;
    uint groups;
    float eps;
    uint first_channels; // of x
};
SHADER_STRUCTS_END
#endif
