// The small piece of work by which two executors are compared.
#include "engine/device_choice.h"
#include "tensor/ops.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <limits>
#include <memory>

namespace sfumato {
namespace {

constexpr std::int64_t side = 32, channels = 320, width = 640;

/// Weights of some pattern: how long a product takes does not depend on the values, as long as they are normal numbers.
class ProbeWeights final : public TensorSource {
public:
    ProbeWeights() : values_(static_cast<std::size_t>(channels * channels * 9)) {
        for (std::size_t i = 0; i < values_.size(); ++i)
            values_[i] = static_cast<float>(i % 31 + 1) * 1e-4f;
        const std::span<const float> all(values_);
        views_[0] = {"conv.weight", DType::f32, {channels, channels, 3, 3}, std::as_bytes(all)};
        views_[1] = {"linear.weight",
                     DType::f32,
                     {width, channels},
                     std::as_bytes(all.first(static_cast<std::size_t>(width * channels)))};
    }
    const TensorView* find(std::string_view name) const override {
        const auto found =
            std::find_if(views_.begin(), views_.end(), [&](const TensorView& view) { return view.name == name; });
        return found != views_.end() ? &*found : nullptr;
    }
    std::vector<std::string> names() const override { return {views_[0].name, views_[1].name}; }
    std::string origin() const override { return "speed probe"; }

private:
    std::vector<float> values_;
    std::array<TensorView, 2> views_;
};

} // namespace

Result<double> measure_probe(Executor& executor) {
    const ProbeWeights weights;
    auto program = std::make_shared<Program>("speed probe");
    const Weights w(*program, weights);
    const Tensor x = program->input("x", {1, side, side, channels});
    program->output("out", linear(w["linear"], conv2d(w["conv"], x)));
    SF_TRY(const auto loaded, executor.load(program, CancelToken(), {}));

    const std::vector<float> input(static_cast<std::size_t>(side * side * channels), 0.5f);
    std::vector<float> output(static_cast<std::size_t>(side * side * width));
    const std::vector<InputData> inputs{{"x", std::span<const float>(input)}};
    const std::vector<OutputData> outputs{{"out", output}};
    SF_CHECK(loaded->run(inputs, outputs, CancelToken())); // drivers compile kernels in the first run
    double best = std::numeric_limits<double>::infinity();
    for (int run = 0; run < 3; ++run) {
        const auto begin = std::chrono::steady_clock::now();
        SF_CHECK(loaded->run(inputs, outputs, CancelToken()));
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return best;
}

} // namespace sfumato
