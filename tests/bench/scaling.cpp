// How time and memory of a U-Net call grow with size and batch: plans and estimates, measured where there is time; see
// README.md. Prints CSV.
#include "cpu/executor.h"
#include "gpu/executor.h"
#include "models/unet.h"
#include "tensor/rates_file.h"
#include "weights/model_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

namespace {

using namespace sfumato;

struct Request {
    std::string model;
    bool vulkan = false;
    double seconds = 0; ///< a size is measured when its calls are estimated to take no longer
    int runs = 3;
};

constexpr int sides[] = {256, 384, 512, 640, 768, 896, 1024};
constexpr int batches[] = {1, 2, 4, 8};
constexpr int text_tokens = 77;

double core_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct Measured {
    double ms = 0, core_ms = 0;
    std::uint64_t peak_bytes = 0;
};

Result<Measured> measure(Executor& executor, const std::shared_ptr<const Program>& program, int runs) {
    SF_TRY(auto loaded, executor.load(program, CancelToken{}, {}));
    std::vector<std::vector<float>> values;
    for (const TensorInfo& t : program->tensors())
        if (t.is_input) values.emplace_back(static_cast<std::size_t>(t.shape.elements()), 0.25f);
    std::vector<InputData> all, each; // what the text says is given once
    for (const TensorInfo& t : program->tensors()) {
        if (!t.is_input) continue;
        all.emplace_back(t.name, std::span<const float>(values[all.size()]));
        if (!t.is_kept) each.push_back(all.back());
    }
    std::vector<double> wall, core;
    for (int run = 0; run <= runs; ++run) {
        const double core_begin = core_seconds();
        const auto begin = std::chrono::steady_clock::now();
        SF_CHECK(loaded->run(run == 0 ? all : each, {}, CancelToken{}));
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        if (run == 0) continue; // it touches the memory and compiles the kernels
        wall.push_back(took.count());
        core.push_back((core_seconds() - core_begin) * 1e3);
    }
    return Measured{median(wall), median(core), executor.peak_device_bytes()};
}

Result<std::unique_ptr<Executor>> open(const Request& q) {
    if (q.vulkan) return make_vulkan_executor();
    return make_cpu_executor();
}

std::string field(double value) {
    return value > 0 ? fmt::format("{:.3f}", value) : std::string();
}

/// Native code keeps matrices as f32; on Vulkan they stay as in the file.
std::uint64_t weight_bytes(const Request& q, const Program& program, const Plan& plan) {
    if (q.vulkan) return plan.weight_bytes;
    std::uint64_t sum = 0;
    for (const WeightInfo& w : program.weights())
        sum += static_cast<std::uint64_t>(w.n) * w.k * w.taps * sizeof(float);
    return sum;
}

Result<> print_row(const Request& q, const ModelFiles& files, const Features& features, int side, int batch) {
    SF_TRY(const auto program, unet_program(*files.unet, files.unet_config, {batch, side / 8, side / 8, text_tokens}));
    SF_TRY(const Plan plan, make_plan(*program, features));
    const DeviceRates rates = load_rates(features), core_rates = load_rates(cpu_time_of(features));
    const double ms = estimate_milliseconds(*program, rates);
    const double core_ms = core_rates.guess ? 0 : estimate_milliseconds(*program, core_rates);
    Measured measured;
    if (ms * (q.runs + 1) <= q.seconds * 1e3) {
        SF_TRY(const auto executor, open(q)); // a new one for each: its peak is that of this program
        const Result<Measured> done = measure(*executor, program, q.runs);
        if (done)
            measured = *done;
        else
            fmt::print(stderr, "{} x {}: {}\n", side, batch, done.error().text());
    }
    fmt::print("{},{},{},{},{},{:.3f},{},{},{},{}\n", side, batch, program->steps().size(),
               plan.arena_bytes + plan.kept_bytes, weight_bytes(q, *program, plan), ms, field(core_ms),
               field(measured.ms), field(measured.core_ms),
               measured.peak_bytes > 0 ? std::to_string(measured.peak_bytes) : "");
    std::fflush(stdout);
    return {};
}

Result<> print_table(const Request& q) {
    ModelOverrides overrides;
    SF_TRY(const ModelFiles files, open_model(q.model, overrides));
    SF_TRY(const auto executor, open(q));
    const Features features = executor->features();
    fmt::print(stderr, "{} ({}){}\n", features.device_name, features.driver,
               load_rates(features).guess ? "; estimates are guesses: run sfumato-cli bench before" : "");
    fmt::print(
        "side,batch,dispatches,arena_bytes,weight_bytes,estimate_ms,estimate_core_ms,measured_ms,measured_core_ms,"
        "peak_bytes\n");
    for (const int batch : batches)
        for (const int side : sides)
            SF_CHECK(print_row(q, files, features, side, batch));
    return {};
}

} // namespace

int main(int count, char** arguments) {
    Request q;
    for (int i = 1; i < count; ++i) {
        const std::string_view a = arguments[i];
        if (a == "--vulkan")
            q.vulkan = true;
        else if (a == "--seconds" && i + 1 < count)
            q.seconds = std::atof(arguments[++i]);
        else if (a == "--runs" && i + 1 < count)
            q.runs = std::max(1, std::atoi(arguments[++i]));
        else
            q.model = a;
    }
    if (q.model.empty()) {
        fmt::print(stderr, "usage: sfumato-scaling [--vulkan] [--seconds N] [--runs N] MODEL\n"
                           "Sizes whose calls are estimated to take at most N seconds are measured.\n");
        return 2;
    }
    const auto done = print_table(q);
    if (done) return 0;
    fmt::print(stderr, "error: {}\n", done.error().text());
    return 4;
}
