// Weights made in memory, for tests of ops, plans and networks.
#pragma once

#include "weights/tensor_source.h"

#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace sfumato::test {

/// A TensorSource that owns its data.
class MemoryWeights final : public TensorSource {
public:
    /// Adds a tensor of `dtype` with the given bytes.
    void add(const std::string& name, DType dtype, std::vector<std::int64_t> shape, std::vector<std::byte> bytes) {
        auto data = std::make_unique<std::vector<std::byte>>(std::move(bytes));
        tensors_[name] = TensorView{name, dtype, std::move(shape), Bytes(*data)};
        storage_.push_back(std::move(data));
    }
    /// Adds an f32 tensor of given values.
    void add(const std::string& name, std::vector<std::int64_t> shape, const std::vector<float>& values) {
        std::vector<std::byte> bytes(values.size() * sizeof(float));
        std::memcpy(bytes.data(), values.data(), bytes.size());
        add(name, DType::f32, std::move(shape), std::move(bytes));
    }
    /// Adds an f32 tensor of normal values with standard deviation `sigma` around `mean`.
    void add_random(const std::string& name, std::vector<std::int64_t> shape, unsigned seed, float sigma = 0.1f,
                    float mean = 0.0f) {
        std::int64_t n = 1;
        for (const std::int64_t d : shape)
            n *= d;
        std::mt19937 engine(seed);
        std::normal_distribution<float> normal(mean, sigma);
        std::vector<float> values(static_cast<std::size_t>(n));
        for (float& v : values)
            v = normal(engine);
        add(name, std::move(shape), values);
    }
    void remove(const std::string& name) { tensors_.erase(name); }

    const TensorView* find(std::string_view name) const override {
        const auto it = tensors_.find(name);
        return it == tensors_.end() ? nullptr : &it->second;
    }
    std::vector<std::string> names() const override {
        std::vector<std::string> out;
        for (const auto& [name, view] : tensors_)
            out.push_back(name);
        return out;
    }
    std::string origin() const override { return "memory"; }

private:
    std::map<std::string, TensorView, std::less<>> tensors_;
    std::vector<std::unique_ptr<std::vector<std::byte>>> storage_;
};

} // namespace sfumato::test
