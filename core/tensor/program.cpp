#include "tensor/program.h"

#include "tensor/pack.h"

namespace sfumato {

std::string Shape::text() const {
    std::string out = "[";
    for (std::size_t i = 0; i < rank_; ++i)
        out += (i == 0 ? "" : ", ") + std::to_string(dims_[i]);
    return out + "]";
}

const Shape& Tensor::shape() const {
    static const Shape empty;
    return valid() ? program_->tensors()[id_].shape : empty;
}

DType Tensor::dtype() const {
    return valid() ? program_->tensors()[id_].dtype : DType::f32;
}

Tensor Program::input(std::string name, Shape shape, DType dtype) {
    expect(dtype == DType::f32 || dtype == DType::f16 || dtype == DType::i32, "Program::input: only f32, f16, i32");
    expect(!find_input(name), "Program::input: name used twice");
    if (shape.elements() <= 0) {
        fail(Error{ErrorCode::usage,
                   fmt::format("{}: input {} has shape {}, expected no zero dimension", name_, name, shape.text()),
                   {}});
        return {};
    }
    tensors_.push_back({shape, dtype, std::move(name), true, false, false});
    return {this, static_cast<std::uint32_t>(tensors_.size() - 1)};
}

Tensor Program::kept_input(std::string name, Shape shape, DType dtype) {
    const Tensor tensor = input(std::move(name), shape, dtype);
    if (tensor.valid()) tensors_[tensor.id()].is_kept = true;
    return tensor;
}

void Program::output(std::string name, Tensor tensor) {
    if (!tensor.valid()) return;
    TensorInfo& info = tensors_[tensor.id()];
    if (info.is_input || info.is_output) { // give it a tensor of its own, so that each name has one place
        expect(false, "Program::output: an input or an output cannot be an output again");
    }
    info.is_output = true;
    info.name = std::move(name);
}

WeightKey key_of(const WeightInfo& weight) {
    std::vector<const std::byte*> parts;
    for (const auto& part : weight.parts)
        parts.push_back(part.data());
    return {std::move(parts), weight.file_bytes(), weight.dtype, weight.layout, weight.n,
            weight.k,         weight.taps,         weight.gated};
}

std::uint32_t Program::weight(WeightInfo info) {
    const WeightKey key = key_of(info);
    for (std::uint32_t i = 0; i < weights_.size(); ++i)
        if (weights_[i].parts.front().data() == info.parts.front().data() && key_of(weights_[i]) == key) return i;
    weights_.push_back(std::move(info));
    return static_cast<std::uint32_t>(weights_.size() - 1);
}

Tensor Program::append(const OpInfo& op, std::vector<Operand> in, const Params& params, Shape shape, DType dtype) {
    if (failed()) return {};
    expect(shape.elements() > 0, "Program::append: empty result");
    tensors_.push_back({shape, dtype, {}, false, false, false});
    const auto id = static_cast<std::uint32_t>(tensors_.size() - 1);
    steps_.push_back({&op, std::move(in), id, params});
    return {this, id};
}

void Program::fail(Error error) {
    if (!error_) error_ = std::move(error);
}

Result<> Program::finish() const {
    if (error_) return tl::unexpected(*error_);
    for (const TensorInfo& tensor : tensors_)
        if (tensor.is_output) return {};
    return sfumato::fail(ErrorCode::internal, "{}: the program has no outputs", name_);
}

std::optional<std::uint32_t> Program::find_input(std::string_view name) const {
    for (std::uint32_t i = 0; i < tensors_.size(); ++i)
        if (tensors_[i].is_input && tensors_[i].name == name) return i;
    return std::nullopt;
}

std::optional<std::uint32_t> Program::find_output(std::string_view name) const {
    for (std::uint32_t i = 0; i < tensors_.size(); ++i)
        if (tensors_[i].is_output && tensors_[i].name == name) return i;
    return std::nullopt;
}

Cost Program::cost(const Step& step) const {
    Cost cost;
    cost.flops = step.op->flops(*this, step);
    for (const Operand& operand : step.in) {
        if (operand.kind == Operand::Kind::tensor) cost.bytes += static_cast<double>(tensors_[operand.index].bytes());
        if (operand.kind == Operand::Kind::weight)
            cost.bytes += static_cast<double>(weights_[operand.index].file_bytes());
    }
    cost.bytes += static_cast<double>(tensors_[step.out].bytes());
    return cost;
}

Cost Program::cost() const {
    Cost total;
    for (const Step& step : steps_) {
        const Cost one = cost(step);
        total.flops += one.flops;
        total.bytes += one.bytes;
    }
    return total;
}

} // namespace sfumato
