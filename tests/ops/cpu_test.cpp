// Every op on the native CPU executor against the reference executor, on one thread and on three: equal bytes.
#include "cpu/executor.h"
#include "ops/op_case.h"
#include "tensor/probes.h"

#include <QTest>

#include <cmath>

using namespace sfumato;
using namespace sfumato::test;

Q_DECLARE_METATYPE(sfumato::DType)

namespace {

struct ConvCase {
    int batch, height, width, in, out, kernel, stride, pad_before, pad_after;
    bool upsample, bias, shift, residual;
    Activation activation;
    bool crop = false;
};

void add_weight(Recorder& r, DType dtype, std::vector<std::int64_t> shape, bool bias) {
    double depth = 1;
    for (std::size_t i = 1; i < shape.size(); ++i)
        depth *= static_cast<double>(shape[i]);
    const std::int64_t n = shape[0];
    r.random().add("weight", std::move(shape), dtype, static_cast<float>(1 / std::sqrt(depth)));
    if (bias) r.random().add("bias", {n}, dtype, 0.5f);
}

Record conv_case(ConvCase c, DType weight) {
    return [c, weight](Recorder& r) {
        add_weight(r, weight, {c.out, c.in, c.kernel, c.kernel}, c.bias);
        const Tensor x = r.input({c.batch, c.height, c.width, c.in});
        const int scale = c.upsample ? 2 : 1, cut = c.crop ? 1 : 0;
        const int before = c.pad_before < 0 ? c.kernel / 2 : c.pad_before,
                  after = c.pad_after < 0 ? c.kernel / 2 : c.pad_after;
        const int height = (c.height * scale + before + after - c.kernel) / c.stride + 1 - cut;
        const int width = (c.width * scale + before + after - c.kernel) / c.stride + 1 - cut;
        Epilogue e;
        e.activation = c.activation;
        if (c.shift) e.shift = r.input({c.batch, c.out});
        if (c.residual) e.residual = r.input({c.batch, height, width, c.out});
        Conv2dOptions options{c.stride, c.pad_before, c.pad_after, c.upsample};
        if (c.crop) options.crop_height = height, options.crop_width = width;
        return conv2d(r.weights(), x, options, e);
    };
}

void add_norm(Recorder& r, std::int64_t channels) {
    r.random().add("weight", {channels}, DType::f32, 0.3f, 1.0f);
    r.random().add("bias", {channels}, DType::f32, 0.5f);
}

const Shape odd_shapes[] = {{1, 1}, {1, 3, 5}, {2, 7, 17}, {3, 5, 7, 31}, {1, 33, 65}, {2, 3, 3, 64}, {1, 129, 517}};
constexpr DType weight_types[] = {DType::f32, DType::f16, DType::bf16};

} // namespace

class CpuOpsTest : public QObject {
    Q_OBJECT

    std::vector<std::unique_ptr<Executor>> executors_;
    std::unique_ptr<Executor> narrow_;

    void check(const Record& record, double allowed = 2e-6);
    /// With bfloat16 products, where the processor has them.
    void check_narrow(const Record& record);

private slots:
    void initTestCase();
    void cleanupTestCase() { executors_.clear(); }
    void linear_data();
    void linear();
    void stacked_layers();
    void gated();
    void gated_in_blocks();
    void two_sources();
    void conv_data();
    void conv();
    void doubled_image_in_strips();
    void large_product_has_small_error();
    void residual_that_lives_on();
    void unary();
    void extreme_values();
    void binary();
    void geglu();
    void gathers();
    void layer_norm();
    void group_norm_data();
    void group_norm();
    void group_norm_of_two_sources();
    void group_norm_far_from_zero();
    void attention_data();
    void attention();
    void attention_of_large_scores();
    void probes();
};

void CpuOpsTest::initTestCase() {
    for (const int threads : {1, 3}) {
        CpuOptions options;
        options.threads = threads;
        auto made = make_cpu_executor(options);
        QVERIFY2(made.has_value(), made ? "" : made.error().text().c_str());
        executors_.push_back(std::move(*made));
    }
    CpuOptions options;
    options.threads = 2;
    options.allow_bf16 = true;
    narrow_ = std::move(*make_cpu_executor(options));
}

void CpuOpsTest::check(const Record& record, double allowed) {
    for (auto& executor : executors_) {
        const Comparison c = compare(*executor, DType::f32, record, 1);
        QVERIFY2(c.error.empty(), c.error.c_str());
        QVERIFY2(c.relative_rms <= allowed,
                 fmt::format("relative rms error {:.3g} above {:.3g}", c.relative_rms, allowed).c_str());
        QVERIFY2(c.repeatable, "two runs differ");
    }
}

void CpuOpsTest::check_narrow(const Record& record) {
    const Comparison c = compare(*narrow_, DType::f32, record, 1);
    QVERIFY2(c.error.empty(), c.error.c_str());
    QVERIFY2(c.relative_rms <= 6e-3, fmt::format("relative rms error {:.3g}", c.relative_rms).c_str());
    QVERIFY2(c.repeatable, "two runs differ");
}

void CpuOpsTest::linear_data() {
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("k");
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("variant");
    const int shapes[][4] = {{1, 1, 1, 1},   {1, 1, 8, 4},    {2, 1, 32, 65},  {1, 3, 5, 7},     {3, 7, 24, 33},
                             {1, 17, 31, 5}, {2, 77, 64, 96}, {1, 65, 33, 31}, {1, 33, 16, 130}, {1, 257, 40, 72}};
    int variant = 0;
    for (const auto& s : shapes)
        QTest::addRow("%dx%d %d->%d", s[0], s[1], s[2], s[3]) << s[0] << s[1] << s[2] << s[3] << variant++;
}

void CpuOpsTest::linear() {
    QFETCH(int, batch);
    QFETCH(int, rows);
    QFETCH(int, k);
    QFETCH(int, n);
    QFETCH(int, variant);
    for (const DType type : weight_types)
        for (const bool narrow : {false, true}) {
            const Record record = [=](Recorder& r) {
                add_weight(r, type, {n, k}, variant % 2 == 0);
                const Tensor x = r.input({batch, rows, k});
                Epilogue e;
                e.activation = static_cast<Activation>(variant % 4);
                if (variant % 3 == 0) e.residual = r.input({batch, rows, n});
                return sfumato::linear(r.weights(), x, e);
            };
            narrow ? check_narrow(record) : check(record);
            if (QTest::currentTestFailed()) return;
        }
}

void CpuOpsTest::stacked_layers() {
    for (const DType type : weight_types)
        for (const DType second : {type, DType::bf16})
            check([=](Recorder& r) {
                std::vector<Weights> layers;
                for (const int n : {33, 5, 40}) {
                    const std::string name = "layer" + std::to_string(n);
                    r.random().add(name + ".weight", {n, 24}, n == 5 ? second : type, 0.3f);
                    r.random().add(name + ".bias", {n}, type, 0.5f);
                    layers.push_back(r.weights()[name]);
                }
                Epilogue e;
                e.residual = r.input({2, 7, 78});
                return sfumato::linear(layers, r.input({2, 7, 24}), e);
            });
}

void CpuOpsTest::gated() {
    const int shapes[][3] = {{1, 8, 4}, {17, 24, 20}, {9, 7, 36}, {5, 8, 7}, {3, 16, 1028}};
    for (const auto& [rows, k, width] : shapes)
        for (const DType type : weight_types)
            for (const bool with_residual : {false, true}) {
                const Record record = [=, rows = rows, k = k, width = width](Recorder& r) {
                    add_weight(r, type, {2 * width, k}, rows != 9);
                    Epilogue e;
                    e.activation = Activation::geglu;
                    if (with_residual) e.residual = activate(r.input({2, rows, width}), Activation::silu);
                    return sfumato::linear(r.weights(), r.input({2, rows, k}, 2.0f), e);
                };
                check(record);
                if (!QTest::currentTestFailed()) check_narrow(record);
                if (QTest::currentTestFailed()) return;
            }
}

void CpuOpsTest::gated_in_blocks() {
    const Record record = [](Recorder& r) { // 39 MB of sums: three blocks, the last one shorter
        add_weight(r, DType::f16, {2048, 16}, true);
        Epilogue e;
        e.activation = Activation::geglu;
        e.residual = r.input({1, 4801, 1024});
        return sfumato::linear(r.weights(), r.input({1, 4801, 16}, 2.0f), e);
    };
    check(record);
    check_narrow(record);
}

void CpuOpsTest::two_sources() {
    const int shapes[][4] = {{1, 1, 1, 1}, {17, 24, 40, 33}, {9, 7, 25, 12}, {65, 16, 8, 36}};
    for (const auto& [rows, first, second, n] : shapes)
        for (const Activation activation : {Activation::none, Activation::silu, Activation::geglu})
            for (const bool with_residual : {false, true}) {
                const Record record = [=, rows = rows, first = first, second = second, n = n](Recorder& r) {
                    const bool gated = activation == Activation::geglu;
                    add_weight(r, DType::f16, {gated ? 8 * n : n, first + second, 1, 1}, rows != 9);
                    Epilogue e;
                    e.activation = activation;
                    if (with_residual) e.residual = activate(r.input({2, rows, gated ? 4 * n : n}), Activation::silu);
                    const Tensor a = r.input({2, rows, first}), b = r.input({2, rows, second});
                    return sfumato::linear(r.weights(), Joined(a, b), e);
                };
                check(record);
                if (!QTest::currentTestFailed()) check_narrow(record);
                if (QTest::currentTestFailed()) return;
            }
}

void CpuOpsTest::conv_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < 16; ++i)
        QTest::addRow("case %d", i) << i;
}

void CpuOpsTest::conv() {
    const Activation none = Activation::none, silu = Activation::silu, gelu = Activation::gelu,
                     quick = Activation::quick_gelu;
    const ConvCase cases[] = {
        {1, 1, 1, 1, 1, 3, 1, -1, -1, false, true, false, false, none},
        {1, 3, 5, 3, 5, 3, 1, -1, -1, false, true, false, false, silu},
        {2, 7, 5, 8, 33, 3, 1, -1, -1, false, true, true, true, none},
        {1, 17, 9, 16, 7, 3, 2, -1, -1, false, true, false, false, none},
        {2, 9, 7, 24, 31, 3, 2, 0, 1, false, true, false, false, gelu}, // the VAE encoder's asymmetric padding
        {1, 5, 3, 5, 3, 3, 2, 0, 1, false, false, false, false, none},
        {1, 5, 7, 8, 12, 3, 1, -1, -1, true, true, false, false, none},
        {3, 3, 1, 7, 9, 3, 1, -1, -1, true, false, false, true, quick},
        {2, 5, 3, 16, 20, 1, 1, -1, -1, false, true, true, true, silu},
        {1, 7, 5, 6, 10, 1, 2, -1, -1, false, true, false, false, none},
        {1, 3, 3, 4, 65, 3, 1, 0, 0, false, true, false, false, none},
        {1, 1, 33, 40, 17, 3, 1, -1, -1, false, false, true, false, none},
        {1, 33, 31, 32, 64, 3, 1, -1, -1, false, true, false, true, none},
        {2, 17, 1, 12, 36, 3, 1, 1, 1, true, true, true, true, silu},
        {2, 3, 4, 8, 12, 3, 1, -1, -1, true, true, false, true, none, true},
        {1, 6, 8, 6, 10, 1, 2, -1, -1, false, true, false, false, none}, // the last column is not read
    };
    QFETCH(int, index);
    for (const DType type : weight_types) {
        check(conv_case(cases[index], type));
        if (!QTest::currentTestFailed()) check_narrow(conv_case(cases[index], type));
        if (QTest::currentTestFailed()) return;
    }
}

void CpuOpsTest::doubled_image_in_strips() {
    // 38 MB doubled for each of two pictures, cropped: two strips each, the second shorter.
    const ConvCase large{2, 110, 131, 168, 3, 3, 1, -1, -1, true, true, true, true, Activation::none, true};
    check(conv_case(large, DType::f16));
    check_narrow(conv_case(large, DType::f16));
}

void CpuOpsTest::large_product_has_small_error() {
    check([](Recorder& r) {
        add_weight(r, DType::f32, {192, 5120}, true);
        return sfumato::linear(r.weights(), r.input({1, 100, 5120}));
    });
    check(conv_case({1, 9, 9, 640, 72, 3, 1, -1, -1, false, true, true, true, Activation::none}, DType::f16));
}

void CpuOpsTest::residual_that_lives_on() {
    check([](Recorder& r) { // used once more, so the sum may not take its memory over
        add_weight(r, DType::f32, {24, 24}, true);
        Epilogue e;
        e.residual = r.input({2, 9, 24});
        const Tensor once = sfumato::linear(r.weights(), r.input({2, 9, 24}), e);
        return add(once, e.residual);
    });
    check([](Recorder& r) { // x is its own residual
        add_weight(r, DType::f32, {16, 16, 3, 3}, true);
        Epilogue e;
        const Tensor x = activate(r.input({2, 5, 7, 16}), Activation::silu);
        e.residual = x;
        return conv2d(r.weights(), x, {}, e);
    });
}

void CpuOpsTest::unary() {
    for (const Shape& shape : odd_shapes)
        for (const Activation a : {Activation::silu, Activation::gelu, Activation::quick_gelu}) {
            check([&](Recorder& r) { return activate(r.input(shape, 2.0f), a); }, 4e-7);
            if (QTest::currentTestFailed()) return;
        }
    check([](Recorder& r) { return affine(r.input({2, 5, 3}), 0.18215f, -0.5f); });
}

void CpuOpsTest::extreme_values() {
    for (const Activation a : {Activation::silu, Activation::gelu, Activation::quick_gelu})
        check([&](Recorder& r) { return activate(r.input({1, 4096}, 100.0f), a); }, 4e-7);
    check(
        [](Recorder& r) {
            return activate(r.input({1, 4096}, 1.0f, -5.0f), Activation::gelu);
        },
        2e-6); // the thin tail
}

void CpuOpsTest::binary() {
    for (const Shape& shape : odd_shapes) {
        check([&](Recorder& r) { return add(r.input(shape), r.input(shape)); });
        check([&](Recorder& r) { return mul(r.input(shape), r.input({shape.batch(), shape.channels()})); });
        check([&](Recorder& r) { return add(r.input(shape), r.input({shape.batch(), shape.channels()})); });
        if (QTest::currentTestFailed()) return;
    }
}

void CpuOpsTest::geglu() {
    for (const int width : {1, 3, 4, 31, 64, 320})
        check([&](Recorder& r) { return sfumato::geglu(r.input({2, 7, 2 * width}, 2.0f)); });
}

void CpuOpsTest::gathers() {
    for (const auto& [a, b] : {std::pair{1, 1}, {3, 5}, {31, 33}, {64, 7}})
        check([&](Recorder& r) { return sfumato::concat(r.input({2, 5, 3, a}), r.input({2, 5, 3, b})); }, 0);
    for (const int channels : {1, 3, 16})
        check([&](Recorder& r) { return upsample_nearest(r.input({2, 5, 3, channels})); }, 0);
    for (const DType table : weight_types)
        for (const int width : {1, 5, 32})
            check(
                [&](Recorder& r) {
                    r.random().add("weight", {17, width}, table, 1.0f);
                    return sfumato::embedding(r.weights(), r.ids({2, 33}, 17));
                },
                0);
}

void CpuOpsTest::layer_norm() {
    for (const int width : {1, 3, 7, 33, 64, 320, 1283})
        check([&](Recorder& r) {
            add_norm(r, width);
            return sfumato::layer_norm(r.weights(), r.input({2, 5, width}, 1.5f, 3.0f), 1e-5f);
        });
    check(
        [](Recorder& r) {
            add_norm(r, 320);
            return sfumato::layer_norm(r.weights(), r.input({1, 900, 320}, 1.0f, 200.0f), 1e-5f);
        },
        1e-5); // the input itself has the mean's rounding: 200 * 6e-8
}

void CpuOpsTest::group_norm_data() {
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("groups");
    const int rows[][5] = {{1, 1, 1, 4, 2},   {2, 3, 5, 6, 3},  {3, 7, 5, 32, 32},   {1, 17, 31, 33, 11},
                           {2, 33, 9, 64, 8}, {1, 5, 3, 15, 1}, {1, 200, 150, 8, 2}, {2, 40, 50, 320, 32}};
    for (const auto& s : rows)
        QTest::addRow("%dx%dx%dx%d %d groups", s[0], s[1], s[2], s[3], s[4]) << s[0] << s[1] << s[2] << s[3] << s[4];
}

void CpuOpsTest::group_norm() {
    QFETCH(int, batch);
    QFETCH(int, height);
    QFETCH(int, width);
    QFETCH(int, channels);
    QFETCH(int, groups);
    for (const Activation a : {Activation::none, Activation::silu})
        check([&](Recorder& r) {
            add_norm(r, channels);
            return sfumato::group_norm(r.weights(), r.input({batch, height, width, channels}, 2.0f, 1.0f), groups,
                                       1e-6f, a);
        });
}

void CpuOpsTest::group_norm_of_two_sources() {
    const int rows[][5] = {{1, 1, 1, 3, 2}, {2, 7, 5, 7, 3}, {1, 12, 4, 24, 4}, {2, 33, 320, 160, 32}};
    for (const auto& [batch, side, first, second, groups] : rows)
        for (const Activation a : {Activation::none, Activation::silu})
            check([=, batch = batch, side = side, first = first, second = second, groups = groups](Recorder& r) {
                add_norm(r, first + second);
                const Tensor left = r.input({batch, side, side + 1, first}, 2.0f, 1.0f);
                const Tensor right = r.input({batch, side, side + 1, second}, 0.5f, -1.0f);
                return sfumato::group_norm(r.weights(), Joined(left, right), groups, 1e-6f, a);
            });
}

void CpuOpsTest::group_norm_far_from_zero() {
    check(
        [](Recorder& r) {
            add_norm(r, 64);
            return sfumato::group_norm(r.weights(), r.input({1, 60, 60, 64}, 1.0f, 300.0f), 32, 1e-6f);
        },
        3e-5); // the statistics are stored as f32: half a bit of the mean is 1.5e-5
}

void CpuOpsTest::attention_data() {
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("queries");
    QTest::addColumn<int>("keys");
    QTest::addColumn<int>("head_dim");
    QTest::addColumn<bool>("causal");
    const int rows[][6] = {
        {1, 1, 1, 1, 1, 0},    {1, 2, 3, 5, 7, 0},      {2, 3, 17, 33, 8, 0},    {1, 4, 77, 77, 16, 1},
        {2, 2, 65, 7, 24, 0},  {1, 8, 31, 77, 40, 0},   {1, 3, 33, 33, 20, 1},   {2, 1, 9, 9, 64, 1},
        {1, 2, 65, 65, 80, 0}, {1, 1, 19, 40, 88, 0},   {1, 2, 17, 17, 160, 0},  {1, 1, 35, 35, 512, 0},
        {1, 1, 7, 9, 500, 0},  {3, 2, 1, 77, 48, 0},    {1, 2, 400, 700, 40, 0}, {2, 1, 250, 250, 64, 1},
        {1, 1, 49, 97, 33, 0}, {1, 1, 200, 100, 16, 1}, {1, 2, 100, 200, 32, 1}};
    for (const auto& s : rows)
        QTest::addRow("%dx%d heads %dx%d dim %d%s", s[0], s[1], s[2], s[3], s[4], s[5] != 0 ? " causal" : "")
            << s[0] << s[1] << s[2] << s[3] << s[4] << (s[5] != 0);
}

void CpuOpsTest::attention() {
    QFETCH(int, batch);
    QFETCH(int, heads);
    QFETCH(int, queries);
    QFETCH(int, keys);
    QFETCH(int, head_dim);
    QFETCH(bool, causal);
    const Record record = [=](Recorder& r) {
        const Tensor q = r.input({batch, queries, heads * head_dim}), k = r.input({batch, keys, heads * head_dim});
        return sfumato::attention(q, k, r.input({batch, keys, heads * head_dim}), heads, causal);
    };
    check(record);
    if (!QTest::currentTestFailed()) check_narrow(record);
    if (QTest::currentTestFailed()) return;
    check([=](Recorder& r) { // operands in one tensor
        const int width = heads * head_dim;
        const Tensor kv = r.input({batch, keys, 2 * width + 3}), q = r.input({batch, queries, width + 1});
        return sfumato::attention({q, 1, width}, {kv, 3, width}, {kv, width + 3, width}, heads, causal);
    });
}

void CpuOpsTest::attention_of_large_scores() {
    // Scores of +-1000 that rise along the keys: every block moves the maximum.
    check(
        [](Recorder& r) {
            const Tensor k = r.input({1, 300, 32}, 30.0f);
            return sfumato::attention(r.input({1, 60, 32}, 10.0f), k, r.input({1, 300, 32}), 1);
        },
        5e-5); // a score of 1000 has an error of 6e-5, which is what its weight gets
}

void CpuOpsTest::probes() {
    for (const Shape& shape : odd_shapes) {
        check([&](Recorder& r) { return probe_fma(r.input(shape), 48, -0.75f, 0.5f); });
        check([&](Recorder& r) { return probe_fma(r.input(shape), 16, 1.0f, 0.25f); });
        check([&](Recorder& r) { return probe_copy(r.input(shape)); });
    }
    for (const int width : {4, 12, 260, 4096})
        check([&](Recorder& r) { return probe_read(r.input({2, 19, width}, 1.0f, 0.5f)); });
}

QTEST_GUILESS_MAIN(CpuOpsTest)
#include "cpu_test.moc"
