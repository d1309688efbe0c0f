// The ops that `sfumato-cli bench` times, at the shapes that networks have.
#pragma once

#include "base/error.h"
#include "tensor/program.h"
#include "weights/tensor_source.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sfumato {

struct BenchKind;

/// One op at one shape. The meaning of the sizes is the kind's; the first one (rows, height or queries) may be scaled.
struct BenchCase {
    const char* group; ///< "small" (the built-in model, 128x128), "sd15" (512x512), "sdxl", "flux" (1024x1024)
    const BenchKind* kind;
    std::array<int, 4> sizes;
};

/// In the order in which they are measured.
std::span<const BenchCase> bench_cases();

/// "conv3x3 64x64 320->320"
std::string case_name(const BenchCase& c);

/// Pseudo-random weights of one case: f16 matrices, as checkpoints have them, and f32 vectors.
class BenchWeights final : public TensorSource {
public:
    void add(std::string name, std::vector<std::int64_t> shape, DType dtype);
    const TensorView* find(std::string_view name) const override;
    std::vector<std::string> names() const override;
    std::string origin() const override { return "weights of a measurement"; }

private:
    struct Held {
        std::vector<std::byte> bytes;
        TensorView view;
    };
    std::vector<std::unique_ptr<Held>> held_;
};

/// `copies` times the op of a case on the same input "x" (attention: "x", "keys"), each with a result of its own that
/// nobody reads; the last one ends in a small output "out", so that it can be seen to be finite. `weights` is filled
/// and must live as long as the program. `scale` is 1, 1/2, 1/4 ...
Result<std::shared_ptr<Program>> record_case(const BenchCase& c, double scale, int copies, DType activation,
                                             BenchWeights& weights);

} // namespace sfumato
