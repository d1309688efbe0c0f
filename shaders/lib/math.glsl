// Functions that Vulkan leaves imprecise, in known precision on every driver.
#ifndef SFUMATO_MATH_GLSL
#define SFUMATO_MATH_GLSL
#include "lib/activation.h"

/// e^x within 2 ulp; 0 below -87, about 1e38 above 88. Cody & Waite (1980): x = n ln 2 + r with ln 2 in two parts, then the
/// Taylor polynomial of degree 7 for |r| <= ln 2 / 2 (remainder 4e-9).
float exp_precise(float x) {
    const float clamped = clamp(x, -87.0, 88.0);
    const float n = floor(fma(clamped, 1.44269504, 0.5));
    const float r = fma(n, 2.12194440e-4, fma(n, -0.693359375, clamped));
    float p = 1.98412698e-4;
    p = fma(p, r, 1.38888889e-3);
    p = fma(p, r, 8.33333333e-3);
    p = fma(p, r, 4.16666667e-2);
    p = fma(p, r, 1.66666667e-1);
    p = fma(p, r, 0.5);
    p = fma(p, r, 1.0);
    p = fma(p, r, 1.0);
    // 1.5 * 2^23 + n has n in its low bits: CPU drivers convert to integers lane by lane.
    const float value = p * intBitsToFloat((floatBitsToInt(n + 12582912.0) << 23) + (127 << 23));
    return x < -87.0 ? 0.0 : value;
}

/// 1 - erf(x) for x >= 0, within 1e-7 of its value where that exceeds 1e-30: t R(t) exp(-x^2) with t = 1 / (1 + 0.4 x), the
/// form of Hastings (1955); R interpolates erfc(x) exp(x^2) / t at the Chebyshev nodes of x in [0, 9].
float erfc_positive(float x) {
    const float t = 1.0 / fma(0.4, x, 1.0);
    float r = 0.0361171351;
    r = fma(r, t, -0.11546941);
    r = fma(r, t, 0.0329072755);
    r = fma(r, t, 0.146080313);
    r = fma(r, t, 0.0398289765);
    r = fma(r, t, 0.210313935);
    r = fma(r, t, 0.197577451);
    r = fma(r, t, 0.227045447);
    r = fma(r, t, 0.225598909);
    return r * t * exp_precise(-x * x);
}

float sigmoid(float x) { return 1.0 / (1.0 + exp_precise(-x)); }

/// x * Phi(x), exact form.
float gelu(float x) {
    const float tail = 0.5 * erfc_positive(abs(x) * 0.70710678);
    return x * (x < 0.0 ? tail : 1.0 - tail);
}

/// Codes of activation.h; `code` is the same for all invocations.
float activate(uint code, float x) {
    if (code == activation_silu) return x * sigmoid(x);
    if (code == activation_gelu) return gelu(x);
    if (code == activation_quick_gelu) return x * sigmoid(1.702 * x);
    return x;
}

vec4 activate4(uint code, vec4 x) {
    if (code == activation_none) return x;
    return vec4(activate(code, x.x), activate(code, x.y), activate(code, x.z), activate(code, x.w));
}
#endif
