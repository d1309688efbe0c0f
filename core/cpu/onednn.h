// oneDNN primitives with their arguments. Only .cpp files of this folder include this: its exceptions end there.
#pragma once

#include "base/error.h"
#include "cpu/step.h"

#include <dnnl.hpp>

#include <array>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

namespace sfumato::cpu {

/// The engine and stream of the processor.
class OneDnn {
public:
    explicit OneDnn(int threads) : streams(static_cast<std::size_t>(threads), dnnl::stream(engine)) {
        for (dnnl::stream& stream : streams)
            stream = dnnl::stream(engine);
    }
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    std::vector<dnnl::stream> streams; ///< one for each thread
};

/// Runs `body` and turns an exception of oneDNN into an Error that names `what`.
template <class Body> auto guarded(const char* what, const Body& body) -> decltype(body()) {
    try {
        return body();
    } catch (const dnnl::error& e) {
        const ErrorCode code = e.status == dnnl_out_of_memory ? ErrorCode::out_of_memory : ErrorCode::internal;
        return fail(code, "oneDNN: {}: {} (status {})", what, e.what(), static_cast<int>(e.status));
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::out_of_memory, "oneDNN: {}: out of memory", what);
    }
}

/// A matrix product or convolution ready to run, on several threads at once: y = act(x w + bias), added to what y holds
/// when made so.
class Product {
public:
    template <class Description> Product(OneDnn& onednn, const Description& description, dnnl::primitive primitive)
        : primitive_(std::move(primitive)), streams_(onednn.streams), weights_(description.weights_desc()),
          scratch_bytes_(description.scratchpad_desc().get_size()), implementation_(description.impl_info_str()) {
        for (std::size_t thread = 0; thread < streams_.size(); ++thread)
            memories_.push_back({dnnl::memory(description.src_desc(), onednn.engine, nullptr),
                                 dnnl::memory(description.weights_desc(), onednn.engine, nullptr),
                                 dnnl::memory(description.bias_desc(), onednn.engine, nullptr),
                                 dnnl::memory(description.dst_desc(), onednn.engine, nullptr),
                                 dnnl::memory(description.scratchpad_desc(), onednn.engine, nullptr)});
    }

    struct Addresses {
        const void* src;
        const void* weights;
        const void* bias; ///< null: none
        void* dst;
        void* scratch;
    };
    /// `thread`: of parallel_for(), which may call this on all of them at the same time.
    Result<> run(const Addresses& at, int thread) const;

    const dnnl::memory::desc& weights() const { return weights_; }
    std::uint64_t scratch_bytes() const { return scratch_bytes_; }
    const std::string& implementation() const { return implementation_; }

private:
    dnnl::primitive primitive_;
    std::vector<dnnl::stream> streams_;
    std::vector<std::array<dnnl::memory, 5>> memories_; ///< by thread
    dnnl::memory::desc weights_;
    std::uint64_t scratch_bytes_;
    std::string implementation_;
};

/// parallel_for() over a body that gives a Result<>: the first error met, if any.
template <class Body> Result<> parallel_try(const Threads& threads, std::size_t count, const Body& body) {
    std::mutex mutex;
    Result<> all;
    parallel_for(threads, count, [&](std::size_t i, int thread) {
        Result<> one = body(i, thread);
        if (one) return;
        const std::lock_guard lock(mutex);
        if (all) all = std::move(one);
    });
    return all;
}

/// act(x w + bias), plus what the destination holds with `residual`.
dnnl::primitive_attr product_attributes(std::uint32_t activation, bool residual);

/// The weight in the form that a product wants, from its file's order `plain`, which begins at element `first`.
Result<WeightHandle> blocked_weight(Context& context, const WeightInfo& weight, const dnnl::memory::desc& plain,
                                    const dnnl::memory::desc& wanted, std::size_t first = 0);

/// "2.6.3"
std::string onednn_version();
/// The widest instruction set that oneDNN uses here, as it names it ("avx512_core_amx").
std::string onednn_instructions();

} // namespace sfumato::cpu
