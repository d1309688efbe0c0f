// What recording functions of ops share: operands, weights with shape checks, messages.
#pragma once

#include "tensor/ops.h"
#include "tensor/program.h"
#include "tensor/weights.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace sfumato::record {

inline Operand tensor(Tensor t) {
    return t.valid() ? Operand{Operand::Kind::tensor, t.id()} : Operand{};
}

/// Dimensions of a matrix or convolution weight.
struct Matrix {
    Operand operand;
    std::uint32_t n = 0;
    std::uint32_t k = 0;
    std::uint32_t kernel = 1;
};

/// `w.weight` as [n][k] (also [n][k][1][1]), with k as expected. On failure the Program is poisoned, n is 0.
Matrix matrix(const Weights& w, std::int64_t k);
/// Whether the layers' weights, and their biases if they have any, are of one type each: they can be one product.
bool stackable(std::span<const Weights> parts);
/// The weights of stackable layers below each other, [n of all][k]. `gated`: in the order of GEGLU's products.
Matrix matrix(std::span<const Weights> parts, std::int64_t k, bool gated = false);
/// Their biases in the same order; absent where the layers have none.
Operand stacked_bias(std::span<const Weights> parts, bool gated = false);
/// Outputs of all layers, as far as their weights exist.
std::int64_t outputs(std::span<const Weights> parts);
/// `w.weight` as [n][c][kernel][kernel], kernel 1 or 3, with c as expected.
Matrix convolution(const Weights& w, std::int64_t channels);
/// `w.<leaf>` as a vector of n; with `optional`, an absent tensor gives an absent operand.
Operand vector(const Weights& w, std::string_view leaf, std::int64_t n, bool optional = false);
/// `w.weight` as rows [count][width] for gathering.
Matrix rows(const Weights& w);

/// Operand of the second tensor, absent where there is one. Poisons the Program when the two differ in more than
/// channels.
Operand second(const Joined& x);

/// Poisons the Program with a bad_input error; returns an invalid tensor.
Tensor reject(Program& program, std::string message);

/// Product of dimensions as the shader's 32-bit integer; poisons the Program when it exceeds 2^31 - 1.
std::uint32_t count32(Program& program, std::int64_t value);

} // namespace sfumato::record
