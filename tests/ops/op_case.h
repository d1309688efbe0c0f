// One op (or a few) recorded into a small program with random data, run on two executors, compared.
#pragma once

#include "gpu/executor.h"
#include "tensor/ops.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sfumato::test {

/// Random weights under any name, made when they are added.
class RandomWeights final : public TensorSource {
public:
    explicit RandomWeights(std::uint64_t seed) : state_(seed) {}
    /// Values of a normal-like distribution around `mean`, rounded to `dtype` (f32, f16 or bf16).
    void add(const std::string& name, std::vector<std::int64_t> shape, DType dtype, float scale, float mean = 0.0f);
    const TensorView* find(std::string_view name) const override;
    std::vector<std::string> names() const override;
    std::string origin() const override { return "random weights"; }
    /// Next pseudo-random number of mean 0 and variance 1, the same on every machine.
    float next();

private:
    std::uint64_t state_;
    std::deque<std::vector<std::byte>> storage_;
    std::map<std::string, TensorView, std::less<>> views_;
};

/// What the recording function of a case works with.
class Recorder {
public:
    Recorder(Program& program, RandomWeights& weights) : program_(program), weights_(weights) {}
    /// An input of random values, converted to the type in which the program stores activations.
    Tensor input(Shape shape, float scale = 1.0f, float mean = 0.0f);
    /// An input of ids in [0, limit), some of them outside of it on either side.
    Tensor ids(Shape shape, int limit);
    RandomWeights& random() { return weights_; }
    Weights weights() { return Weights(program_, weights_); }
    const std::vector<std::vector<float>>& floats() const { return floats_; }

    std::vector<std::string> names; ///< of float inputs, by position in floats()
    std::vector<std::string> id_names;
    std::vector<std::vector<std::int32_t>> id_values;

private:
    Program& program_;
    RandomWeights& weights_;
    std::vector<std::vector<float>> floats_;
};

using Record = std::function<Tensor(Recorder&)>;

/// Vulkan executors that all cases of a test program share, with everything that validation said.
class Devices {
public:
    /// Empty when all is well, else why there is no Vulkan device.
    std::string open();
    /// A further executor: kernels of GPUs by these choices. Closed with the others; count() leaves it out.
    Result<Executor*> tuned(Tuning tuning);
    void close();
    std::size_t count() const { return executors_.size(); }
    Executor& executor(std::size_t i) { return *executors_[i]; }
    /// Messages since the last call, one a line.
    std::string take_messages();

private:
    GpuOptions options() const;
    std::vector<std::unique_ptr<Executor>> executors_, tuned_;
    std::shared_ptr<ValidationLog> log_;
    std::size_t seen_ = 0;
};

struct Comparison {
    std::string error; ///< of recording, loading or running; empty when it ran
    double relative_rms = 0;
    bool repeatable = true; ///< two runs gave equal bytes
};

/// Records `record` in a program of that activation type, runs it on `executor` twice and on the reference executor.
Comparison compare(Executor& executor, DType activation, const Record& record, std::uint64_t seed);

/// Tolerance of compare() for that type: f32 2e-6, f16 storage 1e-3.
double tolerance(DType activation);

} // namespace sfumato::test
