// Vectors of floats and the functions that networks need of them, for loops_body.h only: every name lives in the
// namespace of the instruction set that is being compiled.
#pragma once

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include <cstddef>
#include <cstdint>

namespace sfumato::cpu::SFUMATO_CPU_NAMESPACE {
namespace {

constexpr std::size_t lanes = SFUMATO_CPU_LANES;
constexpr std::size_t half_lanes = lanes / 2;
/// Rows of a register tile of three columns: 24 of 32 sums with AVX-512, 12 of 16 else.
constexpr int tile_rows = lanes == 16 ? 8 : 4;

typedef float Vec __attribute__((vector_size(lanes * 4)));
typedef std::int32_t Ints __attribute__((vector_size(lanes * 4)));
typedef double Wide __attribute__((vector_size(lanes * 4)));
typedef float Half __attribute__((vector_size(lanes * 2)));

inline Vec load(const float* p) {
    Vec v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
inline void store(float* p, Vec v) {
    __builtin_memcpy(p, &v, sizeof v);
}
inline Vec splat(float x) {
    return x - Vec{};
} // subtracting zero changes nothing, adding it would lose -0
/// The first n < lanes elements, zeros behind.
inline Vec load_part(const float* p, std::size_t n) {
    Vec v = {};
    __builtin_memcpy(&v, p, n * 4);
    return v;
}
inline void store_part(float* p, Vec v, std::size_t n) {
    __builtin_memcpy(p, &v, n * 4);
}
inline Wide load_wide(const double* p) {
    Wide v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
inline void store_wide(double* p, Wide v) {
    __builtin_memcpy(p, &v, sizeof v);
}
/// half_lanes floats as doubles.
inline Wide widen(const float* p) {
    Half v;
    __builtin_memcpy(&v, p, sizeof v);
    return __builtin_convertvector(v, Wide);
}

inline Vec select(Ints condition, Vec yes, Vec no) {
    return condition ? yes : no;
}
/// Of a and b; b where either is NaN. The intrinsics mean just that, but gcc 12 does not find them by itself (and warns
/// of the unmasked ones for AVX-512, whose headers pass an undefined vector).
#if defined(__AVX512F__)
inline Vec max(Vec a, Vec b) {
    return _mm512_maskz_max_ps(0xFFFF, a, b);
}
inline Vec min(Vec a, Vec b) {
    return _mm512_maskz_min_ps(0xFFFF, a, b);
}
#elif defined(__AVX2__)
inline Vec max(Vec a, Vec b) {
    return _mm256_max_ps(a, b);
}
inline Vec min(Vec a, Vec b) {
    return _mm256_min_ps(a, b);
}
#else
inline Vec max(Vec a, Vec b) {
    return a > b ? a : b;
}
inline Vec min(Vec a, Vec b) {
    return a < b ? a : b;
}
#endif
inline Vec as_floats(Ints v) {
    Vec out;
    __builtin_memcpy(&out, &v, sizeof out);
    return out;
}
inline Ints as_ints(Vec v) {
    Ints out;
    __builtin_memcpy(&out, &v, sizeof out);
    return out;
}
inline Vec abs(Vec x) {
    return as_floats(as_ints(x) & 0x7FFFFFFF);
}

/// The largest element. In halves: a chain of single elements would take longer than the rest of a row of scores.
inline float largest(Vec v) {
#ifdef __clang__ // which has no shuffle by a vector
    for (std::size_t l = 1; l < lanes; ++l)
        v[0] = v[l] > v[0] ? v[l] : v[0];
#else
    for (int step = static_cast<int>(lanes) / 2; step > 0; step /= 2) {
        Ints partner;
        for (int l = 0; l < static_cast<int>(lanes); ++l)
            partner[l] = l ^ step;
        v = max(v, __builtin_shuffle(v, partner));
    }
#endif
    return v[0];
}

/// e^x, relative error below 2e-7; arguments are clamped to -87.3..88.3. x = n ln 2 + r with |r| <= ln 2 / 2 (Cody &
/// Waite 1980) and e^r = 1 + r + r^2 P(r), P a minimax fit. NaN stays NaN.
inline Vec exp(Vec x) {
    const Vec clamped = min(splat(88.3f), max(splat(-87.3f), x));
    const Vec round_by_adding = splat(12582912.0f); // 1.5 * 2^23: the sum's last bit is worth one
    const Vec shifted = clamped * 1.44269504f + round_by_adding;
    const Vec n = shifted - round_by_adding;
    const Vec r = (clamped - n * 0.693145752f) - n * 1.42860677e-6f;
    Vec p = splat(0.0013814596459269524f);
    p = p * r + 0.0083687175065279f;
    p = p * r + 0.04166838899254799f;
    p = p * r + 0.1666652113199234f;
    p = p * r + 0.4999999403953552f;
    const Vec e = 1.0f + (r + r * r * p);
    const Ints exponent = (as_ints(shifted) - 0x4B400000) << 23;
    return as_floats(as_ints(e) + exponent);
}

/// 2^x for x <= 0, relative error below 2e-7, zero below the normal numbers: 2^n times a minimax polynomial of the
/// rest. NaN stays NaN.
inline Vec exp2(Vec x) {
#ifdef __AVX512F__
    const Vec n = _mm512_maskz_roundscale_ps(0xFFFF, x, 0);
    const Vec r = x - n;
#else
    const Vec clamped = max(splat(-126.0f), x), round_by_adding = splat(12582912.0f); // as in exp()
    const Vec shifted = clamped + round_by_adding;
    const Vec r = clamped - (shifted - round_by_adding);
#endif
    Vec p = splat(0.0013276468962430954f);
    p = p * r + 0.009675540961325169f;
    p = p * r + 0.05550713464617729f;
    p = p * r + 0.24022120237350464f;
    p = p * r + 0.6931469440460205f;
    p = p * r + 1.0f;
#ifdef __AVX512F__
    return _mm512_maskz_scalef_ps(0xFFFF, p, n);
#else
    const Vec power = as_floats(as_ints(p) + ((as_ints(shifted) - 0x4B400000) << 23));
    return select(x < -126.0f, splat(0.0f), power);
#endif
}

/// 1 - Phi(x) = erfc(x / sqrt 2) / 2 for x >= 0, relative error below 1e-6 (absolute below 1e-7): e^(-z^2) times a
/// minimax polynomial in 1 / (1 + 0.3 z), z = x / sqrt 2.
inline Vec upper_normal(Vec x) {
    const Vec z = x * 0.70710678f;
    const Vec t = 1.0f / (1.0f + z * 0.3f);
    Vec p = splat(-0.06476031243801117f);
    p = p * t + 0.24277612566947937f;
    p = p * t - 0.2561277747154236f;
    p = p * t + 0.2738471031188965f;
    p = p * t - 0.04731632396578789f;
    p = p * t + 0.10745907574892044f;
    p = p * t + 0.07417063415050507f;
    p = p * t + 0.08535745739936829f;
    p = p * t + 0.0845940113067627f;
    return p * t * exp(x * x * -0.5f);
}

} // namespace
} // namespace sfumato::cpu::SFUMATO_CPU_NAMESPACE
