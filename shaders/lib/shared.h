// Lets one header be read by GLSL and by C++: push-constant structs of <op>.h, all members 32 bits wide.
#ifdef __cplusplus
#pragma once
#include <cstdint>
#define SHADER_STRUCTS_BEGIN namespace sfumato::shaders { using uint = std::uint32_t;
#define SHADER_STRUCTS_END }
#define SHADER_CONST inline constexpr std::uint32_t
#else
#define SHADER_STRUCTS_BEGIN
#define SHADER_STRUCTS_END
#define SHADER_CONST const uint
#endif
