// Push constants of convert.comp, shared with core/tensor/ops/convert.cpp.
#ifndef SFUMATO_SHADERS_CONVERT_H
#define SFUMATO_SHADERS_CONVERT_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// Changes the element type; operand x.
struct ConvertParams {
    uint count;
};
SHADER_STRUCTS_END
#endif
