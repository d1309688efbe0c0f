// Push constants of probe_read.comp, shared with core/tensor/ops/probe_read.cpp.
#ifndef SFUMATO_SHADERS_PROBE_READ_H
#define SFUMATO_SHADERS_PROBE_READ_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// out[row] = mean of x[row]; operand x. The width is a multiple of 4.
struct ProbeReadParams {
    uint rows;
    uint width;
};
SHADER_STRUCTS_END
#endif
