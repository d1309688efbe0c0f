// Attention against the reference executor.
#include "ops/case_runner.h"
#include "tensor/ops/gpu_attention.h"

#include <algorithm>

using namespace sfumato;
using namespace sfumato::test;

namespace {

Record attention_case(int batch, int heads, int queries, int keys, int head_dim, bool causal) {
    return [=](Recorder& r) {
        const int width = heads * head_dim;
        const Tensor q = r.input({batch, queries, width});
        const Tensor k = r.input({batch, keys, width});
        const Tensor v = r.input({batch, keys, width});
        return attention(q, k, v, heads, causal);
    };
}

} // namespace

class AttentionTest : public OpTest {
    Q_OBJECT

private slots:
    void shapes_data();
    void shapes();
    void operands_in_one_tensor_data() { shapes_data(); }
    void operands_in_one_tensor();
    void every_gpu_shape_data();
    void every_gpu_shape();
    void gpu_shapes_fit_devices();
    void large_scores();
    void more_groups_than_one_dimension_holds();
};

void AttentionTest::shapes_data() {
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("queries");
    QTest::addColumn<int>("keys");
    QTest::addColumn<int>("head_dim");
    QTest::addColumn<bool>("causal");
    const int rows[][6] = {{1, 1, 1, 1, 1, 0},    {1, 2, 3, 5, 7, 0},    {2, 3, 17, 33, 8, 0},   {1, 4, 77, 77, 16, 1},
                           {2, 2, 65, 7, 24, 0},  {1, 8, 31, 77, 40, 0}, {1, 3, 33, 33, 20, 1},  {2, 1, 9, 9, 64, 1},
                           {1, 2, 65, 65, 80, 0}, {1, 1, 19, 40, 88, 0}, {1, 2, 17, 17, 160, 0}, {1, 1, 35, 35, 512, 0},
                           {1, 1, 7, 9, 500, 0},  {3, 2, 1, 77, 48, 0}};
    for (const auto& s : rows)
        QTest::addRow("%dx%d heads %dx%d dim %d%s", s[0], s[1], s[2], s[3], s[4], s[5] != 0 ? " causal" : "")
            << s[0] << s[1] << s[2] << s[3] << s[4] << (s[5] != 0);
}

void AttentionTest::shapes() {
    QFETCH(int, batch);
    QFETCH(int, heads);
    QFETCH(int, queries);
    QFETCH(int, keys);
    QFETCH(int, head_dim);
    QFETCH(bool, causal);
    check_both(attention_case(batch, heads, queries, keys, head_dim, causal));
}

void AttentionTest::every_gpu_shape_data() {
    QTest::addColumn<QString>("name");
    for (const auto& shape : dispatching::attention_shapes())
        QTest::addRow("%s", shape.name) << QString(shape.name);
}

void AttentionTest::every_gpu_shape() {
    QFETCH(QString, name);
    const auto executor = devices_.tuned({{"attention *", name.toStdString()}});
    QVERIFY2(executor, executor ? "" : executor.error().text().c_str());
    const Features& features = (*executor)->features();
    const auto& shapes = dispatching::attention_shapes();
    const auto shape = std::find_if(shapes.begin(), shapes.end(), [&](const auto& s) { return name == s.name; });
    if (!dispatching::lay_out(*shape, {1, 1, 1, 40, true, true}, features))
        QSKIP(features.matrix.subgroup_size == 0 ? "the device has no matrices of f16"
                                                 : "the device is too small for this shape");
    // Several blocks of rows and keys with odd rests; heads that lie in shared memory whole, in chunks, in slices.
    const int cases[][6] = {{1, 2, 131, 77, 40, 0}, {2, 1, 67, 150, 64, 1}, {1, 1, 33, 43, 80, 0},
                            {1, 2, 9, 65, 160, 1},  {1, 1, 35, 70, 512, 0}, {1, 3, 17, 33, 7, 1}};
    for (std::size_t i = 0; i < std::size(cases); ++i) {
        const auto& c = cases[i];
        const DType activation = (shape->matrix && c[4] <= 160) || i % 2 == 1 ? DType::f16 : DType::f32;
        check_on(**executor, fmt::format("{}, head {}", name.toStdString(), c[4]), activation,
                 attention_case(c[0], c[1], c[2], c[3], c[4], c[5] != 0));
        if (QTest::currentTestFailed()) return;
    }
    check_on(**executor, fmt::format("{}, one tensor", name.toStdString()), DType::f16, [](Recorder& r) {
        const Tensor kv = r.input({2, 45, 3 * 80 + 4}), q = r.input({2, 67, 88});
        return attention({q, 8, 80}, {kv, 84, 80}, {kv, 0, 80}, 2);
    });
}

void AttentionTest::gpu_shapes_fit_devices() {
    Features gpu;
    gpu.device_class = DeviceClass::discrete;
    const MatrixShape matrices[] = {{}, {16, 16, 16, 32}, {16, 16, 16, 64}, {8, 16, 16, 16}, {8, 8, 8, 8}};
    for (const std::uint32_t shared : {16u * 1024, 32u * 1024, 48u * 1024, 64u * 1024})
        for (const std::uint32_t invocations : {128u, 256u, 1024u})
            for (const std::uint32_t head : {1u, 7u, 32u, 40u, 64u, 80u, 96u, 128u, 160u, 500u, 512u}) {
                gpu.max_shared_memory = shared;
                gpu.max_workgroup_invocations = invocations;
                for (const MatrixShape& matrix : matrices) {
                    gpu.matrix = matrix;
                    for (const auto& shape : dispatching::attention_shapes()) {
                        const auto tile = dispatching::lay_out(shape, {1, 64, 64, head, true, head % 4 == 0}, gpu);
                        if (!tile) continue;
                        QVERIFY(tile->shared_bytes <= shared && tile->local_size <= invocations);
                        QVERIFY(tile->slices * tile->columns >= head);
                        QVERIFY(!tile->matrix || tile->local_size % matrix.subgroup_size == 0);
                    }
                }
                // Every GPU with 32 KiB has a kernel with tiles for every head.
                QVERIFY(shared < 32 * 1024 || dispatching::attention_tile({}, {1, 64, 64, head, false, false}, gpu));
            }
    const dispatching::AttentionProblem large{16, 4096, 4096, 40, true, true};
    gpu.max_shared_memory = 48 * 1024;
    gpu.matrix = {16, 16, 16, 32};
    QCOMPARE(std::string(dispatching::attention_tile({}, large, gpu)->name), std::string("m64x64"));
    gpu.matrix = {};
    const auto tile = dispatching::attention_tile({}, large, gpu);
    QCOMPARE(std::string(tile->name), std::string("64x4"));
    QCOMPARE(tile->columns, 40u); // no lane idles
    QCOMPARE(tile->workgroups(large), 1024u);
    gpu.device_class = DeviceClass::cpu;
    QVERIFY(!dispatching::attention_tile({}, large, gpu));
}

void AttentionTest::operands_in_one_tensor() {
    QFETCH(int, batch);
    QFETCH(int, heads);
    QFETCH(int, queries);
    QFETCH(int, keys);
    QFETCH(int, head_dim);
    QFETCH(bool, causal);
    const int width = heads * head_dim;
    check_both([&](Recorder& r) { // self-attention over one product, out of order and with something between
        const Tensor qkv = r.input({batch, queries, 3 * width + 8});
        return attention({qkv, width + 8, width}, {qkv, 2 * width + 8, width}, {qkv, 0, width}, heads, causal);
    });
    check(DType::f32, [&](Recorder& r) { // cross-attention with keys and values side by side
        const Tensor kv = r.input({batch, keys, 2 * width});
        return attention(r.input({batch, queries, width}), {kv, 0, width}, {kv, width, width}, heads, causal);
    });
}

void AttentionTest::large_scores() {
    // Scores of some hundreds: without the running maximum their exponentials overflow.
    check(
        DType::f32,
        [](Recorder& r) {
            const Tensor q = r.input({1, 17, 32}, 30.0f), k = r.input({1, 41, 32}, 30.0f), v = r.input({1, 41, 32});
            return attention(q, k, v, 2);
        },
        2e-4); // a score of 1000 is itself only good to 1e-4
}

void AttentionTest::more_groups_than_one_dimension_holds() {
    check(DType::f32, [](Recorder& r) {
        const Tensor q = r.input({66000, 1, 8}), k = r.input({66000, 1, 8}), v = r.input({66000, 1, 8});
        return attention(q, k, v, 1);
    });
}

QTEST_GUILESS_MAIN(AttentionTest)
#include "attention_test.moc"
