// Attention of bfloat16 queries, keys, values and weights with fp32 scores' softmax and sums. Only plain types cross
// this border, as in loops.h.
#pragma once

#include "cpu/loops.h"

#include <cstddef>
#include <cstdint>

namespace sfumato::cpu {

using NarrowAttentionTask = AttentionTaskOf<std::uint32_t>; ///< words are pairs of bfloat16

struct NarrowAttention {
    /// Keys of one head, [count] rows of `stride`, as panels [ceil(count/attention_keys)][pairs of channels]
    /// [attention_keys].
    void (*pack_keys)(const float* keys, std::size_t stride, std::size_t count, std::size_t head_dim,
                      std::uint32_t* out);
    /// Values of one head as [pairs of keys][head_dim rounded up to 16], zeros behind.
    void (*pack_values)(const float* values, std::size_t stride, std::size_t count, std::size_t head_dim,
                        std::uint32_t* out);
    /// softmax(q k^T * scale) v of one block, online softmax (Milakov & Gimelshein 2018).
    void (*attend)(const NarrowAttentionTask& task);
};

#ifdef SFUMATO_CPU_X86
namespace avx512_bf16 {
extern const NarrowAttention narrow_attention; ///< for processors with AVX512_BF16
}
#endif

} // namespace sfumato::cpu
