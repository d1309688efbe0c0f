// Attention against the reference executor.
#include "ops/case_runner.h"

using namespace sfumato;
using namespace sfumato::test;

class AttentionTest : public OpTest {
    Q_OBJECT

private slots:
    void shapes_data();
    void shapes();
    void operands_in_one_tensor_data() { shapes_data(); }
    void operands_in_one_tensor();
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
    check_both([&](Recorder& r) {
        const int width = heads * head_dim;
        const Tensor q = r.input({batch, queries, width});
        const Tensor k = r.input({batch, keys, width});
        const Tensor v = r.input({batch, keys, width});
        return attention(q, k, v, heads, causal);
    });
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
