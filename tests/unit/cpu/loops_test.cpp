// The loops of every instruction set that this processor has, against double precision.
#include "base/half.h"
#include "cpu/loops.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <vector>

using namespace sfumato::cpu;

namespace {

/// Each of the compiled sets once.
std::vector<const Loops*> all_loops() {
    std::set<const Loops*> found;
    for (const int lanes : {4, 8, 16})
        found.insert(&choose_loops(lanes));
    return {found.begin(), found.end()};
}

double exact(std::uint32_t activation, double x) {
    if (activation == 1) return x / (1 + std::exp(-x));
    if (activation == 2) return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
    if (activation == 3) return x / (1 + std::exp(-1.702 * x));
    return x;
}

float pseudo_random(std::uint32_t i) {
    return static_cast<float>(i * 2654435761u >> 8) / 8388608.0f - 1.0f;
}

} // namespace

class LoopsTest : public QObject {
    Q_OBJECT

private slots:
    void widest_is_chosen();
    void activations_are_accurate();
    void not_a_number_stays();
    void sums_do_not_cancel();
    void bfloat_rounds_to_even();
    void sixteen_bits_widen_exactly();
    void attention_equals_double();
};

void LoopsTest::widest_is_chosen() {
    QCOMPARE(choose_loops(4).lanes, 4);
    QVERIFY(choose_loops(8).lanes <= 8);
    QVERIFY(choose_loops().lanes >= choose_loops(8).lanes);
}

void LoopsTest::activations_are_accurate() {
    std::vector<float> x, y;
    for (int i = -9000; i <= 9000; ++i)
        x.push_back(static_cast<float>(i) * 0.0011f);
    y.resize(x.size());
    for (const Loops* loops : all_loops())
        for (const std::uint32_t activation : {0u, 1u, 2u, 3u}) {
            loops->activate(activation, x.data(), y.data(), x.size(), 1.0f, 0.0f);
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double want = exact(activation, static_cast<double>(x[i]));
                const double error = std::abs(static_cast<double>(y[i]) - want);
                // In the thin tails of both gelus the rounding of the exponent is multiplied by its size.
                const double allowed = std::abs(want) * (x[i] > 0 || activation == 1 ? 4e-7 : 6e-6) + 1e-30;
                QVERIFY2(error <= allowed, qPrintable(QString("%1 activation %2 at %3: %4, expected %5")
                                                          .arg(loops->name)
                                                          .arg(activation)
                                                          .arg(double(x[i]))
                                                          .arg(double(y[i]))
                                                          .arg(want)));
            }
        }
}

void LoopsTest::not_a_number_stays() {
    const float x[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 1.0f};
    for (const Loops* loops : all_loops())
        for (const std::uint32_t activation : {1u, 2u, 3u}) {
            float y[3];
            loops->activate(activation, x, y, 3, 1.0f, 0.0f);
            QVERIFY(std::isnan(y[0]));
            QVERIFY(std::isinf(y[1]));
            QVERIFY(std::isfinite(y[2]));
        }
}

void LoopsTest::sums_do_not_cancel() {
    constexpr std::size_t rows = 67, channels = 21;
    std::vector<float> x(rows * channels);
    for (std::uint32_t i = 0; i < x.size(); ++i)
        x[i] = 1000.0f + pseudo_random(i);
    for (const Loops* loops : all_loops()) {
        std::vector<double> sums(channels), squares(channels);
        loops->channel_sums(x.data(), rows, channels, sums.data(), squares.data());
        for (std::size_t c = 0; c < channels; ++c) {
            double sum = 0, square = 0;
            for (std::size_t r = 0; r < rows; ++r) {
                const double v = x[r * channels + c];
                sum += v;
                square += v * v;
            }
            QVERIFY(std::abs(sums[c] - sum) < 1e-9 && std::abs(squares[c] - square) < 1e-6);
        }
    }
}

void LoopsTest::bfloat_rounds_to_even() {
    const float x[] = {1.0f,
                       1.00390625f,
                       1.01171875f,
                       -3.0e38f,
                       std::numeric_limits<float>::infinity(),
                       std::numeric_limits<float>::quiet_NaN(),
                       1.00390637f};
    const std::uint16_t want[] = {0x3F80, 0x3F80, 0x3F82, 0xFF62, 0x7F80, 0x7FC0, 0x3F81};
    for (const Loops* loops : all_loops()) {
        std::uint16_t y[7];
        loops->to_bf16(x, y, 7);
        for (int i = 0; i < 7; ++i)
            QCOMPARE(y[i], want[i]);
    }
}

void LoopsTest::sixteen_bits_widen_exactly() {
    std::vector<std::byte> bytes(2 * 65536 + 1);
    for (std::uint32_t i = 0; i < 65536; ++i) {
        const auto h = static_cast<std::uint16_t>(i);
        std::memcpy(bytes.data() + 1 + 2 * i, &h, 2); // files promise no alignment
    }
    std::vector<float> y(65536);
    auto same = [](float a, float b) { return std::isnan(a) ? std::isnan(b) : std::memcmp(&a, &b, 4) == 0; };
    for (const Loops* loops : all_loops()) {
        loops->half_to_floats(bytes.data() + 1, y.data(), y.size());
        for (std::uint32_t i = 0; i < 65536; ++i)
            QVERIFY2(same(sfumato::half_to_float(static_cast<std::uint16_t>(i)), y[i]),
                     qPrintable(QString("half %1").arg(i)));
        loops->bf16_to_floats(bytes.data() + 1, y.data(), y.size());
        for (std::uint32_t i = 0; i < 65536; ++i)
            QVERIFY(same(sfumato::bf16_to_float(static_cast<std::uint16_t>(i)), y[i]));
    }
}

void LoopsTest::attention_equals_double() {
    constexpr std::size_t rows = 37, keys = 211, dim = 40, stride = 83;
    std::vector<float> q(rows * stride), k(keys * stride), v(keys * stride);
    std::uint32_t seed = 1;
    for (auto* part : {&q, &k, &v})
        for (float& value : *part)
            value = 2.0f * pseudo_random(seed++);
    for (const Loops* loops : all_loops()) {
        std::vector<float> packed_keys((keys + attention_keys - 1) / attention_keys * attention_keys * dim),
            packed_values(keys * 48);
        std::vector<float> scratch(attention_scratch(dim)), out(rows * stride, -7.0f);
        loops->pack_keys(k.data(), stride, keys, dim, packed_keys.data());
        loops->pack_values(v.data(), stride, keys, dim, packed_values.data());
        AttentionTask t{q.data(), stride,     rows,   packed_keys.data(), packed_values.data(), keys, dim, 150,
                        0.3f,     out.data(), stride, scratch.data()};
        loops->attend(t);
        for (std::size_t r = 0; r < rows; ++r) {
            std::vector<double> sums(dim);
            double total = 0;
            for (std::size_t s = 0; s < std::min(keys, 150 + r + 1); ++s) {
                double dot = 0;
                for (std::size_t c = 0; c < dim; ++c)
                    dot += static_cast<double>(q[r * stride + c]) * static_cast<double>(k[s * stride + c]);
                const double weight = std::exp(dot * 0.3);
                total += weight;
                for (std::size_t c = 0; c < dim; ++c)
                    sums[c] += weight * static_cast<double>(v[s * stride + c]);
            }
            for (std::size_t c = 0; c < dim; ++c) {
                const double error = std::abs(static_cast<double>(out[r * stride + c]) - sums[c] / total);
                QVERIFY2(
                    error < 1e-5,
                    qPrintable(QString("%1 row %2 channel %3: off by %4").arg(loops->name).arg(r).arg(c).arg(error)));
            }
            QCOMPARE(out[r * stride + dim], -7.0f); // nothing is written beside the head
        }
    }
}

QTEST_APPLESS_MAIN(LoopsTest)
#include "loops_test.moc"
