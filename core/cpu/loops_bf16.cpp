// Attention of bfloat16 operands with fp32 sums for processors with AVX512_BF16: see narrow_attention.h. As attend() of
// loops_body.h, but scores, weights and sums of eight queries go through a block of keys together, so that the block's
// keys and values stay in the first-level cache.
#include "cpu/narrow_attention.h"

#define SFUMATO_CPU_NAMESPACE avx512_bf16
#define SFUMATO_CPU_LANES 16
#include "cpu/vector_math.h"

namespace sfumato::cpu::avx512_bf16 {
namespace {

constexpr std::size_t score_words = attention_keys / 2; ///< of a row of weights

std::size_t padded(std::size_t head_dim) {
    return (head_dim + 15) / 16 * 16;
}

inline __mmask16 first_lanes(std::size_t n) {
    return static_cast<__mmask16>(n >= 16 ? 0xFFFFu : (1u << n) - 1u);
}

inline __m512i as_words(__m512bh v) {
    __m512i out;
    __builtin_memcpy(&out, &v, sizeof out);
    return out;
}

inline __m512bh as_halves(__m512i v) {
    __m512bh out;
    __builtin_memcpy(&out, &v, sizeof out);
    return out;
}

/// 16 floats as bfloat16, each in the lower half of a word.
inline __m512i narrow(Vec v) {
    const __m256bh halves = _mm512_cvtneps_pbh(v);
    __m256i bits;
    __builtin_memcpy(&bits, &halves, sizeof bits);
    return _mm512_maskz_cvtepu16_epi32(0xFFFF, bits);
}

/// Up to 32 channels of a row as 16 pairs.
inline __m512i channel_pairs(const float* row, std::size_t count, float scale) {
    const Vec low = _mm512_maskz_loadu_ps(first_lanes(count), row),
              high = count > 16 ? Vec(_mm512_maskz_loadu_ps(first_lanes(count - 16), row + 16)) : Vec{};
    return as_words(_mm512_cvtne2ps_pbh(high * scale, low * scale));
}

void pack_keys(const float* keys, std::size_t stride, std::size_t count, std::size_t head_dim, std::uint32_t* out) {
    const std::size_t pairs = (head_dim + 1) / 2;
    for (std::size_t first = 0; first < count; first += attention_keys, out += pairs * attention_keys)
        for (std::size_t s = 0; s < attention_keys; ++s)
            for (std::size_t c = 0; c < pairs; c += 16) {
                std::uint32_t words[16] = {};
                if (first + s < count)
                    _mm512_storeu_si512(words, channel_pairs(keys + (first + s) * stride + 2 * c, head_dim - 2 * c, 1));
                for (std::size_t i = 0; i < 16 && c + i < pairs; ++i)
                    out[(c + i) * attention_keys + s] = words[i];
            }
}

void pack_values(const float* values, std::size_t stride, std::size_t count, std::size_t head_dim, std::uint32_t* out) {
    for (std::size_t s = 0; s < count; s += 2)
        for (std::size_t c = 0; c < padded(head_dim); c += 16, out += 16) {
            const __mmask16 lanes_of_head = first_lanes(head_dim > c ? head_dim - c : 0);
            const Vec even = _mm512_maskz_loadu_ps(lanes_of_head, values + s * stride + c);
            const Vec odd =
                s + 1 < count ? Vec(_mm512_maskz_loadu_ps(lanes_of_head, values + (s + 1) * stride + c)) : Vec{};
            _mm512_storeu_si512(out, _mm512_or_si512(narrow(even), _mm512_maskz_slli_epi32(0xFFFF, narrow(odd), 16)));
        }
}

/// c[tile_rows][columns * lanes] = a b, or added to c: a [tile_rows][depth] and b [depth][...] hold pairs along depth.
template <int columns, bool accumulate> inline void multiply_tile(const std::uint32_t* a, std::size_t lda,
                                                                  const std::uint32_t* b, std::size_t ldb, float* c,
                                                                  std::size_t ldc, std::size_t depth) {
    __m512 sums[tile_rows][columns];
#pragma GCC unroll 8
    for (int r = 0; r < tile_rows; ++r)
#pragma GCC unroll 4
        for (int j = 0; j < columns; ++j)
            sums[r][j] =
                accumulate ? _mm512_loadu_ps(c + static_cast<std::size_t>(r) * ldc + j * 16) : _mm512_setzero_ps();
    for (std::size_t k = 0; k < depth; ++k) {
        __m512bh right[columns];
#pragma GCC unroll 4
        for (int j = 0; j < columns; ++j)
            right[j] = as_halves(_mm512_loadu_si512(b + k * ldb + static_cast<std::size_t>(j) * 16));
#pragma GCC unroll 8
        for (int r = 0; r < tile_rows; ++r) {
            const __m512bh left =
                as_halves(_mm512_set1_epi32(static_cast<int>(a[static_cast<std::size_t>(r) * lda + k])));
#pragma GCC unroll 4
            for (int j = 0; j < columns; ++j)
                sums[r][j] = _mm512_dpbf16_ps(sums[r][j], left, right[j]);
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < tile_rows; ++r)
#pragma GCC unroll 4
        for (int j = 0; j < columns; ++j)
            _mm512_storeu_ps(c + static_cast<std::size_t>(r) * ldc + j * 16, sums[r][j]);
}

/// The same over any width that is a multiple of lanes.
template <bool accumulate> inline void multiply_rows(const std::uint32_t* a, std::size_t lda, const std::uint32_t* b,
                                                     std::size_t ldb, float* c, std::size_t ldc, std::size_t width,
                                                     std::size_t depth) {
    for (std::size_t vectors = width / lanes; vectors > 0;) {
        const std::size_t step = vectors == 4 ? 2 : vectors < 3 ? vectors : 3; // 4 as 2 + 2
        if (step == 3)
            multiply_tile<3, accumulate>(a, lda, b, ldb, c, ldc, depth);
        else if (step == 2)
            multiply_tile<2, accumulate>(a, lda, b, ldb, c, ldc, depth);
        else
            multiply_tile<1, accumulate>(a, lda, b, ldb, c, ldc, depth);
        vectors -= step;
        b += step * lanes;
        c += step * lanes;
    }
}

constexpr float lowest = -3.0e38f;

/// Scores of a row, in powers of two, become bfloat16 weights; as soften_row() of loops_body.h.
inline void soften_row(const float* scores, std::size_t visible, std::uint32_t* weights, float* sums, std::size_t width,
                       float& highest, float* totals) {
    Vec top = splat(highest);
    for (std::size_t s = 0; s < visible; s += lanes)
        top = max(top, _mm512_mask_loadu_ps(splat(lowest), first_lanes(visible - s), scores + s));
    const float peak = largest(top);
    Vec added = splat(0.0f);
    std::size_t s = 0;
    for (; s < visible; s += 2 * lanes) {
        const __mmask16 left = first_lanes(visible - s),
                        right = first_lanes(visible - s > lanes ? visible - s - lanes : 0);
        const Vec even = _mm512_maskz_mov_ps(left, exp2(load(scores + s) - peak));
        const Vec odd = _mm512_maskz_mov_ps(right, exp2(load(scores + s + lanes) - peak));
        added += even + odd;
        _mm512_storeu_si512(weights + s / 2, as_words(_mm512_cvtne2ps_pbh(odd, even)));
    }
    for (; s < attention_keys; s += 2 * lanes)
        _mm512_storeu_si512(weights + s / 2, _mm512_setzero_si512());
    Vec total = load(totals);
    if (peak != highest) {
        const Vec factor = exp2(splat(highest - peak));
        for (std::size_t c = 0; c < width; c += lanes)
            store(sums + c, load(sums + c) * factor);
        total *= factor;
        highest = peak;
    }
    store(totals, total + added);
}

std::size_t visible_keys(const NarrowAttentionTask& t, std::size_t row) {
    if (t.causal_row == NarrowAttentionTask::no_mask || t.causal_row + row >= t.key_count) return t.key_count;
    return t.causal_row + row + 1;
}

void attend(const NarrowAttentionTask& t) {
    const std::size_t width = padded(t.head_dim), pairs = (t.head_dim + 1) / 2;
    constexpr auto tile = static_cast<std::size_t>(tile_rows);
    const std::size_t rows = (t.rows + tile - 1) / tile * tile;
    float* const sums = t.scratch;
    float* const totals = sums + attention_rows * width;
    float* const highest = totals + attention_rows * lanes;
    float* const scores = highest + attention_rows;
    auto* const weights = reinterpret_cast<std::uint32_t*>(scores + tile * attention_keys);
    std::uint32_t* const queries = weights + tile * score_words;
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < pairs; c += 16) {
            const __m512i words = r < t.rows ? channel_pairs(t.queries + r * t.query_stride + 2 * c, t.head_dim - 2 * c,
                                                             t.scale * 1.44269504f)
                                             : _mm512_setzero_si512();
            _mm512_mask_storeu_epi32(queries + r * pairs + c, first_lanes(pairs - c), words);
        }
        for (std::size_t c = 0; c < width; c += lanes)
            store(sums + r * width + c, splat(0.0f));
        highest[r] = lowest;
        store(totals + r * lanes, splat(0.0f));
    }
    const std::size_t needed = visible_keys(t, t.rows - 1);
    for (std::size_t first = 0; first < needed; first += attention_keys) {
        const std::size_t block = first + attention_keys <= t.key_count ? attention_keys : t.key_count - first;
        const std::uint32_t* const keys = t.keys + first * pairs;
        const std::uint32_t* const values = t.values + first / 2 * width;
        for (std::size_t r = 0; r < rows; r += tile) {
            multiply_rows<false>(queries + r * pairs, pairs, keys, attention_keys, scores, attention_keys,
                                 (block + lanes - 1) / lanes * lanes, pairs);
            for (std::size_t i = r; i < r + tile; ++i) {
                const std::size_t limit = visible_keys(t, i < t.rows ? i : t.rows - 1);
                const std::size_t visible = limit <= first ? 0 : limit - first < block ? limit - first : block;
                soften_row(scores + (i - r) * attention_keys, visible, weights + (i - r) * score_words,
                           sums + i * width, width, highest[i], totals + i * lanes);
            }
            multiply_rows<true>(weights, score_words, values, width, sums + r * width, width, width, (block + 1) / 2);
        }
    }
    for (std::size_t r = 0; r < t.rows; ++r) {
        float total = 0;
        for (std::size_t l = 0; l < lanes; ++l)
            total += totals[r * lanes + l];
        const float factor = 1.0f / total;
        for (std::size_t c = 0; c < t.head_dim; ++c)
            t.out[r * t.out_stride + c] = sums[r * width + c] * factor;
    }
}

} // namespace

const NarrowAttention narrow_attention{pack_keys, pack_values, attend};

} // namespace sfumato::cpu::avx512_bf16
