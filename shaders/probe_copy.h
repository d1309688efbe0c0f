// Push constants of probe_copy.comp, shared with core/tensor/ops/probe_copy.cpp.
#ifndef SFUMATO_SHADERS_PROBE_COPY_H
#define SFUMATO_SHADERS_PROBE_COPY_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// out = x; operand x.
struct ProbeCopyParams {
    uint count;
};
SHADER_STRUCTS_END
#endif
