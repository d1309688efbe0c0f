// linear and conv2d against the reference executor.
#include "ops/case_runner.h"
#include "tensor/ops/gpu_tiles.h"

#include <cmath>

using namespace sfumato;
using namespace sfumato::test;

Q_DECLARE_METATYPE(sfumato::DType)

namespace {

struct ConvCase {
    int batch, height, width, in, out, kernel, stride, pad_before, pad_after;
    bool upsample, bias, shift, residual;
    Activation activation;
    bool crop = false; ///< upsampled, then cropped to odd sides
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
        const int scale = c.upsample ? 2 : 1;
        const int before = c.pad_before < 0 ? c.kernel / 2 : c.pad_before,
                  after = c.pad_after < 0 ? c.kernel / 2 : c.pad_after;
        const int height = (c.height * scale + before + after - c.kernel) / c.stride + 1 - (c.crop ? 1 : 0);
        const int width = (c.width * scale + before + after - c.kernel) / c.stride + 1 - (c.crop ? 1 : 0);
        Epilogue e;
        e.activation = c.activation;
        if (c.shift) e.shift = r.input({c.batch, c.out});
        if (c.residual) e.residual = r.input({c.batch, height, width, c.out});
        Conv2dOptions options{c.stride, c.pad_before, c.pad_after, c.upsample};
        if (c.crop) {
            options.crop_height = height;
            options.crop_width = width;
        }
        return conv2d(r.weights(), x, options, e);
    };
}

/// GEGLU to `width` columns.
Record gated_case(int rows, int k, int width, DType weight, bool residual) {
    return [=](Recorder& r) {
        add_weight(r, weight, {2 * width, k}, true);
        Epilogue e;
        e.activation = Activation::geglu;
        if (residual) e.residual = r.input({1, rows, width});
        return linear(r.weights(), r.input({1, rows, k}, 2.0f), e);
    };
}

/// Two sources side by side.
Record sources_case(int rows, int first, int second, int n, DType weight) {
    return [=](Recorder& r) {
        add_weight(r, weight, {n, first + second}, true);
        const Tensor a = r.input({1, rows, first}), b = r.input({1, rows, second});
        return linear(r.weights(), Joined(a, b), {});
    };
}

Record linear_case(int batch, int rows, int k, int n, DType weight, bool bias, bool residual, Activation activation) {
    return [=](Recorder& r) {
        add_weight(r, weight, {n, k}, bias);
        const Tensor x = r.input({batch, rows, k});
        Epilogue e;
        e.activation = activation;
        if (residual) e.residual = r.input({batch, rows, n});
        return linear(r.weights(), x, e);
    };
}

} // namespace

class DenseTest : public OpTest {
    Q_OBJECT

    /// Two of the six pairs of stored types; neighbouring rows have others, since each pair is a kernel to compile.
    template <class MakeCase> void check_types(int row, MakeCase make_case) {
        constexpr DType weights[] = {DType::f32, DType::f16, DType::bf16};
        check(DType::f32, make_case(weights[row % 3]));
        if (!QTest::currentTestFailed()) check(DType::f16, make_case(weights[(row + 1) % 3]));
    }

private slots:
    void linear_data();
    void linear();
    void stacked_layers_data();
    void stacked_layers();
    void gated_data();
    void gated();
    void two_sources_data();
    void two_sources();
    void shift_in_a_wider_tensor();
    void conv_data();
    void conv();
    void large_product_has_small_error();
    void every_gpu_tile_data();
    void every_gpu_tile();
    void gpu_tiles_follow_device_and_shape();
    void tiles_follow_the_device();
};

void DenseTest::linear_data() {
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

void DenseTest::linear() {
    QFETCH(int, batch);
    QFETCH(int, rows);
    QFETCH(int, k);
    QFETCH(int, n);
    QFETCH(int, variant);
    check_types(variant, [=](DType weight) {
        return linear_case(batch, rows, k, n, weight, variant % 2 == 0, variant % 3 == 0,
                           static_cast<Activation>(variant % 4));
    });
}

void DenseTest::stacked_layers_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("k");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::addColumn<int>("third");
    QTest::addColumn<bool>("mixed");
    QTest::newRow("equal") << 17 << 24 << 40 << 40 << 40 << false;
    QTest::newRow("odd") << 9 << 7 << 1 << 33 << 5 << false;
    QTest::newRow("types differ") << 13 << 16 << 12 << 7 << 4 << true;
}

void DenseTest::stacked_layers() {
    QFETCH(int, rows);
    QFETCH(int, k);
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(int, third);
    QFETCH(bool, mixed);
    check_types(first, [=](DType weight) {
        return [=](Recorder& r) {
            const int n[] = {first, second, third};
            std::vector<Weights> layers;
            for (int i = 0; i < 3; ++i) {
                const std::string name = "layer" + std::to_string(i);
                r.random().add(name + ".weight", {n[i], k}, mixed && i == 1 ? DType::f16 : weight, 0.3f);
                if (first != 1) r.random().add(name + ".bias", {n[i]}, weight, 0.5f);
                layers.push_back(r.weights()[name]);
            }
            Epilogue e;
            e.activation = Activation::silu;
            e.residual = r.input({1, rows, first + second + third});
            return sfumato::linear(layers, r.input({1, rows, k}), e);
        };
    });
}

void DenseTest::gated_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("k");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("variant");
    const int shapes[][3] = {{1, 8, 4}, {17, 24, 20}, {9, 7, 36}, {65, 16, 132}, {33, 40, 64}, {5, 8, 7}, {3, 16, 128}};
    int variant = 0;
    for (const auto& s : shapes)
        QTest::addRow("%d %d->%d", s[0], s[1], s[2]) << s[0] << s[1] << s[2] << variant++;
}

void DenseTest::gated() {
    QFETCH(int, rows);
    QFETCH(int, k);
    QFETCH(int, width);
    QFETCH(int, variant);
    check_types(variant, [=](DType weight) {
        return [=](Recorder& r) {
            add_weight(r, weight, {2 * width, k}, variant % 3 != 1);
            Epilogue e;
            e.activation = Activation::geglu;
            if (variant % 2 == 1) e.residual = r.input({2, rows, width});
            return sfumato::linear(r.weights(), r.input({2, rows, k}, 2.0f), e);
        };
    });
}

void DenseTest::two_sources_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("variant");
    const int shapes[][4] = {{1, 1, 1, 1}, {17, 24, 40, 33}, {9, 7, 25, 12}, {65, 16, 8, 36}, {30, 32, 12, 64}};
    int variant = 0;
    for (const auto& s : shapes)
        QTest::addRow("%d %d+%d->%d", s[0], s[1], s[2], s[3]) << s[0] << s[1] << s[2] << s[3] << variant++;
}

void DenseTest::two_sources() {
    QFETCH(int, rows);
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(int, n);
    QFETCH(int, variant);
    check_types(variant, [=](DType weight) {
        return [=](Recorder& r) {
            add_weight(r, weight, {n, first + second, 1, 1}, variant % 2 == 0);
            Epilogue e;
            e.activation = static_cast<Activation>(variant % 4);
            if (variant % 3 == 1) e.residual = r.input({2, rows, n});
            const Tensor a = r.input({2, rows, first}), b = r.input({2, rows, second});
            return sfumato::linear(r.weights(), Joined(a, b), e);
        };
    });
}

void DenseTest::shift_in_a_wider_tensor() {
    check_types(1, [](DType weight) {
        return [weight](Recorder& r) {
            add_weight(r, weight, {6, 8, 3, 3}, true);
            Epilogue e;
            e.shift = Columns(r.input({2, 19}), 5, 6);
            return conv2d(r.weights(), r.input({2, 5, 7, 8}), {}, e);
        };
    });
}

void DenseTest::conv_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < 15; ++i)
        QTest::addRow("case %d", i) << i;
}

void DenseTest::conv() {
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
    };
    QFETCH(int, index);
    check_types(index, [&](DType weight) { return conv_case(cases[index], weight); });
}

void DenseTest::large_product_has_small_error() {
    check(DType::f32, linear_case(1, 100, 5120, 192, DType::f32, true, true, Activation::none));
    check(DType::f32,
          conv_case({1, 9, 9, 640, 72, 3, 1, -1, -1, false, true, true, true, Activation::none}, DType::f16));
}

void DenseTest::every_gpu_tile_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < dispatching::gpu_tiles().size(); ++i)
        QTest::addRow("%s", dispatching::gpu_tiles()[i].name) << static_cast<int>(i);
}

void DenseTest::every_gpu_tile() {
    QFETCH(int, index);
    const dispatching::GpuTile& tile = dispatching::gpu_tiles()[static_cast<std::size_t>(index)];
    const auto executor = devices_.tuned({{"linear *", tile.name}, {"conv2d *", tile.name}});
    QVERIFY2(executor, executor ? "" : executor.error().text().c_str());
    const Features& features = (*executor)->features();
    const dispatching::Product any{{1, 4, 4, 0}, 4, {}, {}, true};
    if (!dispatching::fits(tile, any, features))
        QSKIP(tile.matrix && features.matrix.subgroup_size == 0 ? "the device has no matrices of f16"
                                                                : "the device is too small for this tile");
    const int m = static_cast<int>(tile.tile_m), n = static_cast<int>(tile.tile_n);
    const auto f16 = [&](DType other) { return tile.matrix ? DType::f16 : other; }; // those have no other types
    const Record cases[] = {
        linear_case(2, m, 84, 2 * n - 4, DType::f16, true, true, Activation::none),
        linear_case(1, 2 * m - 3, 140, n + 5, f16(DType::f32), true, true, Activation::silu),
        linear_case(1, 3, 8, 4, f16(DType::bf16), false, false, Activation::gelu),
        conv_case({2, 13, 11, 12, 36, 3, 1, -1, -1, false, true, true, true, Activation::none}, DType::f16),
        conv_case({1, 9, 7, 20, 31, 3, 2, 0, 1, false, true, false, false, Activation::silu}, f16(DType::bf16)),
        conv_case({2, 3, 4, 20, 12, 3, 1, -1, -1, true, true, false, true, Activation::none, true}, f16(DType::f32)),
        conv_case({2, 5, 3, 16, 20, 1, 1, -1, -1, false, true, true, true, Activation::quick_gelu}, f16(DType::f32)),
        gated_case(m + 1, 24, n + 4, DType::f16, true),
        sources_case(m - 1, 12, 44, n, DType::f16),
        // Channels that do not come in fours: the matrix tiles leave these to the others.
        linear_case(1, 2 * m - 3, 37, n + 5, DType::f32, true, true, Activation::silu),
        conv_case({1, 9, 7, 5, 31, 3, 2, 0, 1, false, true, false, false, Activation::silu}, DType::bf16),
    };
    for (std::size_t i = 0; i < std::size(cases); ++i) {
        const DType activation = (tile.matrix && i < 9) || i % 2 == 0 ? DType::f16 : DType::f32;
        check_on(**executor, tile.name, activation, cases[i]);
        if (QTest::currentTestFailed()) return;
    }
}

void DenseTest::gpu_tiles_follow_device_and_shape() {
    Features gpu;
    gpu.device_class = DeviceClass::discrete;
    gpu.max_workgroup_invocations = 1024;
    gpu.max_shared_memory = 48 * 1024;
    bool f16 = false;
    const auto chosen = [&](std::uint32_t rows, std::uint32_t n, std::uint32_t k, std::string_view key = {}) {
        const auto* tile = dispatching::gpu_tile(key, {{rows, n, k, 0}, k, {}, {}, f16}, gpu);
        return tile != nullptr ? std::string(tile->name) : std::string("none");
    };
    QCOMPARE(chosen(8192, 2560, 320), std::string("128x128"));
    QCOMPARE(chosen(8192, 320, 320), std::string("128x64")); // 128 columns would waste a sixth
    QCOMPARE(chosen(2048, 640, 640), std::string("128x64"));
    QCOMPARE(chosen(128, 1280, 11520), std::string("32x32x4")); // few outputs, long sums
    gpu.tuning =
        std::make_shared<const Tuning>(Tuning{{"linear 8 8 8 F32 F32", "64x64"}, {"conv2d *", "no such tile"}});
    QCOMPARE(chosen(8, 8, 8, "linear 8 8 8 F32 F32"), std::string("64x64"));
    QCOMPARE(chosen(8, 8, 9, "linear 8 8 9 F32 F32"), std::string("32x32x4"));
    QCOMPARE(chosen(8, 8, 8, "conv2d 8 8 8 F32 F32"), std::string("32x32x4"));
    for (const MatrixShape& shape : {MatrixShape{16, 16, 16, 32}, {16, 16, 16, 64}, {8, 16, 16, 16}, {8, 8, 8, 8}}) {
        gpu.matrix = shape;
        f16 = true;
        QCOMPARE(chosen(8192, 2560, 320), std::string("m128x128"));
        QCOMPARE(chosen(128, 1280, 11520), std::string("m32x32x4"));
        QCOMPARE(chosen(8192, 2560, 5), std::string("128x128")); // channels must come in fours
        f16 = false;
        QCOMPARE(chosen(8192, 2560, 320), std::string("128x128"));
    }
    gpu.max_workgroup_invocations = 128;
    QCOMPARE(chosen(8, 8, 8), std::string("32x32x2"));
    QCOMPARE(chosen(8192, 320, 320), std::string("64x64"));
    gpu.device_class = DeviceClass::cpu;
    QCOMPARE(chosen(8192, 320, 320), std::string("none"));
}

void DenseTest::tiles_follow_the_device() {
    Features gpu;
    gpu.device_class = DeviceClass::discrete;
    gpu.max_workgroup_invocations = 1024;
    const auto large = dispatching::dense_tile(4096, 320, gpu), small = dispatching::dense_tile(2, 320, gpu);
    QCOMPARE(large.row_groups, 8u);
    QCOMPARE(small.row_groups, 1u);
    QVERIFY(small.workgroups(2, 320) * small.local_size * 4 >= 2 * 320);
    Features cpu = gpu;
    cpu.device_class = DeviceClass::cpu;
    cpu.subgroup_size = 8;
    QVERIFY2(!dispatching::shares_reads(cpu), "without 64-bit integers and broadcasts the portable kernel runs");
    cpu.int64 = cpu.subgroup_broadcast = true;
    QVERIFY(dispatching::shares_reads(cpu));
    QCOMPARE(dispatching::dense_tile(100, 64, cpu).local_size, 8u);
    cpu.driver_kind = DriverKind::lavapipe;
    for (const std::uint32_t version : {2203u, 2500u}) {
        cpu.driver_version = version;
        QVERIFY2(kernel_family(cpu) == KernelFamily::lanes, "lavapipe knows uniform values since Mesa 26");
        QCOMPARE(preferred_weight_block(cpu), 32u);
    }
    cpu.driver_version = 2601;
    for (const std::uint32_t lanes : {8u, 16u}) {
        cpu.subgroup_size = lanes;
        QVERIFY(kernel_family(cpu) == KernelFamily::uniform);
        QCOMPARE(preferred_weight_block(cpu), 4 * lanes);
        QCOMPARE(gate_run(cpu), 2 * lanes);
        const auto tile = dispatching::dense_tile(4096, 320, cpu);
        QCOMPARE(tile.workgroups(4096, 320), std::uint64_t{820} * 320 / (4 * lanes)); // tiles of five rows
    }
    QVERIFY(kernel_family(gpu) == KernelFamily::portable);
    gpu.max_workgroup_count = 65535;
    const auto grid = dispatching::spread_groups(70000, gpu);
    QVERIFY(grid[0] <= 65535 && grid[0] * grid[1] >= 70000 && grid[0] * grid[1] < 70100);
}

QTEST_GUILESS_MAIN(DenseTest)
#include "dense_test.moc"
