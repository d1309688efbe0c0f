#include "cpu/step.h"

#include "cpu/threads.h"

#include <array>
#include <cstring>
#include <string_view>

namespace sfumato::cpu {
namespace {

struct Preparation {
    std::string_view op;
    Result<ReadyStep> (*prepare)(const StepView&);
};

constexpr std::array preparations{
    Preparation{"linear", prepare_linear},         Preparation{"conv2d", prepare_conv2d},
    Preparation{"attention", prepare_attention},   Preparation{"group_norm_stats", prepare_group_norm_stats},
    Preparation{"group_norm", prepare_group_norm}, Preparation{"layer_norm", prepare_layer_norm},
    Preparation{"unary", prepare_unary},           Preparation{"binary", prepare_binary},
    Preparation{"geglu", prepare_geglu},           Preparation{"concat", prepare_concat},
    Preparation{"upsample", prepare_upsample},     Preparation{"embedding", prepare_embedding},
    Preparation{"probe_fma", prepare_probe_fma},   Preparation{"probe_read", prepare_probe_read},
    Preparation{"probe_copy", prepare_probe_copy},
};

} // namespace

Result<WeightHandle> StepView::floats(std::size_t operand) const {
    const WeightInfo& info = weight(operand);
    return context_.weights.get(info, "floats", info.n * sizeof(float), [&](std::byte* out) -> Result<> {
        weight_floats(info, *context_.loops, context_.threads, {reinterpret_cast<float*>(out), info.n});
        return {};
    });
}

void copy_floats(const Threads& threads, const float* x, float* y, std::size_t count) {
    if (x == y) return;
    parallel_pieces(threads, count, 1 << 16, [&](std::size_t begin, std::size_t end) {
        std::memcpy(y + begin, x + begin, (end - begin) * sizeof(float));
    });
}

Result<ReadyStep> prepare_step(const StepView& step, const char* op) {
    for (const Preparation& p : preparations)
        if (p.op == op) return p.prepare(step);
    return fail(ErrorCode::unsupported, "the native CPU executor does not know the op {}", op);
}

} // namespace sfumato::cpu
