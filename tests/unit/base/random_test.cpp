// Seeded random numbers. Values against torch, Philox and numpy are in the golden cases rng and brownian; here are
// published values and properties.
#include "base/random.h"

#include <QtTest>

#include <cmath>

using namespace sfumato;

class RandomTest : public QObject {
    Q_OBJECT
private slots:
    void mt19937_has_the_published_value() {
        // The C++ standard, [rand.predef]: the 10000th value of mt19937 with its default seed 5489.
        Mt19937 engine(5489);
        std::uint32_t value = 0;
        for (int i = 0; i < 10000; ++i)
            value = engine.next();
        QCOMPARE(value, 4123659995u);
    }
    void only_the_low_half_of_a_torch_seed_counts() {
        std::vector<float> a(20), b(20), c(20);
        TorchGenerator(7).randn(a);
        TorchGenerator((5ull << 32) + 7).randn(b);
        TorchGenerator(8).randn(c);
        QCOMPARE(a, b);
        QVERIFY(a != c);
    }
    void small_draws_continue_with_the_cached_value() {
        // Drawing 3 and 2 values one by one must equal drawing 5: the pair of the third value lives on.
        std::vector<float> whole(5), first(3), second(2);
        TorchGenerator(7).randn(whole);
        TorchGenerator generator(7);
        generator.randn(first);
        generator.randn(second);
        first.insert(first.end(), second.begin(), second.end());
        QCOMPARE(first, whole);
    }
    void the_cached_value_outlives_a_large_draw() {
        std::vector<float> one(1), large(16), rest(1), pair(2);
        TorchGenerator(7).randn(pair);
        TorchGenerator generator(7);
        generator.randn(one);
        generator.randn(large);
        generator.randn(rest);
        QCOMPARE(one[0], pair[0]);
        QCOMPARE(rest[0], pair[1]);
    }
    void large_draws_go_on_where_the_last_ended() {
        std::vector<float> whole(48), first(16), second(32);
        TorchGenerator(3).randn(whole);
        TorchGenerator generator(3);
        generator.randn(first);
        generator.randn(second);
        QVERIFY(std::equal(second.begin(), second.end(), whole.begin() + 16));
        // 17 values take 33 uniforms: the last 16 are drawn anew.
        std::vector<float> odd(17), next(16), expected(16);
        TorchGenerator uneven(3), counter(3);
        uneven.randn(odd);
        uneven.randn(next);
        for (int i = 0; i < 33; ++i)
            counter.random32();
        counter.randn(expected);
        QCOMPARE(next, expected);
        QCOMPARE(odd[0], whole[0]);
    }
    void empty_draws_take_nothing() {
        TorchGenerator generator(3);
        generator.randn(std::span<float>());
        generator.rand({});
        QCOMPARE(generator.random32(), TorchGenerator(3).random32());
    }
    void philox_draws_are_counted() {
        std::vector<float> a(10), b(10), c(5);
        PhiloxGenerator one(42), two(42), three(42ull << 32);
        one.randn(a);
        two.randn(c);
        QVERIFY(std::equal(c.begin(), c.end(), a.begin())); // an element depends on its index, not on the size
        one.randn(b);
        QVERIFY(a != b);
        three.randn(b);
        QVERIFY(a != b); // all 64 bits of the seed count
    }
    void normals_look_normal_data() {
        QTest::addColumn<bool>("philox");
        QTest::newRow("torch") << false;
        QTest::newRow("philox") << true;
    }
    void normals_look_normal() {
        QFETCH(bool, philox);
        std::vector<float> values(100000);
        if (philox)
            PhiloxGenerator(1).randn(values);
        else
            TorchGenerator(1).randn(values);
        double sum = 0, square = 0, fourth = 0;
        for (const double v : values) {
            QVERIFY(std::isfinite(v));
            sum += v;
            square += v * v;
            fourth += v * v * v * v;
        }
        const double n = static_cast<double>(values.size());
        QVERIFY(std::abs(sum / n) < 0.02);
        QVERIFY(std::abs(square / n - 1) < 0.02);
        QVERIFY(std::abs(fourth / n - 3) < 0.2);
    }
    void seed_sequences_depend_on_every_part() {
        const std::uint64_t a[] = {0, 1}, b[] = {1, 0}, large[] = {1ull << 40, 1};
        const auto base = seed_sequence(1, a, 8, 4);
        QVERIFY(base != seed_sequence(1, b, 8, 4));
        QVERIFY(base != seed_sequence(2, a, 8, 4));
        QVERIFY(base != seed_sequence(1, a, 24, 4));
        QVERIFY(base != seed_sequence(1, large, 8, 4));
        // numpy's documentation: SeedSequence(1234).generate_state is stable; more words only extend it.
        const auto longer = seed_sequence(1, a, 8, 12);
        QVERIFY(std::equal(base.begin(), base.end(), longer.begin()));
    }
};

QTEST_APPLESS_MAIN(RandomTest)
#include "random_test.moc"
