// Push constants of binary.comp, shared with core/tensor/ops/binary.cpp.
#ifndef SFUMATO_SHADERS_BINARY_H
#define SFUMATO_SHADERS_BINARY_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// operation 0: a + b, 1: a * b. broadcast = 1: b is [batch][channels], spread over the rows of each batch item.
struct BinaryParams {
    uint count;
    uint operation;
    uint broadcast;
    uint channels;
    uint rows_per_batch;
};
SHADER_STRUCTS_END
#endif
