// Push constants of geglu.comp, shared with core/tensor/ops/geglu.cpp.
#ifndef SFUMATO_SHADERS_GEGLU_H
#define SFUMATO_SHADERS_GEGLU_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// x is [rows][2*width]: out = x[:width] * gelu(x[width:]) (Shazeer 2020, value first as in LDM).
struct GegluParams {
    uint rows;
    uint width;
};
SHADER_STRUCTS_END
#endif
