// Weights by checkpoint name, so that network code lines up with the names of the paper's code:
// w["blocks"][0]["attn"]["to_q"].
#pragma once

#include "tensor/program.h"
#include "weights/tensor_source.h"

#include <string>
#include <string_view>

namespace sfumato {

/// A prefix in a name space of tensors, bound to the Program that will read them. A cheap value.
class Weights {
public:
    Weights(Program& program, const TensorSource& source, std::string prefix = {})
        : program_(&program), source_(&source), prefix_(std::move(prefix)) {}

    Weights operator[](std::string_view part) const { return {*program_, *source_, name(part)}; }
    Weights operator[](const char* part) const { return (*this)[std::string_view(part)]; }
    Weights operator[](int index) const { return (*this)[std::string_view(std::to_string(index))]; }

    /// Full name of a leaf below this prefix.
    std::string name(std::string_view leaf) const {
        return prefix_.empty() ? std::string(leaf) : prefix_ + "." + std::string(leaf);
    }
    const std::string& prefix() const { return prefix_; }
    /// Whether a tensor of that name exists.
    bool has(std::string_view leaf) const { return source_->find(name(leaf)) != nullptr; }
    const TensorView* find(std::string_view leaf) const { return source_->find(name(leaf)); }
    const TensorSource& source() const { return *source_; }
    Program& program() const { return *program_; }

private:
    Program* program_;
    const TensorSource* source_;
    std::string prefix_;
};

} // namespace sfumato
