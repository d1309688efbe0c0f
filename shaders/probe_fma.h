// Push constants of probe_fma.comp, shared with core/tensor/ops/probe_fma.cpp.
#ifndef SFUMATO_SHADERS_PROBE_FMA_H
#define SFUMATO_SHADERS_PROBE_FMA_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// Each element starts 12 chains at x + chain/16, each chain is v = v*a + b so many times; the result is their mean.
// Operand x. Iterations are a multiple of 16.
struct ProbeFmaParams {
    uint count;
    uint iterations;
    float a;
    float b;
};
SHADER_STRUCTS_END
#endif
