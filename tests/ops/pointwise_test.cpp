// Elementwise ops, normalisations and gathers against the reference executor.
#include "ops/case_runner.h"
#include "tensor/probes.h"

using namespace sfumato;
using namespace sfumato::test;

class PointwiseTest : public OpTest {
    Q_OBJECT

private slots:
    void unary();
    void activations_of_extreme_values();
    void binary();
    void geglu();
    void concat();
    void upsample();
    void embedding_rows();
    void conversions();
    void layer_norm();
    void group_norm_data();
    void group_norm();
    void group_norm_of_two_sources();
    void norms_of_large_means();
    void more_groups_than_one_dimension_holds();
    void probes();
};

namespace {

const Shape odd_shapes[] = {{1, 1}, {1, 3, 5}, {2, 7, 17}, {3, 5, 7, 31}, {1, 33, 65}, {2, 3, 3, 64}};

void add_norm(Recorder& r, std::int64_t channels) {
    r.random().add("weight", {channels}, DType::f32, 0.3f, 1.0f);
    r.random().add("bias", {channels}, DType::f32, 0.5f);
}

} // namespace

void PointwiseTest::unary() {
    for (const Shape& shape : odd_shapes)
        for (const Activation a : {Activation::silu, Activation::gelu, Activation::quick_gelu}) {
            check_both([&](Recorder& r) { return activate(r.input(shape, 2.0f), a); });
            if (QTest::currentTestFailed()) return;
        }
    check_both([](Recorder& r) { return affine(r.input({2, 5, 3}), 0.18215f, -0.5f); });
}

void PointwiseTest::activations_of_extreme_values() {
    for (const Activation a : {Activation::silu, Activation::gelu, Activation::quick_gelu})
        check(DType::f32, [&](Recorder& r) { return activate(r.input({1, 4096}, 100.0f), a); });
}

void PointwiseTest::binary() {
    for (const Shape& shape : odd_shapes) {
        check_both([&](Recorder& r) { return add(r.input(shape), r.input(shape)); });
        check_both([&](Recorder& r) { return mul(r.input(shape), r.input({shape.batch(), shape.channels()})); });
        check_both([&](Recorder& r) { return add(r.input(shape), r.input({shape.batch(), shape.channels()})); });
        if (QTest::currentTestFailed()) return;
    }
}

void PointwiseTest::geglu() {
    for (const int width : {1, 3, 4, 31, 64})
        check_both([&](Recorder& r) { return sfumato::geglu(r.input({2, 7, 2 * width}, 2.0f)); });
}

void PointwiseTest::concat() {
    for (const auto& [a, b] : {std::pair{1, 1}, {3, 5}, {4, 8}, {31, 33}, {64, 7}})
        check_both([&](Recorder& r) { return sfumato::concat(r.input({2, 5, 3, a}), r.input({2, 5, 3, b})); });
}

void PointwiseTest::upsample() {
    for (const int channels : {1, 3, 4, 7, 16})
        check_both([&](Recorder& r) { return upsample_nearest(r.input({2, 5, 3, channels})); });
}

void PointwiseTest::embedding_rows() {
    for (const DType table : {DType::f32, DType::f16, DType::bf16})
        for (const int width : {1, 5, 32})
            check_both([&](Recorder& r) {
                r.random().add("weight", {17, width}, table, 1.0f);
                return sfumato::embedding(r.weights(), r.ids({2, 33}, 17));
            });
}

void PointwiseTest::conversions() {
    for (const Shape& shape : odd_shapes) {
        check(
            DType::f32, [&](Recorder& r) { return convert(convert(r.input(shape), DType::f16), DType::f32); }, 1e-6);
        check(
            DType::f16, [&](Recorder& r) { return convert(r.input(shape), DType::f32); }, 1e-6);
    }
}

void PointwiseTest::layer_norm() {
    for (const int width : {1, 3, 7, 33, 64, 320, 1283, 2052})
        check_both([&](Recorder& r) {
            add_norm(r, width);
            return sfumato::layer_norm(r.weights(), r.input({2, 5, width}, 1.5f, 3.0f), 1e-5f);
        });
}

void PointwiseTest::group_norm_data() {
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("groups");
    const int rows[][5] = {{1, 1, 1, 4, 2},   {2, 3, 5, 6, 3},  {3, 7, 5, 32, 32},   {1, 17, 31, 33, 11},
                           {2, 33, 9, 64, 8}, {1, 5, 3, 15, 1}, {1, 200, 150, 8, 2}, {1, 37, 41, 20, 2}};
    for (const auto& s : rows)
        QTest::addRow("%dx%dx%dx%d %d groups", s[0], s[1], s[2], s[3], s[4]) << s[0] << s[1] << s[2] << s[3] << s[4];
}

void PointwiseTest::group_norm() {
    QFETCH(int, batch);
    QFETCH(int, height);
    QFETCH(int, width);
    QFETCH(int, channels);
    QFETCH(int, groups);
    for (const Activation a : {Activation::none, Activation::silu})
        check_both([&](Recorder& r) {
            add_norm(r, channels);
            return sfumato::group_norm(r.weights(), r.input({batch, height, width, channels}, 2.0f, 1.0f), groups,
                                       1e-6f, a);
        });
}

void PointwiseTest::group_norm_of_two_sources() {
    // A group that straddles the border, one source that ends with a group, fours and odd counts.
    const int rows[][5] = {{1, 1, 1, 3, 2}, {2, 7, 5, 7, 3}, {1, 12, 4, 24, 4}, {2, 9, 12, 20, 4}, {1, 17, 40, 24, 32}};
    for (const auto& [batch, side, first, second, groups] : rows)
        check_both([=, batch = batch, side = side, first = first, second = second, groups = groups](Recorder& r) {
            add_norm(r, first + second);
            const Tensor left = r.input({batch, side, side + 1, first}, 2.0f, 1.0f);
            const Tensor right = r.input({batch, side, side + 1, second}, 0.5f, -1.0f);
            return sfumato::group_norm(r.weights(), Joined(left, right), groups, 1e-6f, Activation::silu);
        });
}

void PointwiseTest::norms_of_large_means() {
    // Mean 300, deviation 1: E[x^2] - E[x]^2 in 32 bits would keep two digits of the variance. The mean itself can only
    // be right to 3e-5.
    for (const int channels : {20, 32})
        check(
            DType::f32,
            [&](Recorder& r) {
                add_norm(r, channels);
                return sfumato::group_norm(r.weights(), r.input({1, 67, 41, channels}, 1.0f, 300.0f), 2, 1e-6f);
            },
            4e-5);
    check(
        DType::f32,
        [](Recorder& r) {
            add_norm(r, 320);
            return sfumato::layer_norm(r.weights(), r.input({1, 9, 320}, 1.0f, 300.0f), 1e-5f);
        },
        4e-5);
}

void PointwiseTest::more_groups_than_one_dimension_holds() {
    check(DType::f32, [](Recorder& r) { // one workgroup per row
        add_norm(r, 3);
        return sfumato::layer_norm(r.weights(), r.input({1, 70001, 3}), 1e-5f);
    });
    check(DType::f32, [](Recorder& r) { // 64 invocations of four elements per workgroup
        return affine(r.input({1, 65537, 257}), 2.0f, 1.0f);
    });
    check(DType::f32, [](Recorder& r) { // at most 16 rows per workgroup on CPU drivers
        r.random().add("weight", {2, 1}, DType::f32, 1.0f);
        return linear(r.weights(), r.input({1, 16 * 65535 + 17, 1}));
    });
}

void PointwiseTest::probes() {
    for (const Shape& shape : {Shape{1, 1}, Shape{1, 3, 5}, Shape{2, 7, 17}, Shape{1, 129, 517}}) {
        check_both([&](Recorder& r) { return probe_fma(r.input(shape), 48, -0.75f, 0.5f); });
        check_both([&](Recorder& r) { return probe_fma(r.input(shape), 16, 1.0f, 0.25f); });
        check_both([&](Recorder& r) { return probe_copy(r.input(shape)); });
    }
    for (const int width : {4, 12, 260, 4096})
        check_both([&](Recorder& r) { return probe_read(r.input({2, 3, width}, 1.0f, 0.5f)); });
}

QTEST_GUILESS_MAIN(PointwiseTest)
#include "pointwise_test.moc"
