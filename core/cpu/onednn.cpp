#include "cpu/onednn.h"

#include "cpu/processor.h"

#include "shaders/lib/activation.h"

#include <utility>

namespace sfumato::cpu {

Result<> Product::run(const Addresses& at, int thread) const {
    const auto& memories = memories_[static_cast<std::size_t>(thread)];
    dnnl_stream_t stream = streams_[static_cast<std::size_t>(thread)].get();
    constexpr std::array<int, 5> names{DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST,
                                       DNNL_ARG_SCRATCHPAD};
    const std::array<const void*, 5> addresses{at.src, at.weights, at.bias, at.dst, at.scratch};
    std::array<dnnl_exec_arg_t, 5> arguments;
    int count = 0;
    dnnl_status_t status = dnnl_success;
    // The C functions: the C++ ones copy a map of arguments at each call and throw.
    for (std::size_t i = 0; i < addresses.size() && status == dnnl_success; ++i) {
        if (addresses[i] == nullptr) continue;
        status = dnnl_memory_set_data_handle(memories[i].get(), const_cast<void*>(addresses[i]));
        arguments[static_cast<std::size_t>(count++)] = {names[i], memories[i].get()};
    }
    if (status == dnnl_success) status = dnnl_primitive_execute(primitive_.get(), stream, count, arguments.data());
    if (status == dnnl_success) status = dnnl_stream_wait(stream);
    if (status == dnnl_success) return {};
    return fail(status == dnnl_out_of_memory ? ErrorCode::out_of_memory : ErrorCode::internal,
                "oneDNN: {} failed with status {}", implementation_, static_cast<int>(status));
}

dnnl::primitive_attr product_attributes(std::uint32_t activation, bool residual) {
    dnnl::post_ops operations;
    if (activation == shaders::activation_silu)
        operations.append_eltwise(1.0f, dnnl::algorithm::eltwise_swish, 1.0f, 0.0f);
    if (activation == shaders::activation_gelu)
        operations.append_eltwise(1.0f, dnnl::algorithm::eltwise_gelu_erf, 0.0f, 0.0f);
    if (activation == shaders::activation_quick_gelu)
        operations.append_eltwise(1.0f, dnnl::algorithm::eltwise_swish, 1.702f, 0.0f);
    if (residual) operations.append_sum(1.0f);
    dnnl::primitive_attr attributes;
    attributes.set_post_ops(operations);
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attributes;
}

std::string onednn_version() {
    const dnnl_version_t* const v = dnnl_version();
    return std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
}

std::string onednn_instructions() {
    constexpr std::pair<dnnl::cpu_isa, const char*> names[] = {
        {dnnl::cpu_isa::sse41, "sse41"},
        {dnnl::cpu_isa::avx, "avx"},
        {dnnl::cpu_isa::avx2, "avx2"},
        {dnnl::cpu_isa::avx2_vnni, "avx2_vnni"},
        {dnnl::cpu_isa::avx512_core, "avx512_core"},
        {dnnl::cpu_isa::avx512_core_vnni, "avx512_core_vnni"},
        {dnnl::cpu_isa::avx512_core_bf16, "avx512_core_bf16"},
        {dnnl::cpu_isa::avx512_core_amx, "avx512_core_amx"},
    };
    const dnnl::cpu_isa found = dnnl::get_effective_cpu_isa();
    for (const auto& [isa, name] : names)
        if (isa == found) return name;
    return "generic";
}

bool multiplies_bf16() {
    const dnnl::cpu_isa found = dnnl::get_effective_cpu_isa();
    return found == dnnl::cpu_isa::avx512_core_bf16 || found == dnnl::cpu_isa::avx512_core_amx;
}

} // namespace sfumato::cpu
