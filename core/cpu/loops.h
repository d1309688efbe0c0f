// Vectorised inner loops, compiled once per instruction set from loops_body.h and chosen when the executor is made.
// Only plain types cross this border: inline functions of headers, compiled for a newer processor, must not leak into
// the program.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sfumato::cpu {

/// Queries and keys that attention works on at a time: scores that stay in the second-level cache, and long enough rows
/// that what is done once a row does not count. Multiples of every tile height and of three vectors.
inline constexpr std::size_t attention_rows = 48;
inline constexpr std::size_t attention_keys = 192;

/// One block of at most attention_rows queries of one head. `Word`: float, or a pair of bfloat16 (narrow_attention.h).
template <class Word> struct AttentionTaskOf {
    const float* queries;     ///< first channel of the head in the block's first query
    std::size_t query_stride; ///< floats between queries
    std::size_t rows;
    const Word* keys;   ///< as pack_keys wrote them
    const Word* values; ///< as pack_values wrote them
    std::size_t key_count;
    std::size_t head_dim;
    std::size_t causal_row; ///< position of the first query when each sees only keys up to its own; else no_mask
    float scale;            ///< of q.k
    float* out;             ///< like queries
    std::size_t out_stride;
    float* scratch; ///< attention_scratch floats
    static constexpr std::size_t no_mask = ~std::size_t{0};
};
using AttentionTask = AttentionTaskOf<float>;

/// Floats of scratch that one attend() needs.
constexpr std::size_t attention_scratch(std::size_t head_dim) {
    const std::size_t padded = (head_dim + 15) / 16 * 16;
    return attention_rows * (padded * 2 + attention_keys + 1 + 16);
}

struct Loops {
    const char* name; ///< "AVX-512", "AVX2", "portable"
    int lanes;        ///< floats in a vector

    /// y = act(x) * scale + shift; y may be x. Activation codes of shaders/lib/activation.h.
    void (*activate)(std::uint32_t activation, const float* x, float* y, std::size_t n, float scale, float shift);
    /// y = a + b, y = a * b; y may be a or b.
    void (*add)(const float* a, const float* b, float* y, std::size_t n);
    void (*multiply)(const float* a, const float* b, float* y, std::size_t n);
    /// y[i] = value[i] * gelu(gate[i]).
    void (*geglu)(const float* value, const float* gate, float* y, std::size_t n);
    /// One row of layer normalisation.
    void (*layer_norm)(const float* x, const float* gain, const float* bias, float* y, std::size_t n, float eps);
    /// sums[c] and squares[c] of x[row][c] over the rows, in double.
    void (*channel_sums)(const float* x, std::size_t rows, std::size_t channels, double* sums, double* squares);
    /// y[row][c] = act((x - mean[c]) * factor[c] + bias[c]); y may be x.
    void (*normalise)(const float* x, float* y, std::size_t rows, std::size_t channels, const float* mean,
                      const float* factor, const float* bias, std::uint32_t activation);
    /// Floats rounded to nearest even bfloat16.
    void (*to_bf16)(const float* x, std::uint16_t* y, std::size_t n);

    /// 16-bit floats widened; files promise no alignment.
    void (*half_to_floats)(const void* x, float* y, std::size_t n);
    void (*bf16_to_floats)(const void* x, float* y, std::size_t n);

    /// Keys of one head, [count] rows of `stride`, as panels [ceil(count/attention_keys)][head_dim][attention_keys].
    void (*pack_keys)(const float* keys, std::size_t stride, std::size_t count, std::size_t head_dim, float* out);
    /// Values of one head as [count][head_dim rounded up to 16], zeros behind.
    void (*pack_values)(const float* values, std::size_t stride, std::size_t count, std::size_t head_dim, float* out);
    /// softmax(q k^T * scale) v of one block, online softmax (Milakov & Gimelshein 2018).
    void (*attend)(const AttentionTask& task);

    /// The mean of twelve chains v = v * a + b of so many iterations, from x + chain/16: see tensor/probes.h.
    void (*fma_chains)(const float* x, float* y, std::size_t n, std::uint32_t iterations, float a, float b);
    double (*sum)(const float* x, std::size_t n);
};

/// The widest loops that this processor runs and this build has. `widest_lanes` limits the choice (0: no limit).
const Loops& choose_loops(int widest_lanes = 0);

namespace portable {
extern const Loops loops;
}
#ifdef SFUMATO_CPU_X86
namespace avx2 {
extern const Loops loops;
}
namespace avx512 {
extern const Loops loops;
}
#endif

} // namespace sfumato::cpu
