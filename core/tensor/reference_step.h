// What the plain C++ meaning of an op sees of its step.
#pragma once

#include "tensor/program.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace sfumato {

/// Values of all tensors of a program while the reference executor runs it: floats, whatever the stored type.
struct ReferenceMemory {
    std::vector<std::vector<float>> floats;     ///< by tensor id; empty for i32 tensors and for those not alive
    std::vector<std::vector<std::int32_t>> ids; ///< by tensor id, only i32 inputs
};

class ReferenceStep {
public:
    ReferenceStep(const Program& program, const Step& step, ReferenceMemory& memory)
        : program_(program), step_(step), memory_(memory) {}

    template <class P> P params() const { return step_.params.as<P>(); }
    bool has(std::size_t operand) const { return step_.in[operand].kind != Operand::Kind::none; }
    std::span<const float> tensor(std::size_t operand) const;
    /// Rows of an operand of `width` channels with those of another, where there is one, behind them.
    std::vector<float> joined(std::size_t first, std::size_t second, std::size_t width) const;
    std::span<const std::int32_t> ids(std::size_t operand) const;
    /// A weight as floats, in the file's own order.
    std::vector<float> weight(std::size_t operand) const;
    /// A matrix or convolution weight as [taps*k][n], tap-major: the transposed order in which it is multiplied.
    std::vector<float> weight_by_input(std::size_t operand) const;
    std::span<float> out() const { return memory_.floats[step_.out]; }

private:
    const Program& program_;
    const Step& step_;
    ReferenceMemory& memory_;
};

/// Calls body(begin, end) on parts of [0, count), on as many threads as there are cores. The parts are independent, so
/// the result does not depend on their number.
void parallel_ranges(std::size_t count, const std::function<void(std::size_t, std::size_t)>& body);

/// act(x) in double; codes of shaders/lib/activation.h.
double apply_activation(std::uint32_t activation, double x);

} // namespace sfumato
