// Push constants of concat.comp, shared with core/tensor/ops/concat.cpp.
#ifndef SFUMATO_SHADERS_CONCAT_H
#define SFUMATO_SHADERS_CONCAT_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// Along channels: out[row] = [a[row], b[row]]; operands a, b.
struct ConcatParams {
    uint rows;
    uint a_width;
    uint b_width;
};
SHADER_STRUCTS_END
#endif
