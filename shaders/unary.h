// Push constants of unary.comp, shared with core/tensor/ops/unary.cpp.
#ifndef SFUMATO_SHADERS_UNARY_H
#define SFUMATO_SHADERS_UNARY_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// out = act(x) * scale + shift; operand x.
struct UnaryParams {
    uint count;
    uint activation;
    float scale;
    float shift;
};
SHADER_STRUCTS_END
#endif
