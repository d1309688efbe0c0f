// Record: ops look eager but only check shapes and append steps to the Program of their tensors. No device is touched.
#pragma once

#include "base/dtype.h"
#include "base/error.h"
#include "tensor/features.h"
#include "tensor/shape.h"

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace sfumato {

class Program;
struct Step;

/// A value of a Program: a handle, cheap to copy. A default-constructed or poisoned tensor makes later ops no-ops.
class Tensor {
public:
    Tensor() = default;
    Tensor(Program* program, std::uint32_t id) : program_(program), id_(id) {}
    bool valid() const { return program_ != nullptr && id_ != none; }
    const Shape& shape() const;
    DType dtype() const;
    Program* program() const { return program_; }
    std::uint32_t id() const { return id_; }

    static constexpr std::uint32_t none = 0xFFFFFFFFu;

private:
    Program* program_ = nullptr;
    std::uint32_t id_ = none;
};

/// How a weight is laid out on the device.
enum class WeightLayout : std::uint8_t {
    vector, ///< n values as f32 (biases, norm gains)
    matrix, ///< [n][k] in the file; packed as [N/NB][K][NB] in its own dtype, see pack.h
    conv,   ///< [n][c][kh][kw] in the file; a matrix with k = (ky*kw + kx)*c + channel, packed likewise
    rows,   ///< [n][k] kept row by row in its own dtype (embedding tables)
};

/// A weight that a Program reads: one tensor of the checkpoint, or several of one type stacked along n (to_q, to_k and
/// to_v make one product). The bytes stay valid as long as the checkpoint they came from.
struct WeightInfo {
    std::string name;         ///< of the first part
    DType dtype = DType::f32; ///< f32, f16 or bf16 (other types are converted by the loader to f32)
    std::vector<std::span<const std::byte>> parts; ///< each whole outputs, in the file's order
    WeightLayout layout = WeightLayout::vector;
    std::uint32_t n = 0;    ///< outputs (rows of the matrix) of all parts, or the vector's length
    std::uint32_t k = 0;    ///< inputs per tap; 1 for vectors
    std::uint32_t taps = 1; ///< kh*kw
    /// The first half of the outputs are values, the second their gates (GEGLU): packed in fours by turns, so that
    /// whoever computes a value has its gate too. n is a multiple of 8.
    bool gated = false;

    /// Bytes of one output in the file, of a part, of all parts.
    std::uint64_t output_bytes() const { return static_cast<std::uint64_t>(k) * taps * dtype_size(dtype); }
    std::uint32_t outputs(std::size_t part) const {
        return static_cast<std::uint32_t>(parts[part].size() / output_bytes());
    }
    std::uint64_t file_bytes() const { return n * output_bytes(); }
};

/// What makes two weights the same data in the same layout: they may share memory.
using WeightKey = std::tuple<std::vector<const std::byte*>, std::uint64_t, DType, WeightLayout, std::uint32_t,
                             std::uint32_t, std::uint32_t, bool>;
WeightKey key_of(const WeightInfo& weight);

/// What a step reads: a tensor, a weight, or nothing (an absent bias).
struct Operand {
    enum class Kind : std::uint8_t { none, tensor, weight };
    Kind kind = Kind::none;
    std::uint32_t index = 0;
};

/// The step's numbers, as the shader's push constants hold them behind the addresses (shaders/<op>.h).
class Params {
public:
    static constexpr std::size_t capacity = 80;
    Params() = default;
    template <class P>
    requires std::is_trivially_copyable_v<P>
    explicit Params(const P& value) : size_(sizeof(P)) {
        static_assert(sizeof(P) <= capacity && sizeof(P) % 4 == 0);
        std::memcpy(bytes_.data(), &value, sizeof(P));
    }
    template <class P> P as() const {
        expect(size_ == sizeof(P), "Params: wrong type");
        P value;
        std::memcpy(&value, bytes_.data(), sizeof(P));
        return value;
    }
    std::span<const std::byte> bytes() const { return {bytes_.data(), size_}; }

private:
    std::array<std::byte, capacity> bytes_{};
    std::size_t size_ = 0;
};

/// How a step runs on a Vulkan device: one dispatch of one shader variant.
/// Push constants are the 64-bit addresses of all inputs in order (0 for absent ones), then of the output, then
/// `params`.
struct Dispatch {
    std::uint32_t shader = 0; ///< index into the shader bank (shaders/bank.h)
    std::array<std::uint32_t, 3> groups{1, 1, 1};
    std::array<std::uint32_t, 16> constants{}; ///< specialisation constants 0..n-1
    std::uint32_t constant_count = 0;
    std::uint32_t subgroup_size = 0; ///< of full subgroups that the kernel requires; 0: any
    Params params;                   ///< usually the step's own
};

/// Arithmetic and memory traffic of a step, for the roofline estimate.
struct Cost {
    double flops = 0;
    double bytes = 0;
};

class ReferenceStep;

/// One operator: its name, its plain C++ meaning, how it runs on a device. Each is a constant in
/// core/tensor/ops/<op>.cpp.
struct OpInfo {
    const char* name;
    void (*reference)(const ReferenceStep& step);
    Dispatch (*dispatch)(const Program& program, const Step& step, const Features& features);
    double (*flops)(const Program& program, const Step& step);
    /// Input operand whose memory the output may take over element by element (-1: none).
    int in_place_operand = -1;
    /// What kernels there are to choose from on a device; null: always one.
    Tunable (*tunable)(const Program& program, const Step& step, const Features& features) = nullptr;
};

/// One recorded operation.
struct Step {
    const OpInfo* op = nullptr;
    std::vector<Operand> in;
    std::uint32_t out = Tensor::none; ///< tensor id
    Params params;
};

struct TensorInfo {
    Shape shape;
    DType dtype = DType::f32;
    std::string name; ///< of inputs and outputs and tapped activations; else empty
    bool is_input = false;
    bool is_output = false;
    bool is_kept = false; ///< an input that keeps its value from run to run
    std::uint64_t bytes() const { return static_cast<std::uint64_t>(shape.elements()) * dtype_size(dtype); }
};

/// A recorded network: data that can be printed, planned, costed, run by any executor.
/// Tensors hold its address, so it neither copies nor moves.
class Program {
public:
    /// `activation`: element type in which ops store their results (f32 or f16).
    explicit Program(std::string name, DType activation = DType::f32)
        : name_(std::move(name)), activation_(activation) {}
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// A tensor that the caller fills before each run. dtype f32, f16 (given as floats, stored as halves) or i32.
    Tensor input(std::string name, Shape shape, DType dtype = DType::f32);
    /// The same, but what it was given once it keeps until it is given anew. It lies outside the arena.
    Tensor kept_input(std::string name, Shape shape, DType dtype = DType::f32);
    /// Marks a tensor as a result that run() hands out (as f32).
    void output(std::string name, Tensor tensor);
    /// Registers a weight once per (data, layout) and returns its index.
    std::uint32_t weight(WeightInfo info);
    /// Appends a step; called by ops. The result has `shape` and `dtype`.
    Tensor append(const OpInfo& op, std::vector<Operand> in, const Params& params, Shape shape, DType dtype);

    /// Latches the first error; later ops are poisoned.
    void fail(Error error);
    bool failed() const { return error_.has_value(); }
    /// The latched error, if any. A program without outputs is an error too.
    Result<> finish() const;

    const std::string& name() const { return name_; }
    DType activation() const { return activation_; }
    const std::vector<TensorInfo>& tensors() const { return tensors_; }
    const std::vector<WeightInfo>& weights() const { return weights_; }
    const std::vector<Step>& steps() const { return steps_; }
    std::optional<std::uint32_t> find_input(std::string_view name) const;
    std::optional<std::uint32_t> find_output(std::string_view name) const;
    /// FLOPs, and bytes read and written when nothing is cached.
    Cost cost(const Step& step) const;
    Cost cost() const;
    /// Keeps `owner` (a checkpoint) alive as long as the program.
    void keep_alive(std::shared_ptr<const void> owner) { owners_.push_back(std::move(owner)); }

private:
    std::string name_;
    DType activation_;
    std::vector<TensorInfo> tensors_;
    std::vector<WeightInfo> weights_;
    std::vector<Step> steps_;
    std::optional<Error> error_;
    std::vector<std::shared_ptr<const void>> owners_;
};

/// Bytes of a weight on the device in its layout (pack.h does the packing).
std::uint64_t device_bytes(const WeightInfo& weight, const Features& features);

} // namespace sfumato
