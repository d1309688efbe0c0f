// Times whole networks of a model on the native CPU executor or a Vulkan device; see README.md.
#include "base/hash.h"
#include "cpu/executor.h"
#include "gpu/executor.h"
#include "models/unet.h"
#include "models/vae.h"
#include "weights/model_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

namespace {

using namespace sfumato;

struct Request {
    CpuOptions cpu;
    std::string executor = "cpu", model, network;
    int batch = 1, height = 32, width = 32, runs = 5;
    bool steps = false, on_demand = false;
};

struct Timing {
    double wall = 0, core = 0; ///< seconds
    std::string hash;          ///< of the first output: equal on any number of threads
};

std::vector<std::vector<float>> make_inputs(const Program& program) {
    std::vector<std::vector<float>> values;
    for (const TensorInfo& t : program.tensors()) {
        if (!t.is_input) continue;
        auto& v = values.emplace_back(static_cast<std::size_t>(t.shape.elements()));
        for (std::size_t i = 0; i < v.size(); ++i)
            v[i] = static_cast<float>(i * 2654435761u % 2001) / 1000.0f - 1.0f;
    }
    return values;
}

/// A network with its inputs, ready to be run again and again.
class Runner {
public:
    explicit Runner(LoadedProgram& loaded) : loaded_(loaded), values_(make_inputs(loaded.program())) {
        for (const TensorInfo& t : loaded.program().tensors()) {
            if (t.is_input) {
                inputs_.emplace_back(t.name, std::span<const float>(values_[inputs_.size()]));
                if (!t.is_kept) changing_.push_back(inputs_.back());
            }
            if (!t.is_output || !name_.empty()) continue;
            name_ = t.name;
            out_.resize(static_cast<std::size_t>(t.shape.elements()));
        }
    }

    Result<Timing> run() {
        const OutputData outputs[] = {{name_, out_}};
        const std::clock_t cpu_begin = std::clock();
        const auto begin = std::chrono::steady_clock::now();
        SF_CHECK(loaded_.run(first_ ? inputs_ : changing_, outputs, CancelToken{}));
        first_ = false;
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
        return Timing{wall.count(), static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC, {}};
    }

    std::string hash() const { return sha256_hex(std::as_bytes(std::span(out_))).substr(0, 16); }

private:
    LoadedProgram& loaded_;
    std::vector<std::vector<float>> values_;
    std::vector<InputData> inputs_, changing_; // kept inputs are given once
    bool first_ = true;
    std::string name_;
    std::vector<float> out_;
};

Result<Timing> time_runs(LoadedProgram& loaded, int runs) {
    Runner runner(loaded);
    SF_CHECK(runner.run()); // touches the memory
    std::vector<Timing> timings;
    for (int run = 0; run < runs; ++run) {
        SF_TRY(const Timing t, runner.run());
        timings.push_back(t);
    }
    auto middle = [&](auto member) {
        std::sort(timings.begin(), timings.end(),
                  [&](const Timing& a, const Timing& b) { return a.*member < b.*member; });
        return timings[timings.size() / 2].*member;
    };
    return Timing{middle(&Timing::wall), middle(&Timing::core), runner.hash()};
}

/// One run and one line of JSON for every line of input.
Result<> answer(LoadedProgram& loaded) {
    Runner runner(loaded);
    for (std::string line; std::getline(std::cin, line);) {
        SF_TRY(const Timing t, runner.run());
        fmt::print("{{\"wall\": {}, \"core_seconds\": {}}}\n", t.wall, t.core);
        std::fflush(stdout);
    }
    return {};
}

void print_steps(const LoadedProgram& loaded) {
    std::map<std::string, std::pair<double, double>> sums; // milliseconds and FLOPs by op
    for (const StepTime& t : loaded.last_profile()) {
        auto& [time, flops] = sums[t.op];
        time += t.milliseconds;
        flops += loaded.program().cost(loaded.program().steps()[t.step]).flops;
    }
    for (const auto& [op, sum] : sums)
        fmt::print("  {:<18} {:9.2f} ms {:8.1f} GFLOP/s\n", op, sum.first, sum.second / sum.first * 1e-6);
}

Result<std::unique_ptr<Executor>> open_executor(const Request& q) {
    if (q.executor == "cpu") return make_cpu_executor(q.cpu);
    GpuOptions gpu;
    gpu.profiling = q.steps;
    gpu.keep_pipelines = false;
    return make_vulkan_executor(gpu);
}

Result<> measure(const Request& q) {
    ModelOverrides overrides;
    SF_TRY(const ModelFiles files, open_model(q.model, overrides));
    std::shared_ptr<Program> program;
    if (q.network == "unet") {
        SF_TRY(program, unet_program(*files.unet, files.unet_config, {q.batch, q.height, q.width, 77}));
    } else {
        SF_TRY(program, vae_decoder_program(*files.vae, files.vae_config, q.batch, q.height, q.width));
    }
    SF_TRY(auto executor, open_executor(q));
    const auto begin = std::chrono::steady_clock::now();
    SF_TRY(auto loaded, executor->load(program, CancelToken{}, {}));
    const std::chrono::duration<double> load = std::chrono::steady_clock::now() - begin;
    if (q.on_demand) return answer(*loaded);
    SF_TRY(const Timing t, time_runs(*loaded, q.runs));
    const double flops = program->cost().flops;
    const ProgramStats stats = loaded->stats();
    fmt::print("{}\n{}, {}\n", program->name(), executor->features().device_name, executor->features().driver);
    fmt::print("load {:.2f} s; run {:.3f} s, {:.3f} core-seconds (medians of {}); {:.1f} GFLOP, {:.1f} GFLOP per "
               "core-second\n",
               load.count(), t.wall, t.core, q.runs, flops * 1e-9, flops / t.core * 1e-9);
    fmt::print("{} steps, weights {} MiB, arena and scratch {} MiB, lower bound {} MiB; output {}\n", stats.dispatches,
               stats.weight_bytes >> 20, stats.arena_bytes >> 20, stats.arena_lower_bound >> 20, t.hash);
    if (q.steps) print_steps(*loaded);
    return {};
}

} // namespace

int main(int count, char** arguments) {
    Request q;
    std::vector<std::string> plain;
    for (int i = 1; i < count; ++i) {
        const std::string_view a = arguments[i];
        if (a == "--bf16")
            q.cpu.allow_bf16 = true;
        else if (a == "--steps")
            q.steps = q.cpu.profiling = true;
        else if (a == "--executor" && i + 1 < count)
            q.executor = arguments[++i];
        else if (a == "--on-demand")
            q.on_demand = true;
        else if (a == "--threads" && i + 1 < count)
            q.cpu.threads = std::atoi(arguments[++i]);
        else if (a == "--runs" && i + 1 < count)
            q.runs = std::max(1, std::atoi(arguments[++i]));
        else
            plain.emplace_back(a);
    }
    if (plain.size() != 5 || (q.executor != "cpu" && q.executor != "vulkan") ||
        (plain[1] != "unet" && plain[1] != "vae")) {
        fmt::print(stderr, "usage: sfumato-network-bench [--executor cpu|vulkan] [--bf16] [--steps] [--threads N] "
                           "[--runs N] [--on-demand] MODEL unet|vae BATCH HEIGHT WIDTH\n"
                           "HEIGHT and WIDTH are those of the latents.\n");
        return 2;
    }
    q.model = plain[0];
    q.network = plain[1];
    q.batch = std::atoi(plain[2].c_str());
    q.height = std::atoi(plain[3].c_str());
    q.width = std::atoi(plain[4].c_str());
    const auto measured = measure(q);
    if (measured) return 0;
    fmt::print(stderr, "error: {}\n", measured.error().text());
    return 4;
}
