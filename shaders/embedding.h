// Push constants of embedding.comp, shared with core/tensor/ops/embedding.cpp.
#ifndef SFUMATO_SHADERS_EMBEDDING_H
#define SFUMATO_SHADERS_EMBEDDING_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
// out[row] = table[ids[row]]; operands ids (i32), table (layout rows). Ids outside the table are clamped.
struct EmbeddingParams {
    uint rows;
    uint width;
    uint table_rows;
};
SHADER_STRUCTS_END
#endif
