// The loops of loops.h, compiled once per instruction set by loops_<set>.cpp: SFUMATO_CPU_NAMESPACE names the copy,
// SFUMATO_CPU_LANES its floats per vector, SFUMATO_CPU_NAME what it is called. Includes nothing but plain declarations.
#pragma once

#include "cpu/loops.h"

#include "cpu/vector_math.h"

namespace sfumato::cpu::SFUMATO_CPU_NAMESPACE {
namespace {

constexpr std::uint32_t activation_silu = 1, activation_gelu = 2, activation_quick_gelu = 3;

/// y[i] = f(a[i]) for all elements, whole vectors and a padded last one.
template <class F> inline void map(const float* a, float* y, std::size_t n, F f) {
    std::size_t i = 0;
    for (; i + lanes <= n; i += lanes)
        store(y + i, f(load(a + i)));
    if (i < n) store_part(y + i, f(load_part(a + i, n - i)), n - i);
}

template <class F> inline void map(const float* a, const float* b, float* y, std::size_t n, F f) {
    std::size_t i = 0;
    for (; i + lanes <= n; i += lanes)
        store(y + i, f(load(a + i), load(b + i)));
    if (i < n) store_part(y + i, f(load_part(a + i, n - i), load_part(b + i, n - i)), n - i);
}

inline Vec silu(Vec x, float slope) {
    return x / (1.0f + exp(x * -slope));
}

/// x * Phi(x), exact up to rounding in both tails.
inline Vec gelu(Vec x) {
    const Vec tail = upper_normal(abs(x));
    return x * select(x < 0.0f, tail, 1.0f - tail);
}

/// Calls body(f) with the activation as a function of vectors, so that loops are compiled for each.
template <class Body> inline void with_activation(std::uint32_t activation, Body body) {
    switch (activation) {
    case activation_silu: return body([](Vec x) { return silu(x, 1.0f); });
    case activation_gelu: return body([](Vec x) { return gelu(x); });
    case activation_quick_gelu: return body([](Vec x) { return silu(x, 1.702f); });
    default: return body([](Vec x) { return x; });
    }
}

void activate(std::uint32_t activation, const float* x, float* y, std::size_t n, float scale, float shift) {
    with_activation(activation, [&](auto f) { map(x, y, n, [&](Vec v) { return f(v) * scale + shift; }); });
}

void add(const float* a, const float* b, float* y, std::size_t n) {
    map(a, b, y, n, [](Vec u, Vec v) { return u + v; });
}

void multiply(const float* a, const float* b, float* y, std::size_t n) {
    map(a, b, y, n, [](Vec u, Vec v) { return u * v; });
}

void geglu(const float* value, const float* gate, float* y, std::size_t n) {
    map(value, gate, y, n, [](Vec v, Vec g) { return v * gelu(g); });
}

/// Sum over f(x[i]) in lanes, the lanes added in double.
template <class F> inline double sum_of(const float* x, std::size_t n, F f) {
    Vec even = splat(0.0f), odd = splat(0.0f);
    std::size_t i = 0;
    for (; i + 2 * lanes <= n; i += 2 * lanes) {
        even += f(load(x + i));
        odd += f(load(x + i + lanes));
    }
    double rest = 0;
    for (; i < n; ++i) {
        const Vec one = f(splat(x[i]));
        rest += static_cast<double>(one[0]);
    }
    for (std::size_t l = 0; l < lanes; ++l)
        rest += static_cast<double>(even[l]) + static_cast<double>(odd[l]);
    return rest;
}

void layer_norm(const float* x, const float* gain, const float* bias, float* y, std::size_t n, float eps) {
    const double mean = sum_of(x, n, [](Vec v) { return v; }) / static_cast<double>(n);
    const float centre = static_cast<float>(mean);
    const double squares = sum_of(x, n, [&](Vec v) { return (v - centre) * (v - centre); });
    // The mean's rounding to float shifted every deviation alike, which the variance must not see.
    const double shift = mean - static_cast<double>(centre);
    const double variance = squares / static_cast<double>(n) - shift * shift;
    const float factor = static_cast<float>(1.0 / __builtin_sqrt(variance + static_cast<double>(eps)));
    std::size_t i = 0;
    for (; i + lanes <= n; i += lanes)
        store(y + i, (load(x + i) - centre) * factor * load(gain + i) + load(bias + i));
    if (i < n) {
        const std::size_t left = n - i;
        const Vec part =
            (load_part(x + i, left) - centre) * factor * load_part(gain + i, left) + load_part(bias + i, left);
        store_part(y + i, part, left);
    }
}

void channel_sums(const float* x, std::size_t rows, std::size_t channels, double* sums, double* squares) {
    for (std::size_t c = 0; c < channels; ++c)
        sums[c] = squares[c] = 0;
    constexpr std::size_t rows_at_once = 8; // the sums stay in registers for that many rows
    for (std::size_t row = 0; row < rows; row += rows_at_once) {
        const std::size_t end = row + rows_at_once < rows ? row + rows_at_once : rows;
        std::size_t c = 0;
        for (; c + half_lanes <= channels; c += half_lanes) {
            Wide sum = load_wide(sums + c), square = load_wide(squares + c);
            for (std::size_t r = row; r < end; ++r) {
                const Wide v = widen(x + r * channels + c);
                sum += v;
                square += v * v;
            }
            store_wide(sums + c, sum);
            store_wide(squares + c, square);
        }
        for (; c < channels; ++c)
            for (std::size_t r = row; r < end; ++r) {
                const double v = x[r * channels + c];
                sums[c] += v;
                squares[c] += v * v;
            }
    }
}

template <class F> inline void normalise_rows(const float* x, float* y, std::size_t rows, std::size_t channels,
                                              const float* mean, const float* factor, const float* bias, F f) {
    for (std::size_t r = 0; r < rows; ++r, x += channels, y += channels) {
        std::size_t c = 0;
        for (; c + lanes <= channels; c += lanes)
            store(y + c, f((load(x + c) - load(mean + c)) * load(factor + c) + load(bias + c)));
        if (c < channels) {
            const std::size_t n = channels - c;
            const Vec v =
                (load_part(x + c, n) - load_part(mean + c, n)) * load_part(factor + c, n) + load_part(bias + c, n);
            store_part(y + c, f(v), n);
        }
    }
}

void normalise(const float* x, float* y, std::size_t rows, std::size_t channels, const float* mean, const float* factor,
               const float* bias, std::uint32_t activation) {
    with_activation(activation, [&](auto f) { normalise_rows(x, y, rows, channels, mean, factor, bias, f); });
}

void to_bf16(const float* x, std::uint16_t* y, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        std::uint32_t bits;
        __builtin_memcpy(&bits, x + i, 4);
        const std::uint32_t rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
        const bool is_nan = (bits & 0x7FFFFFFFu) > 0x7F800000u;
        y[i] = static_cast<std::uint16_t>(is_nan ? (bits >> 16) | 0x40u : rounded);
    }
}

/// Halves by integer arithmetic and one exact product, which any instruction set has in vectors.
void half_to_floats(const void* x, float* y, std::size_t n) {
    const auto* const halves = static_cast<const char*>(x);
    for (std::size_t i = 0; i < n; ++i) {
        std::uint16_t half;
        __builtin_memcpy(&half, halves + 2 * i, 2);
        const std::uint32_t magnitude = (half & 0x7FFFu) << 13, sign = (half & 0x8000u) << 16;
        float value;
        __builtin_memcpy(&value, &magnitude, 4);
        value *= 0x1p112f; // from the exponent's bias of 15 to that of 127; subnormals become normal
        std::uint32_t bits;
        __builtin_memcpy(&bits, &value, 4);
        bits |= magnitude >= 0x0F800000u ? sign | 0x7F800000u : sign;
        __builtin_memcpy(y + i, &bits, 4);
    }
}

void bf16_to_floats(const void* x, float* y, std::size_t n) {
    const auto* const upper = static_cast<const char*>(x);
    for (std::size_t i = 0; i < n; ++i) {
        std::uint16_t half;
        __builtin_memcpy(&half, upper + 2 * i, 2);
        const std::uint32_t bits = static_cast<std::uint32_t>(half) << 16;
        __builtin_memcpy(y + i, &bits, 4);
    }
}

void pack_keys(const float* keys, std::size_t stride, std::size_t count, std::size_t head_dim, float* out) {
    for (std::size_t first = 0; first < count; first += attention_keys, out += head_dim * attention_keys) {
        const std::size_t width = first + attention_keys <= count ? attention_keys : count - first;
        for (std::size_t s = 0; s < attention_keys; ++s) {
            const float* row = keys + (first + s) * stride;
            for (std::size_t c = 0; c < head_dim; ++c)
                out[c * attention_keys + s] = s < width ? row[c] : 0.0f;
        }
    }
}

std::size_t padded(std::size_t head_dim) {
    return (head_dim + 15) / 16 * 16;
}

void pack_values(const float* values, std::size_t stride, std::size_t count, std::size_t head_dim, float* out) {
    const std::size_t width = padded(head_dim);
    for (std::size_t s = 0; s < count; ++s)
        for (std::size_t c = 0; c < width; ++c)
            out[s * width + c] = c < head_dim ? values[s * stride + c] : 0.0f;
}

/// c[tile_rows][columns * lanes] = a[tile_rows][depth] b[depth][...], or added to c. Sums stay in registers.
template <int columns, bool accumulate> inline void multiply_tile(const float* a, std::size_t lda, const float* b,
                                                                  std::size_t ldb, float* c, std::size_t ldc,
                                                                  std::size_t depth) {
    Vec sums[tile_rows][columns];
#pragma GCC unroll 8
    for (int r = 0; r < tile_rows; ++r)
#pragma GCC unroll 4
        for (int j = 0; j < columns; ++j)
            sums[r][j] = splat(0.0f);
    for (std::size_t k = 0; k < depth; ++k) {
        Vec right[columns];
#pragma GCC unroll 4
        for (int j = 0; j < columns; ++j)
            right[j] = load(b + k * ldb + j * static_cast<int>(lanes));
#pragma GCC unroll 8
        for (int r = 0; r < tile_rows; ++r) {
            const Vec left = splat(a[static_cast<std::size_t>(r) * lda + k]);
#pragma GCC unroll 4
            for (int j = 0; j < columns; ++j)
                sums[r][j] += left * right[j];
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < tile_rows; ++r)
#pragma GCC unroll 4
        for (int j = 0; j < columns; ++j) {
            float* to = c + static_cast<std::size_t>(r) * ldc + j * static_cast<int>(lanes);
            store(to, accumulate ? load(to) + sums[r][j] : sums[r][j]);
        }
}

/// The same over any width that is a multiple of lanes and any rows that are a multiple of tile_rows.
template <bool accumulate> void multiply_block(const float* a, std::size_t lda, const float* b, std::size_t ldb,
                                               float* c, std::size_t ldc, std::size_t rows, std::size_t width,
                                               std::size_t depth) {
    std::size_t vectors = width / lanes, column = 0;
    while (vectors > 0) {
        const std::size_t step = vectors == 4  ? 2
                                 : vectors < 3 ? vectors
                                               : 3; // 4 as 2 + 2: a single one waits for sums
        for (std::size_t r = 0; r < rows; r += tile_rows) {
            const float* left = a + r * lda;
            float* to = c + r * ldc + column;
            if (step == 3)
                multiply_tile<3, accumulate>(left, lda, b + column, ldb, to, ldc, depth);
            else if (step == 2)
                multiply_tile<2, accumulate>(left, lda, b + column, ldb, to, ldc, depth);
            else
                multiply_tile<1, accumulate>(left, lda, b + column, ldb, to, ldc, depth);
        }
        vectors -= step;
        column += step * lanes;
    }
}

constexpr float lowest = -3.0e38f;

/// Scores of one row, in powers of two, become weights 2^(s - m); m and the sums of weights so far (by lane) are
/// brought up to date, and the row's sums of values are scaled to the new m. Keys from `visible` on get no weight.
inline void soften_row(float* scores, std::size_t visible, float* sums, std::size_t width, float& highest,
                       float* totals) {
    Vec top = splat(highest);
    std::size_t s = 0;
    for (; s + lanes <= visible; s += lanes)
        top = max(top, load(scores + s));
    if (s < visible) {
        Vec rest = load(scores + s);
        for (std::size_t l = visible - s; l < lanes; ++l)
            rest[l] = highest;
        top = max(top, rest);
    }
    const float peak = largest(top);
    Vec added = splat(0.0f);
    for (s = 0; s + lanes <= visible; s += lanes) {
        const Vec weight = exp2(load(scores + s) - peak);
        added += weight;
        store(scores + s, weight);
    }
    if (s < visible) {
        Vec weight = exp2(load(scores + s) - peak);
        for (std::size_t l = visible - s; l < lanes; ++l)
            weight[l] = 0.0f;
        added += weight;
        store(scores + s, weight);
        s += lanes;
    }
    for (; s < attention_keys; s += lanes)
        store(scores + s, splat(0.0f));
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

std::size_t visible_keys(const AttentionTask& t, std::size_t row) {
    if (t.causal_row == AttentionTask::no_mask || t.causal_row + row >= t.key_count) return t.key_count;
    return t.causal_row + row + 1;
}

void attend(const AttentionTask& t) {
    const std::size_t width = padded(t.head_dim), rows = (t.rows + tile_rows - 1) / tile_rows * tile_rows;
    constexpr auto tile = static_cast<std::size_t>(tile_rows);
    const float scale = t.scale * 1.44269504f; // of powers of two
    float* const queries = t.scratch;
    float* const sums = queries + attention_rows * width;
    float* const scores = sums + attention_rows * width;
    float* const highest = scores + tile * attention_keys;
    float* const totals = highest + attention_rows;
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < t.head_dim; ++c)
            queries[r * t.head_dim + c] = r < t.rows ? t.queries[r * t.query_stride + c] * scale : 0.0f;
        for (std::size_t c = 0; c < width; c += lanes)
            store(sums + r * width + c, splat(0.0f));
        highest[r] = lowest;
        store(totals + r * lanes, splat(0.0f));
    }
    const std::size_t needed = visible_keys(t, t.rows - 1);
    for (std::size_t first = 0; first < needed; first += attention_keys) {
        const std::size_t block = first + attention_keys <= t.key_count ? attention_keys : t.key_count - first;
        const std::size_t columns = (block + lanes - 1) / lanes * lanes;
        for (std::size_t r = 0; r < rows; r += tile) {
            multiply_block<false>(queries + r * t.head_dim, t.head_dim, t.keys + first * t.head_dim, attention_keys,
                                  scores, attention_keys, tile, columns, t.head_dim);
            for (std::size_t i = r; i < r + tile; ++i) {
                const std::size_t limit = visible_keys(t, i < t.rows ? i : t.rows - 1);
                const std::size_t visible = limit <= first ? 0 : limit - first < block ? limit - first : block;
                soften_row(scores + (i - r) * attention_keys, visible, sums + i * width, width, highest[i],
                           totals + i * lanes);
            }
            multiply_block<true>(scores, attention_keys, t.values + first * width, width, sums + r * width, width, tile,
                                 width, block);
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

/// The chains of one vector of elements.
inline Vec fma_chain_means(Vec x, std::uint32_t iterations, float a, float b) {
    constexpr int chains = 12;
    Vec v[chains];
#pragma GCC unroll 12
    for (int c = 0; c < chains; ++c)
        v[c] = x + static_cast<float>(c) * 0.0625f;
    const Vec factor = splat(a), addend = splat(b);
    for (std::uint32_t n = 0; n < iterations; ++n)
#pragma GCC unroll 12
        for (int c = 0; c < chains; ++c)
            v[c] = v[c] * factor + addend;
    Vec total = v[0];
#pragma GCC unroll 12
    for (int c = 1; c < chains; ++c)
        total += v[c];
    return total * (1.0f / chains);
}

void fma_chains(const float* x, float* y, std::size_t n, std::uint32_t iterations, float a, float b) {
    map(x, y, n, [&](Vec v) { return fma_chain_means(v, iterations, a, b); });
}

double sum(const float* x, std::size_t n) {
    return sum_of(x, n, [](Vec v) { return v; });
}

} // namespace

constexpr Loops make_loops() {
    return {SFUMATO_CPU_NAME,
            static_cast<int>(lanes),
            activate,
            add,
            multiply,
            geglu,
            layer_norm,
            channel_sums,
            normalise,
            to_bf16,
            half_to_floats,
            bf16_to_floats,
            pack_keys,
            pack_values,
            attend,
            fma_chains,
            sum};
}
const Loops loops = make_loops();

} // namespace sfumato::cpu::SFUMATO_CPU_NAMESPACE
