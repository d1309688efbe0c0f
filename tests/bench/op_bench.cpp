// Times single ops on the Vulkan executor; see README.md.
#include "ops/op_case.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace {

using namespace sfumato;
using namespace sfumato::test;

struct Request {
    GpuOptions gpu;
    DType activation = DType::f32;
    DType weight = DType::f32;
    std::string op;
    std::vector<int> sizes;
};

struct Kind {
    const char* op;
    std::size_t sizes;
    Tensor (*record)(Recorder& r, const Request& request);
};

void add_weight(Recorder& r, DType type, std::vector<std::int64_t> shape) {
    r.random().add("bias", {shape[0]}, DType::f32, 0.1f);
    r.random().add("weight", std::move(shape), type, 0.05f);
}

const Kind kinds[] = {
    {"linear", 3,
     [](Recorder& r, const Request& q) {
         add_weight(r, q.weight, {q.sizes[2], q.sizes[1]});
         return linear(r.weights(), r.input({1, q.sizes[0], q.sizes[1]}));
     }},
    {"conv", 4,
     [](Recorder& r, const Request& q) {
         add_weight(r, q.weight, {q.sizes[3], q.sizes[2], 3, 3});
         return conv2d(r.weights(), r.input({1, q.sizes[0], q.sizes[1], q.sizes[2]}));
     }},
    {"attention", 4,
     [](Recorder& r, const Request& q) {
         const int width = q.sizes[2] * q.sizes[3];
         const Tensor x = r.input({1, q.sizes[0], width}), k = r.input({1, q.sizes[1], width});
         return attention(x, k, k, q.sizes[2]);
     }},
    {"group_norm", 3,
     [](Recorder& r, const Request& q) {
         add_weight(r, DType::f32, {q.sizes[2]});
         return group_norm(r.weights(), r.input({1, q.sizes[0], q.sizes[1], q.sizes[2]}), 32, 1e-5f, Activation::silu);
     }},
    {"layer_norm", 2,
     [](Recorder& r, const Request& q) {
         add_weight(r, DType::f32, {q.sizes[1]});
         return layer_norm(r.weights(), r.input({1, q.sizes[0], q.sizes[1]}), 1e-5f);
     }},
    {"unary", 1,
     [](Recorder& r, const Request& q) {
         return activate(r.input({1, q.sizes[0]}), Activation::silu);
     }},
};

Result<Request> parse(int argc, char** argv) {
    Request q;
    q.gpu.profiling = true;
    q.gpu.keep_pipelines = false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view a = argv[i];
        const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
        if (a == "--f16")
            q.activation = DType::f16;
        else if (a == "--class" && value == "discrete")
            q.gpu.pretend_class = DeviceClass::discrete, ++i;
        else if (a == "--weights")
            q.weight = value == "f16" ? DType::f16 : value == "bf16" ? DType::bf16 : DType::f32, ++i;
        else if (q.op.empty())
            q.op = a;
        else
            q.sizes.push_back(std::atoi(argv[i]));
    }
    return q;
}

Result<> measure(const Request& q, const Kind& kind) {
    SF_TRY(auto executor, make_vulkan_executor(q.gpu));
    RandomWeights weights(1);
    auto program = std::make_shared<Program>("bench", q.activation);
    Recorder recorder(*program, weights);
    program->output("out", kind.record(recorder, q));
    SF_CHECK(program->finish());
    SF_TRY(auto loaded, executor->load(program, CancelToken{}, {}));
    std::vector<InputData> inputs;
    for (std::size_t i = 0; i < recorder.names.size(); ++i)
        inputs.emplace_back(recorder.names[i], std::span<const float>(recorder.floats()[i]));
    std::vector<double> best(program->steps().size(), 1e30);
    double core_seconds = 1e30; // CPU drivers compute in this process, so its CPU time is right on busy machines too
    for (int run = 0; run < 6; ++run) {
        const std::clock_t cpu_begin = std::clock();
        const auto begin = std::chrono::steady_clock::now();
        SF_CHECK(loaded->run(inputs, {}, CancelToken{}));
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
        if (run > 0)
            core_seconds = std::min(core_seconds, static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC);
        if (run == 0) std::printf("first run %.2f s\n", wall.count());
        for (const StepTime& t : loaded->last_profile())
            if (run > 0) best[t.step] = std::min(best[t.step], t.milliseconds);
    }
    for (std::size_t i = 0; i < best.size(); ++i) {
        const Step& step = program->steps()[i];
        std::printf("%-18s %10.3f ms %8.2f GFLOP/s\n", step.op->name, best[i],
                    program->cost(step).flops / best[i] * 1e-6);
    }
    std::printf("%.4f s of this process's CPU time per run, %.2f GFLOP per core-second\n", core_seconds,
                program->cost().flops / core_seconds * 1e-9);
    return {};
}

} // namespace

int main(int argc, char** argv) {
    const auto request = parse(argc, argv);
    for (const Kind& kind : kinds) {
        if (request->op != kind.op || request->sizes.size() != kind.sizes) continue;
        const auto measured = measure(*request, kind);
        if (measured) return 0;
        std::fprintf(stderr, "error: %s\n", measured.error().text().c_str());
        return 4;
    }
    std::fprintf(
        stderr,
        "usage: sfumato-op-bench [--class discrete] [--f16] [--weights f32|f16|bf16] OP SIZES... (see README.md)\n");
    return 2;
}
