#include "small_ops.h"

#include "shaders/bank.h"
#include "shaders/binary.h"
#include "shaders/embedding.h"
#include "shaders/unary.h"

#include <cmath>

namespace sfumato::gputest {
namespace {

constexpr std::uint32_t local_size = 64;

shaders::Act act_of(const Program& program) {
    return program.activation() == DType::f16 ? shaders::Act::f16 : shaders::Act::f32;
}

Dispatch over(shaders::Shader shader, std::uint64_t invocations, const Step& step, const Features& features) {
    Dispatch d;
    d.shader = static_cast<std::uint32_t>(shader);
    d.constants[0] = local_size;
    d.constant_count = 1;
    d.params = step.params;
    const auto groups = static_cast<std::uint32_t>((invocations + local_size - 1) / local_size);
    d.groups[0] = std::min(groups, features.max_workgroup_count);
    d.groups[1] = (groups + d.groups[0] - 1) / d.groups[0];
    return d;
}

void no_reference(const ReferenceStep&) {}
double no_flops(const Program&, const Step&) {
    return 0;
}

Dispatch unary_dispatch(const Program& program, const Step& step, const Features& features) {
    const auto count = step.params.as<shaders::UnaryParams>().count;
    return over(shaders::unary(act_of(program)), (count + 3) / 4, step, features);
}
Dispatch binary_dispatch(const Program& program, const Step& step, const Features& features) {
    const auto count = step.params.as<shaders::BinaryParams>().count;
    return over(shaders::binary(act_of(program)), (count + 3) / 4, step, features);
}
Dispatch embedding_dispatch(const Program& program, const Step& step, const Features& features) {
    const auto p = step.params.as<shaders::EmbeddingParams>();
    const DType table = program.weights()[step.in[1].index].dtype;
    const auto weight = table == DType::f32   ? shaders::Weight::f32
                        : table == DType::f16 ? shaders::Weight::f16
                                              : shaders::Weight::bf16;
    return over(shaders::embedding(act_of(program), weight), std::uint64_t(p.rows) * p.width, step, features);
}

// Not in place: the chains below are to move through the arena.
constexpr OpInfo unary_op{"test_unary", no_reference, unary_dispatch, no_flops, -1};
constexpr OpInfo binary_op{"test_binary", no_reference, binary_dispatch, no_flops, 0};
constexpr OpInfo embedding_op{"test_embedding", no_reference, embedding_dispatch, no_flops, -1};
constexpr OpInfo shaderless_op{"test_shaderless", no_reference, nullptr, no_flops, -1};

std::uint32_t u32(std::int64_t v) {
    return static_cast<std::uint32_t>(v);
}
Operand operand(Tensor t) {
    return {Operand::Kind::tensor, t.id()};
}

} // namespace

Tensor scaled(Tensor x, float scale, float shift) {
    const shaders::UnaryParams params{u32(x.shape().elements()), 0, scale, shift};
    return x.program()->append(unary_op, {operand(x)}, Params(params), x.shape(), x.program()->activation());
}

Tensor sum(Tensor a, Tensor b) {
    const shaders::BinaryParams params{u32(a.shape().elements()), 0, 0, u32(a.shape().channels()), 1};
    return a.program()->append(binary_op, {operand(a), operand(b)}, Params(params), a.shape(),
                               a.program()->activation());
}

Tensor gathered(Tensor ids, DType dtype, std::span<const std::byte> data, std::uint32_t rows, std::uint32_t width) {
    Program& program = *ids.program();
    const std::uint32_t table = program.weight({"table", dtype, {data}, WeightLayout::rows, rows, width, 1});
    const shaders::EmbeddingParams params{u32(ids.shape().elements()), width, rows};
    return program.append(embedding_op, {operand(ids), {Operand::Kind::weight, table}}, Params(params),
                          Shape{ids.shape().elements(), width}, program.activation());
}

Tensor without_shader(Tensor x) {
    return x.program()->append(shaderless_op, {operand(x)}, Params(std::uint32_t(0)), x.shape(), x.dtype());
}

std::shared_ptr<Program> chain(std::int64_t count, int steps) {
    auto program = std::make_shared<Program>("chain");
    Tensor x = program->input("x", Shape{count});
    for (int i = 0; i < steps; ++i)
        x = scaled(x, 0.5f, 1.0f);
    program->output("y", x);
    return program;
}

float chain_value(float x, int steps) {
    for (int i = 0; i < steps; ++i)
        x = x * 0.5f + 1.0f;
    return x;
}

GpuOptions checked_options(std::shared_ptr<ValidationLog> log) {
    GpuOptions options;
    options.validation = true;
    options.validation_log = std::move(log);
    options.keep_pipelines = false;
    return options;
}

std::unique_ptr<LoadedProgram> load(Executor& executor, std::shared_ptr<const Program> program) {
    auto loaded = executor.load(std::move(program), CancelToken(), {});
    if (!loaded) {
        QTest::qFail(loaded.error().text().c_str(), __FILE__, __LINE__);
        return nullptr;
    }
    return std::move(*loaded);
}

bool chain_is_right(LoadedProgram& program, int steps, float tolerance) {
    const auto count = static_cast<std::size_t>(program.program().tensors()[0].shape.elements());
    std::vector<float> x(count), y(count, -1.0f);
    for (std::size_t i = 0; i < count; ++i)
        x[i] = static_cast<float>(i % 97);
    const InputData inputs[] = {{"x", std::span<const float>(x)}};
    const OutputData outputs[] = {{"y", y}};
    const auto done = program.run(inputs, outputs, CancelToken());
    if (!done) {
        qWarning("%s", done.error().text().c_str());
        return false;
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (std::abs(y[i] - chain_value(x[i], steps)) <= tolerance) continue;
        qWarning("value %zu is %g, expected %g", i, static_cast<double>(y[i]),
                 static_cast<double>(chain_value(x[i], steps)));
        return false;
    }
    return true;
}

} // namespace sfumato::gputest
