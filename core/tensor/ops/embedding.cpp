#include "shaders/embedding.h"
#include "tensor/ops/dispatch.h"
#include "tensor/ops/record.h"
#include "tensor/reference_step.h"

#include <algorithm>

namespace sfumato {
namespace {

void reference(const ReferenceStep& step) {
    const auto p = step.params<shaders::EmbeddingParams>();
    const std::vector<float> table = step.weight(1);
    const auto ids = step.ids(0);
    for (std::size_t row = 0; row < p.rows; ++row) {
        const auto id = static_cast<std::size_t>(std::clamp<std::int64_t>(ids[row], 0, p.table_rows - 1));
        std::copy_n(table.begin() + static_cast<std::ptrdiff_t>(id * p.width), p.width,
                    step.out().begin() + static_cast<std::ptrdiff_t>(row * p.width));
    }
}

double flops(const Program&, const Step&) {
    return 0;
}

Dispatch dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<shaders::EmbeddingParams>();
    return dispatching::elements(
        shaders::embedding(dispatching::activation_type(program, step, 0), dispatching::weight_type(program, step, 1)),
        step, static_cast<std::uint64_t>(p.rows) * p.width, features);
}

constexpr OpInfo info{"embedding", reference, dispatch, flops};

} // namespace

Tensor embedding(const Weights& w, Tensor ids) {
    if (!ids.valid()) return {};
    Program& program = *ids.program();
    const record::Matrix table = record::rows(w);
    if (table.n == 0) return {};
    if (ids.dtype() != DType::i32) return record::reject(program, "embedding: ids are not i32");
    const Shape& s = ids.shape();
    const Shape shape = s.rank() == 1 ? Shape{s[0], table.k} : Shape{s[0], s.elements() / s[0], table.k};
    const shaders::EmbeddingParams params{record::count32(program, s.elements()), table.k, table.n};
    return program.append(info, {record::tensor(ids), table.operand}, Params(params), shape, program.activation());
}

} // namespace sfumato
