// Rounding before a store in 16 bits: Vulkan leaves the rounding of conversions to the device, and truncation would shift every activation.
#ifndef SFUMATO_ROUND_GLSL
#define SFUMATO_ROUND_GLSL
/// The nearest values with 11 significant bits, ties to even, so that the conversion after it is exact.
vec4 round_to_half(vec4 value) {
    const uvec4 bits = floatBitsToUint(value);
    return uintBitsToFloat((bits + 0xFFFu + ((bits >> 13u) & 1u)) & 0xFFFFE000u);
}
#endif
