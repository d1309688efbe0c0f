// Recording: shapes, messages about bad checkpoints, packing, the reference meaning on hand-computed values.
#include "support/memory_weights.h"
#include "tensor/executor.h"
#include "tensor/ops.h"
#include "tensor/pack.h"
#include "tensor/variants.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace sfumato;
using test::MemoryWeights;

namespace {

/// Runs `program` with one input "x" and gives its output "y".
std::vector<float> run(std::shared_ptr<Program> program, const std::vector<float>& x) {
    auto executor = make_reference_executor();
    auto loaded = executor->load(program, {}, {});
    if (!loaded) throw std::runtime_error(loaded.error().text());
    std::vector<float> y(static_cast<std::size_t>(program->tensors()[*program->find_output("y")].shape.elements()));
    const std::vector<InputData> inputs{{"x", x}};
    const std::vector<OutputData> outputs{{"y", y}};
    if (auto done = (*loaded)->run(inputs, outputs, {}); !done) throw std::runtime_error(done.error().text());
    return y;
}

} // namespace

class ProgramTest : public QObject {
    Q_OBJECT
private slots:
    void linear_computes_wx_plus_b() {
        MemoryWeights w;
        w.add("fc.weight", {2, 3}, {1, 2, 3, 4, 5, 6});
        w.add("fc.bias", {2}, {10, 20});
        auto program = std::make_shared<Program>("p");
        program->output("y", linear(Weights(*program, w)["fc"], program->input("x", {1, 3})));
        QCOMPARE(run(program, {1, 0, -1}), (std::vector<float>{8, 18}));
    }

    void convolution_pads_with_zeros_and_strides() {
        MemoryWeights w;
        w.add("c.weight", {1, 1, 3, 3}, std::vector<float>(9, 1.0f));
        auto program = std::make_shared<Program>("p");
        const Tensor x = program->input("x", {1, 3, 3, 1});
        program->output("y", conv2d(Weights(*program, w)["c"], x, {.stride = 2}));
        QCOMPARE(run(program, {1, 2, 3, 4, 5, 6, 7, 8, 9}), (std::vector<float>{12, 16, 24, 28}));
    }

    void convolution_of_upsampled_input_equals_two_steps() {
        MemoryWeights w;
        w.add_random("c.weight", {4, 3, 3, 3}, 1);
        w.add_random("c.bias", {4}, 2);
        std::vector<float> x(2 * 3 * 5 * 3);
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] = std::sin(static_cast<float>(i));
        auto fused = std::make_shared<Program>("fused"), plain = std::make_shared<Program>("plain");
        fused->output("y", conv2d(Weights(*fused, w)["c"], fused->input("x", {2, 3, 5, 3}), {.upsample = true}));
        plain->output("y", conv2d(Weights(*plain, w)["c"], upsample_nearest(plain->input("x", {2, 3, 5, 3}))));
        QCOMPARE(run(fused, x), run(plain, x));
    }

    void upsampling_crops_to_odd_sizes() {
        MemoryWeights w;
        w.add("c.weight", {1, 1, 3, 3}, std::vector<float>(9, 1.0f));
        auto program = std::make_shared<Program>("p");
        const Tensor x = program->input("x", {1, 2, 1, 1});
        program->output("y",
                        conv2d(Weights(*program, w)["c"], x, {.upsample = true, .crop_height = 3, .crop_width = 1}));
        QCOMPARE(run(program, {1, 10}), (std::vector<float>{2, 12, 11})); // the image is 1, 1, 10
    }

    void attention_of_equal_keys_averages_values() {
        auto program = std::make_shared<Program>("p");
        const Tensor x = program->input("x", {1, 2, 2});
        program->output("y", attention(affine(x, 0, 0), affine(x, 0, 0), x, 1));
        QCOMPARE(run(program, {1, 2, 3, 6}), (std::vector<float>{2, 4, 2, 4}));
    }

    void causal_attention_hides_later_tokens() {
        auto program = std::make_shared<Program>("p");
        const Tensor x = program->input("x", {1, 2, 2});
        program->output("y", attention(affine(x, 0, 0), affine(x, 0, 0), x, 1, true));
        QCOMPARE(run(program, {1, 2, 3, 6}), (std::vector<float>{1, 2, 2, 4}));
    }

    void stacked_layers_share_a_product() {
        MemoryWeights w;
        w.add("q.weight", {1, 2}, {1, 2});
        w.add("k.weight", {2, 2}, {3, 4, 5, 6});
        auto program = std::make_shared<Program>("p");
        const Weights root(*program, w);
        const Weights layers[] = {root["q"], root["k"]};
        program->output("y", linear(layers, program->input("x", {1, 2})));
        QCOMPARE(program->steps().size(), std::size_t{1});
        QCOMPARE(run(program, {1, -1}), (std::vector<float>{-1, -1, -1}));
        QCOMPARE(program->weights()[0].file_bytes(), std::uint64_t{6 * 4});
    }

    void gated_outputs_are_packed_by_turns() {
        Features features;
        std::vector<float> values(16 * 2);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<float>(i);
        WeightInfo weight{"w", DType::f32, {std::as_bytes(std::span(values))}, WeightLayout::matrix, 16, 2, 1, true};
        std::vector<float> packed(32 * 2);
        pack_weight(weight, features, std::as_writable_bytes(std::span(packed)));
        QCOMPARE(packed[1], values[1 * 2]);            // value 1
        QCOMPARE(packed[4], values[8 * 2]);            // gate 0
        QCOMPARE(packed[8 + 2], values[6 * 2]);        // value 6
        QCOMPARE(packed[12 + 3], values[15 * 2]);      // gate 7
        QCOMPARE(packed[32 + 12], values[12 * 2 + 1]); // gate 4 of input 1
        weight.layout = WeightLayout::vector;
        weight.k = 1;
        weight.parts[0] = weight.parts[0].first(16 * sizeof(float));
        pack_weight(weight, features, std::as_writable_bytes(std::span(packed).first(16)));
        QCOMPARE(packed[4], values[8]);
    }

    void gated_runs_may_leave_columns_empty() {
        Features features;
        features.device_class = DeviceClass::cpu;
        features.driver_kind = DriverKind::lavapipe;
        features.driver_version = 2601;
        features.int64 = features.subgroup_broadcast = true;
        features.subgroup_size = 8;
        features.weight_block = preferred_weight_block(features);
        std::vector<float> values(40);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<float>(i + 1);
        WeightInfo weight{"b", DType::f32, {std::as_bytes(std::span(values))}, WeightLayout::vector, 40, 1, 1, true};
        std::vector<float> packed(64, -1.0f); // 20 values in runs of 16, each followed by its gates
        QCOMPARE(device_bytes(weight, features), std::uint64_t{64 * sizeof(float)});
        pack_weight(weight, features, std::as_writable_bytes(std::span(packed)));
        QCOMPARE(packed[15], values[15]);
        QCOMPARE(packed[16], values[20]);
        QCOMPARE(packed[32 + 3], values[19]);
        QCOMPARE(packed[32 + 4], 0.0f);
        QCOMPARE(packed[48 + 3], values[39]);
    }

    void geglu_in_a_product_equals_two_steps() {
        MemoryWeights w;
        w.add_random("fc.weight", {24, 5}, 1);
        w.add_random("fc.bias", {24}, 2);
        const std::vector<float> x{1, -2, 3, 0.5f, -1, 2, 2, -3, 1, 4};
        auto fused = std::make_shared<Program>("fused"), plain = std::make_shared<Program>("plain");
        fused->output("y",
                      linear(Weights(*fused, w)["fc"], fused->input("x", {2, 5}), {.activation = Activation::geglu}));
        plain->output("y", geglu(linear(Weights(*plain, w)["fc"], plain->input("x", {2, 5}))));
        QCOMPARE(fused->steps().size(), std::size_t{1});
        const std::vector<float> a = run(fused, x), b = run(plain, x); // the second rounds in between
        for (std::size_t i = 0; i < a.size(); ++i)
            QVERIFY(std::abs(a[i] - b[i]) <= 1e-6f);
    }

    void joined_sources_equal_a_concatenation() {
        MemoryWeights w;
        w.add_random("fc.weight", {3, 6, 1, 1}, 1);
        w.add_random("n.weight", {6}, 2);
        w.add_random("n.bias", {6}, 3);
        std::vector<float> x(2 * 5 * 4 * 4);
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] = std::sin(static_cast<float>(i));
        for (const bool normed : {false, true}) {
            std::vector<float> results[2];
            for (const bool stored : {false, true}) {
                auto program = std::make_shared<Program>("p");
                const Weights root(*program, w);
                const Tensor a = program->input("x", {2, 5, 4, 4});
                w.add_random("narrow.weight", {2, 4}, 4);
                const Tensor b = linear(root["narrow"], a);
                const Joined both = stored ? Joined(concat(a, b)) : Joined(a, b);
                program->output("y", normed ? group_norm(root["n"], both, 2, 1e-5f, Activation::silu)
                                            : linear(root["fc"], both));
                results[stored ? 1 : 0] = run(program, x);
            }
            QCOMPARE(results[0], results[1]);
        }
    }

    void layers_of_different_types_do_not_share_one() {
        MemoryWeights w;
        w.add("q.weight", {1, 2}, {1, 2});
        w.add("k.weight", DType::bf16, {1, 2}, std::vector<std::byte>(4));
        auto program = std::make_shared<Program>("p");
        const Weights root(*program, w);
        const Weights layers[] = {root["q"], root["k"]};
        program->output("y", linear(layers, program->input("x", {1, 2})));
        QCOMPARE(run(program, {1, -1}), (std::vector<float>{-1, 0}));
    }

    void columns_must_lie_in_their_tensor() {
        Program program("net");
        const Tensor x = program.input("x", {1, 3, 8});
        QVERIFY(!attention({x, 0, 4}, {x, 4, 4}, {x, 6, 4}, 1).valid());
        QVERIFY(!program.finish());
    }

    void missing_weight_is_named() {
        MemoryWeights w;
        Program program("net");
        program.output("y", linear(Weights(program, w)["blocks"][3]["fc"], program.input("x", {1, 3})));
        const auto result = program.finish();
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::bad_input);
        QVERIFY2(result.error().message.find("blocks.3.fc.weight") != std::string::npos,
                 result.error().message.c_str());
    }

    void wrong_shape_names_found_and_expected() {
        MemoryWeights w;
        w.add("fc.weight", {2, 4}, std::vector<float>(8));
        Program program("net");
        Tensor y = linear(Weights(program, w)["fc"], program.input("x", {1, 3}));
        y = activate(y, Activation::silu); // poisoned, must not record
        QVERIFY(!y.valid());
        const auto result = program.finish();
        QVERIFY(!result);
        for (const char* part : {"fc.weight", "[2, 4]", "[outputs, 3]"})
            QVERIFY2(result.error().message.find(part) != std::string::npos, result.error().message.c_str());
        QCOMPARE(program.steps().size(), std::size_t{0});
    }

    void unusable_dtype_is_named() {
        MemoryWeights w;
        w.add("fc.weight", DType::i64, {2, 3}, std::vector<std::byte>(48));
        Program program("net");
        (void)linear(Weights(program, w)["fc"], program.input("x", {1, 3}));
        QVERIFY(!program.finish());
        QVERIFY(program.finish().error().message.find("I64") != std::string::npos);
    }

    void run_arguments_are_checked() {
        auto program = std::make_shared<Program>("p");
        program->output("y", affine(program->input("x", {1, 2}), 1, 0));
        auto executor = make_reference_executor();
        auto loaded = executor->load(program, {}, {});
        QVERIFY(loaded.has_value());
        std::vector<float> two(2), three(3);
        const std::vector<InputData> good{{"x", two}}, wrong_size{{"x", three}}, wrong_name{{"z", two}}, none;
        const std::vector<OutputData> outputs{{"y", two}};
        QVERIFY((*loaded)->run(good, outputs, {}).has_value());
        QVERIFY(!(*loaded)->run(wrong_size, outputs, {}));
        QVERIFY(!(*loaded)->run(wrong_name, outputs, {}));
        QVERIFY(!(*loaded)->run(none, outputs, {}));
        CancelToken cancel;
        cancel.cancel();
        const auto cancelled = (*loaded)->run(good, outputs, cancel);
        QVERIFY(!cancelled && cancelled.error().code == ErrorCode::cancelled);
    }

    void kept_inputs_keep_their_value() {
        auto program = std::make_shared<Program>("p");
        program->output("y", add(program->input("x", {1, 2}), program->kept_input("kept", {1, 2})));
        auto executor = make_reference_executor();
        auto loaded = executor->load(program, {}, {});
        QVERIFY(loaded.has_value());
        std::vector<float> x{1, 2}, kept{10, 20}, y(2);
        const std::vector<InputData> all{{"x", x}, {"kept", kept}}, only_x{{"x", x}};
        const std::vector<OutputData> outputs{{"y", y}};
        const auto never_given = (*loaded)->run(only_x, outputs, {});
        QVERIFY(!never_given && never_given.error().code == ErrorCode::usage);
        QVERIFY((*loaded)->run(all, outputs, {}).has_value());
        QVERIFY((*loaded)->run(only_x, outputs, {}).has_value());
        QCOMPARE(y, (std::vector<float>{11, 22}));
        kept = {30, 40};
        QVERIFY((*loaded)->run(only_x, outputs, {}).has_value());
        QCOMPARE(y, (std::vector<float>{11, 22}));
        QVERIFY((*loaded)->run(all, outputs, {}).has_value());
        QCOMPARE(y, (std::vector<float>{31, 42}));
    }

    void half_inputs_are_given_as_floats() {
        auto program = std::make_shared<Program>("p", DType::f16);
        program->output("y", affine(program->input("x", {1, 2}, DType::f16), 1, 0));
        QCOMPARE(run(program, {1.0f / 3.0f, 70000.0f}),
                 (std::vector<float>{0.333251953125f, std::numeric_limits<float>::infinity()}));
    }

    void packing_follows_the_documented_layout() {
        Features features;
        features.weight_block = 4;
        std::vector<float> values(5 * 2 * 9);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<float>(i);
        const WeightInfo weight{"w", DType::f32, {std::as_bytes(std::span(values))}, WeightLayout::conv, 5, 2, 9};
        QCOMPARE(device_bytes(weight, features), std::uint64_t{8 * 18 * 4});
        std::vector<float> packed(8 * 18);
        pack_weight(weight, features, std::as_writable_bytes(std::span(packed)));
        // Output 4, channel 1, tap 7: second block, row 7*2+1, column 0; in the file at (4*2+1)*9+7.
        QCOMPARE(packed[18 * 4 + 15 * 4], values[(4 * 2 + 1) * 9 + 7]);
        QCOMPARE(packed[18 * 4 + 15 * 4 + 1], 0.0f); // beyond n
    }

    void cost_counts_multiplications() {
        MemoryWeights w;
        w.add("fc.weight", {8, 16}, std::vector<float>(128));
        Program program("p");
        program.output("y", linear(Weights(program, w)["fc"], program.input("x", {4, 16})));
        QCOMPARE(program.cost().flops, 2.0 * 4 * 16 * 8);
        QCOMPARE(program.cost().bytes, 4.0 * (4 * 16 + 128 + 4 * 8));
    }
};

QTEST_APPLESS_MAIN(ProgramTest)
#include "program_test.moc"
