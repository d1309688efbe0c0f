// Attention without a score matrix: keys and values of every head are packed once, then blocks of queries run over
// them.
#include "cpu/step.h"
#include "cpu/threads.h"

#include "shaders/attention.h"

#include <algorithm>

namespace sfumato::cpu {
namespace {

/// The loops of one kind of operands: floats, or words that are pairs of bfloat16.
template <class Word> struct Kernels {
    void (*pack_keys)(const float*, std::size_t, std::size_t, std::size_t, Word*);
    void (*pack_values)(const float*, std::size_t, std::size_t, std::size_t, Word*);
    void (*attend)(const AttentionTaskOf<Word>&);
    std::size_t values_of_word; ///< 1, or 2 along the sums: channels of a key, keys of a value
};

/// Where things are in scratch, in words of four bytes.
struct Layout {
    std::size_t words_of_key, words_of_value; ///< of values_of_word values: a row
    std::size_t keys_of_head, values_of_head, task;
    std::size_t values, tasks, total;
};

std::size_t round_up(std::size_t n, std::size_t to) {
    return (n + to - 1) / to * to;
}

Layout lay_out(const shaders::AttentionParams& p, std::size_t values_of_word, int threads) {
    const std::size_t heads = static_cast<std::size_t>(p.batch) * p.heads;
    Layout l{};
    l.words_of_key = round_up(p.head_dim, values_of_word) / values_of_word;
    l.words_of_value = round_up(p.head_dim, 16);
    l.keys_of_head = round_up(p.kv_tokens, attention_keys) * l.words_of_key;
    l.values_of_head = round_up(p.kv_tokens, values_of_word) / values_of_word * l.words_of_value;
    l.task = round_up(attention_scratch(p.head_dim), 1024) + 1024; // pages of their own for each thread
    l.values = heads * l.keys_of_head;
    l.tasks = l.values + heads * l.values_of_head;
    l.total = l.tasks + static_cast<std::size_t>(threads) * l.task;
    return l;
}

struct Operands {
    const float *q, *k, *v;
    float* out;
};

template <class Word> void pack_heads(const Kernels<Word>& kernels, const shaders::AttentionParams& p, const Layout& l,
                                      const Context& c, const Operands& o, Word* scratch) {
    constexpr std::size_t piece = 4 * attention_keys; // one head in pieces, for pictures with a single head
    const std::size_t pieces = (p.kv_tokens + piece - 1) / piece;
    parallel_for(c.threads, static_cast<std::size_t>(p.batch) * p.heads * pieces, [&](std::size_t i, int) {
        const std::size_t head = i / pieces, first = i % pieces * piece,
                          count = std::min<std::size_t>(piece, p.kv_tokens - first);
        const std::size_t key = head / p.heads * p.kv_tokens + first, channel = head % p.heads * p.head_dim;
        kernels.pack_keys(o.k + key * p.k_stride + channel, p.k_stride, count, p.head_dim,
                          scratch + head * l.keys_of_head + first * l.words_of_key);
        kernels.pack_values(o.v + key * p.v_stride + channel, p.v_stride, count, p.head_dim,
                            scratch + l.values + head * l.values_of_head +
                                first / kernels.values_of_word * l.words_of_value);
    });
}

template <class Word> void attend_all(const Kernels<Word>& kernels, const shaders::AttentionParams& p, const Layout& l,
                                      const Context& c, const Operands& o, std::byte* memory) {
    Word* const scratch = reinterpret_cast<Word*>(memory);
    pack_heads(kernels, p, l, c, o, scratch);
    const std::size_t width = static_cast<std::size_t>(p.heads) * p.head_dim;
    const std::size_t blocks = (p.q_tokens + attention_rows - 1) / attention_rows;
    parallel_for(c.threads, static_cast<std::size_t>(p.batch) * p.heads * blocks, [&](std::size_t i, int thread) {
        const std::size_t head = i / blocks, first = i % blocks * attention_rows;
        const std::size_t query = head / p.heads * p.q_tokens + first, channel = head % p.heads * p.head_dim;
        AttentionTaskOf<Word> t{};
        t.queries = o.q + query * p.q_stride + channel;
        t.query_stride = p.q_stride;
        t.out_stride = width;
        t.rows = std::min<std::size_t>(attention_rows, p.q_tokens - first);
        t.keys = scratch + head * l.keys_of_head;
        t.values = scratch + l.values + head * l.values_of_head;
        t.key_count = p.kv_tokens;
        t.head_dim = p.head_dim;
        t.causal_row = p.causal != 0 ? first : AttentionTask::no_mask;
        t.scale = p.scale;
        t.out = o.out + query * width + channel;
        t.scratch = reinterpret_cast<float*>(memory) + l.tasks + static_cast<std::size_t>(thread) * l.task;
        kernels.attend(t);
    });
}

template <class Word> ReadyStep ready_attention(const StepView& step, const Kernels<Word>& kernels) {
    const auto p = step.params<shaders::AttentionParams>();
    const std::uint64_t q = step.in(0), k = step.in(1), v = step.in(2), out = step.out();
    const Context& context = step.context();
    const Layout l = lay_out(p, kernels.values_of_word, context.threads.count());
    auto run = [=, &context](const Frame& f) {
        const Operands o{f.floats(q) + p.q_offset, f.floats(k) + p.k_offset, f.floats(v) + p.v_offset, f.floats(out)};
        attend_all(kernels, p, l, context, o, f.scratch);
    };
    return ready(std::move(run), l.total * sizeof(Word));
}

} // namespace

Result<ReadyStep> prepare_attention(const StepView& step) {
    const Context& c = step.context();
    if (c.narrow != nullptr)
        return ready_attention(step,
                               Kernels<std::uint32_t>{c.narrow->pack_keys, c.narrow->pack_values, c.narrow->attend, 2});
    return ready_attention(step, Kernels<float>{c.loops->pack_keys, c.loops->pack_values, c.loops->attend, 1});
}

} // namespace sfumato::cpu
