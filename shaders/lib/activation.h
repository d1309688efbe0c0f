// Activation codes of epilogues and of the unary op, shared by GLSL and C++.
#ifndef SFUMATO_SHADERS_ACTIVATION_H
#define SFUMATO_SHADERS_ACTIVATION_H
#include "lib/shared.h"
SHADER_STRUCTS_BEGIN
SHADER_CONST activation_none = 0u;
SHADER_CONST activation_silu = 1u;       // x * sigmoid(x)
SHADER_CONST activation_gelu = 2u;       // x * Phi(x), exact (erf)
SHADER_CONST activation_quick_gelu = 3u; // x * sigmoid(1.702 x)
// Of products only: columns come in pairs of fours, values and gates; value * gelu(gate) is stored (Shazeer 2020).
SHADER_CONST activation_geglu = 4u;
SHADER_STRUCTS_END
#endif
