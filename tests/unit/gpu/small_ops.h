// Programs recorded by hand over three simple shaders, so that these tests do not depend on the ops of core/tensor.
#pragma once

#include "gpu/executor.h"
#include "tensor/program.h"

#include <QtTest>

#include <memory>
#include <string>
#include <vector>

namespace sfumato::gputest {

/// x * scale + shift
Tensor scaled(Tensor x, float scale, float shift);
/// a + b of one shape
Tensor sum(Tensor a, Tensor b);
/// Rows of a table at ids; the table lives as long as the caller keeps `data`.
Tensor gathered(Tensor ids, DType dtype, std::span<const std::byte> data, std::uint32_t rows, std::uint32_t width);
/// An op that has no shader.
Tensor without_shader(Tensor x);

/// y = a chain of `steps` times (x * 0.5 + 1), input "x", output "y".
std::shared_ptr<Program> chain(std::int64_t count, int steps);
/// What chain() computes.
float chain_value(float x, int steps);

/// Options with validation into `log`, keeping no pipelines.
GpuOptions checked_options(std::shared_ptr<ValidationLog> log);
std::unique_ptr<LoadedProgram> load(Executor& executor, std::shared_ptr<const Program> program);
/// Runs a chain() on x[i] = i % 97 and compares all values.
bool chain_is_right(LoadedProgram& program, int steps, float tolerance = 0.0f);

inline bool no_device() {
    const auto devices = list_devices();
    return !devices;
}

} // namespace sfumato::gputest

/// For initTestCase(): these tests need a device, and say so when there is none.
#define SKIP_WITHOUT_DEVICE()                                                                                          \
    if (sfumato::gputest::no_device()) QSKIP("no Vulkan device on this machine (install mesa-vulkan-drivers)")
