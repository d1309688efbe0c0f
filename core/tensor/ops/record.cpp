#include "tensor/ops/record.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

namespace sfumato::record {
namespace {

const TensorView* require(const Weights& w, std::string_view leaf) {
    const TensorView* view = w.find(leaf);
    if (view == nullptr) {
        w.program().fail(Error{ErrorCode::bad_input,
                               fmt::format("{}: tensor {} is missing (needed by {})", w.source().origin(), w.name(leaf),
                                           w.program().name()),
                               {}});
        return nullptr;
    }
    if (view->dtype != DType::f32 && view->dtype != DType::f16 && view->dtype != DType::bf16) {
        w.program().fail(Error{ErrorCode::unsupported,
                               fmt::format("{}: tensor {} has type {}, expected F32, F16 or BF16", w.source().origin(),
                                           view->name, dtype_name(view->dtype)),
                               {}});
        return nullptr;
    }
    for (const std::int64_t d : view->shape)
        if (d <= 0 || d > std::numeric_limits<std::int32_t>::max()) {
            w.program().fail(Error{ErrorCode::bad_input,
                                   fmt::format("{}: tensor {} has shape {}, expected positive dimensions",
                                               w.source().origin(), view->name, view->shape),
                                   {}});
            return nullptr;
        }
    return view;
}

void wrong_shape(const Weights& w, const TensorView& view, std::string_view expected) {
    w.program().fail(Error{
        ErrorCode::bad_input,
        fmt::format("{}: tensor {} has shape {}, expected {}", w.source().origin(), view.name, view.shape, expected),
        {}});
}

Operand add(const Weights& w, const TensorView& view, WeightLayout layout, Matrix& m) {
    WeightInfo info{view.name, view.dtype, {view.data}, layout, m.n, m.k, m.kernel * m.kernel};
    m.operand = {Operand::Kind::weight, w.program().weight(std::move(info))};
    return m.operand;
}

/// A matrix of k inputs; null, and the Program poisoned, when it is missing or of another shape.
const TensorView* require_matrix(const Weights& w, std::int64_t k) {
    const TensorView* view = require(w, "weight");
    if (view == nullptr) return nullptr;
    const auto& s = view->shape;
    const bool plain = s.size() == 2 || (s.size() == 4 && s[2] == 1 && s[3] == 1) || (s.size() == 3 && s[2] == 1);
    if (plain && s[1] == k) return view;
    wrong_shape(w, *view, fmt::format("[outputs, {}]", k));
    return nullptr;
}

/// Whether all parts have a tensor of that name, and of one type, or none has.
bool alike(std::span<const Weights> parts, std::string_view leaf) {
    const TensorView* const first = parts.front().find(leaf);
    return std::all_of(parts.begin(), parts.end(), [&](const Weights& part) {
        const TensorView* const view = part.find(leaf);
        return (view == nullptr) == (first == nullptr) && (view == nullptr || view->dtype == first->dtype);
    });
}

} // namespace

bool stackable(std::span<const Weights> parts) {
    return alike(parts, "weight") && alike(parts, "bias");
}

std::int64_t outputs(std::span<const Weights> parts) {
    std::int64_t n = 0;
    for (const Weights& w : parts)
        if (const TensorView* const view = w.find("weight"); view != nullptr && !view->shape.empty())
            n += view->shape[0];
    return n;
}

Matrix matrix(std::span<const Weights> parts, std::int64_t k, bool gated) {
    WeightInfo info;
    info.gated = gated;
    info.layout = WeightLayout::matrix;
    info.k = static_cast<std::uint32_t>(k);
    for (const Weights& w : parts) {
        const TensorView* const view = require_matrix(w, k);
        if (view == nullptr) return {};
        if (info.parts.empty()) info.name = view->name;
        info.dtype = view->dtype;
        info.parts.push_back(view->data);
        info.n += static_cast<std::uint32_t>(view->shape[0]);
    }
    Matrix m{{}, info.n, info.k, 1};
    m.operand = {Operand::Kind::weight, parts.front().program().weight(std::move(info))};
    return m;
}

Matrix matrix(const Weights& w, std::int64_t k) {
    return matrix(std::span(&w, 1), k);
}

Operand stacked_bias(std::span<const Weights> parts, bool gated) {
    if (!parts.front().has("bias")) return {};
    WeightInfo info;
    info.gated = gated;
    info.layout = WeightLayout::vector;
    info.k = 1;
    for (const Weights& w : parts) {
        const TensorView* const view = require(w, "bias");
        const TensorView* const matrix = w.find("weight");
        if (view == nullptr || matrix == nullptr) return {};
        if (view->shape.size() != 1 || view->shape[0] != matrix->shape[0]) {
            wrong_shape(w, *view, fmt::format("[{}]", matrix->shape[0]));
            return {};
        }
        if (info.parts.empty()) info.name = view->name;
        info.dtype = view->dtype;
        info.parts.push_back(view->data);
        info.n += static_cast<std::uint32_t>(view->shape[0]);
    }
    return {Operand::Kind::weight, parts.front().program().weight(std::move(info))};
}

Matrix convolution(const Weights& w, std::int64_t channels) {
    const TensorView* view = require(w, "weight");
    if (view == nullptr) return {};
    const auto& s = view->shape;
    if (s.size() == 2 && s[1] == channels) return matrix(w, channels); // a 1x1 convolution stored as a linear layer
    if (s.size() != 4 || s[1] != channels || s[2] != s[3] || (s[2] != 1 && s[2] != 3)) {
        wrong_shape(w, *view, fmt::format("[outputs, {}, 3, 3] or [outputs, {}, 1, 1]", channels, channels));
        return {};
    }
    Matrix m{
        {}, static_cast<std::uint32_t>(s[0]), static_cast<std::uint32_t>(channels), static_cast<std::uint32_t>(s[2])};
    add(w, *view, WeightLayout::conv, m);
    return m;
}

Operand vector(const Weights& w, std::string_view leaf, std::int64_t n, bool optional) {
    if (optional && !w.has(leaf)) return {};
    const TensorView* view = require(w, leaf);
    if (view == nullptr) return {};
    if (view->shape.size() != 1 || view->shape[0] != n) {
        wrong_shape(w, *view, fmt::format("[{}]", n));
        return {};
    }
    Matrix m{{}, static_cast<std::uint32_t>(n), 1, 1};
    return add(w, *view, WeightLayout::vector, m);
}

Matrix rows(const Weights& w) {
    const TensorView* view = require(w, "weight");
    if (view == nullptr) return {};
    if (view->shape.size() != 2) {
        wrong_shape(w, *view, "[rows, width]");
        return {};
    }
    Matrix m{{}, static_cast<std::uint32_t>(view->shape[0]), static_cast<std::uint32_t>(view->shape[1]), 1};
    add(w, *view, WeightLayout::rows, m);
    return m;
}

Operand second(const Joined& x) {
    if (x.b.valid() && x.a.shape().with_channels(1) != x.b.shape().with_channels(1))
        reject(*x.a.program(),
               fmt::format("shapes {} and {} cannot be joined", x.a.shape().text(), x.b.shape().text()));
    return tensor(x.b);
}

Tensor reject(Program& program, std::string message) {
    program.fail(Error{ErrorCode::bad_input, program.name() + ": " + std::move(message), {}});
    return {};
}

std::uint32_t count32(Program& program, std::int64_t value) {
    if (value < 0 || value > std::numeric_limits<std::int32_t>::max()) { // SPIR-V indices are signed
        program.fail(
            Error{ErrorCode::out_of_memory,
                  fmt::format("{}: {} elements in one tensor, the kernels count to 2^31", program.name(), value),
                  {}});
        return 0;
    }
    return static_cast<std::uint32_t>(value);
}

} // namespace sfumato::record
