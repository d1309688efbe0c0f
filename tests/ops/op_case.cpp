#include "ops/op_case.h"

#include "base/half.h"

#include <cmath>
#include <cstring>

namespace sfumato::test {

float RandomWeights::next() {
    // Sum of four uniform numbers of xorshift64* (Vigna 2016), scaled to variance 1.
    float sum = 0;
    for (int i = 0; i < 4; ++i) {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        sum += static_cast<float>((state_ * 2685821657736338717ull) >> 40) / 16777216.0f - 0.5f;
    }
    return sum * 1.7320508f;
}

void RandomWeights::add(const std::string& name, std::vector<std::int64_t> shape, DType dtype, float scale,
                        float mean) {
    TensorView view{name, dtype, std::move(shape), {}};
    const auto count = static_cast<std::size_t>(view.elements());
    std::vector<std::byte>& bytes = storage_.emplace_back(count * dtype_size(dtype));
    for (std::size_t i = 0; i < count; ++i) {
        const float value = mean + scale * next();
        const std::uint16_t narrow = dtype == DType::f16 ? float_to_half(value) : float_to_bf16(value);
        if (dtype == DType::f32)
            std::memcpy(bytes.data() + i * 4, &value, 4);
        else
            std::memcpy(bytes.data() + i * 2, &narrow, 2);
    }
    view.data = bytes;
    views_[name] = std::move(view);
}

const TensorView* RandomWeights::find(std::string_view name) const {
    const auto it = views_.find(name);
    return it == views_.end() ? nullptr : &it->second;
}

std::vector<std::string> RandomWeights::names() const {
    std::vector<std::string> out;
    for (const auto& [name, view] : views_)
        out.push_back(name);
    return out;
}

Tensor Recorder::input(Shape shape, float scale, float mean) {
    names.push_back("in" + std::to_string(names.size()));
    auto& values = floats_.emplace_back(static_cast<std::size_t>(shape.elements()));
    for (float& v : values)
        v = mean + scale * weights_.next();
    return convert(program_.input(names.back(), shape), program_.activation());
}

Tensor Recorder::ids(Shape shape, int limit) {
    id_names.push_back("ids" + std::to_string(id_names.size()));
    auto& values = id_values.emplace_back(static_cast<std::size_t>(shape.elements()));
    for (auto& v : values)
        v = static_cast<std::int32_t>(weights_.next() * static_cast<float>(limit));
    return program_.input(id_names.back(), shape, DType::i32);
}

std::string Devices::open() {
    log_ = std::make_shared<ValidationLog>();
    for (const bool pretend : {false, true}) {
        GpuOptions given = options();
        if (pretend) given.pretend_class = DeviceClass::discrete;
        given.tuning = std::make_shared<const Tuning>(); // the built-in choices, whatever this machine was tuned to
        auto executor = make_vulkan_executor(given);
        if (!executor) return executor.error().text();
        executors_.push_back(std::move(*executor));
    }
    return {};
}

GpuOptions Devices::options() const {
    GpuOptions options;
    options.validation = true;
    options.validation_log = log_;
    options.keep_pipelines = false;
    return options;
}

Result<Executor*> Devices::tuned(Tuning tuning) {
    GpuOptions given = options();
    given.pretend_class = DeviceClass::discrete;
    given.tuning = std::make_shared<const Tuning>(std::move(tuning));
    SF_TRY(auto executor, make_vulkan_executor(given));
    return tuned_.emplace_back(std::move(executor)).get();
}

void Devices::close() {
    executors_.clear();
    tuned_.clear();
}

std::string Devices::take_messages() {
    if (!log_) return {};
    std::string text;
    const auto messages = log_->messages();
    for (; seen_ < messages.size(); ++seen_)
        text += messages[seen_] + "\n";
    return text;
}

namespace {

Result<std::vector<float>> run_once(LoadedProgram& loaded, const Recorder& recorder) {
    std::vector<InputData> inputs;
    for (std::size_t i = 0; i < recorder.names.size(); ++i)
        inputs.emplace_back(recorder.names[i], std::span<const float>(recorder.floats()[i]));
    for (std::size_t i = 0; i < recorder.id_names.size(); ++i)
        inputs.emplace_back(recorder.id_names[i], std::span<const std::int32_t>(recorder.id_values[i]));
    const Program& program = loaded.program();
    const std::uint32_t id = *program.find_output("out");
    std::vector<float> out(static_cast<std::size_t>(program.tensors()[id].shape.elements()));
    const OutputData outputs[] = {{"out", out}};
    SF_CHECK(loaded.run(inputs, outputs, CancelToken{}));
    return out;
}

} // namespace

Comparison compare(Executor& executor, DType activation, const Record& record, std::uint64_t seed) {
    Comparison result;
    RandomWeights weights(seed * 7919 + 88172645463325252ull);
    auto program = std::make_shared<Program>("case", activation);
    Recorder recorder(*program, weights);
    program->output("out", record(recorder));
    if (const auto finished = program->finish(); !finished) return {finished.error().text()};
    auto loaded = executor.load(program, CancelToken{}, {});
    if (!loaded) return {loaded.error().text()};
    const auto got = run_once(**loaded, recorder);
    const auto again = run_once(**loaded, recorder);
    auto reference = make_reference_executor();
    auto reference_loaded = reference->load(program, CancelToken{}, {});
    if (!reference_loaded) return {reference_loaded.error().text()};
    const auto expected = run_once(**reference_loaded, recorder);
    for (const auto* r : {&got, &again, &expected})
        if (!*r) return {r->error().text()};
    double difference = 0, size = 0;
    for (std::size_t i = 0; i < got->size(); ++i) {
        const double d = static_cast<double>((*got)[i]) - static_cast<double>((*expected)[i]);
        difference += d * d;
        size += static_cast<double>((*expected)[i]) * static_cast<double>((*expected)[i]);
    }
    result.relative_rms = std::sqrt(difference / (size > 0 ? size : 1.0));
    result.repeatable = std::memcmp(got->data(), again->data(), got->size() * sizeof(float)) == 0;
    return result;
}

double tolerance(DType activation) {
    return activation == DType::f16 ? 1e-3 : 2e-6;
}

} // namespace sfumato::test
