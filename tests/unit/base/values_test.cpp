// Half floats, dtypes, hashes, byte reading, errors, cancelling, logging, failed expectations.
#include "base/bytes.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/expect.h"
#include "base/half.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"

#include <QtTest>

#include <bit>
#include <cmath>
#include <csignal>
#include <limits>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace sfumato;

class ValuesTest : public QObject {
    Q_OBJECT
private slots:
    void all_halves_survive_a_round_trip() {
        for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
            const auto half = static_cast<std::uint16_t>(bits);
            const float value = half_to_float(half);
            const bool is_nan = (half & 0x7C00) == 0x7C00 && (half & 0x3FF) != 0;
            QCOMPARE(std::isnan(value), is_nan);
            if (is_nan)
                QVERIFY(std::isnan(half_to_float(float_to_half(value))));
            else
                QCOMPARE(float_to_half(value), half);
        }
    }
    void all_bfloats_survive_a_round_trip() {
        for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
            const auto b = static_cast<std::uint16_t>(bits);
            const float value = bf16_to_float(b);
            if (std::isnan(value))
                QVERIFY(std::isnan(bf16_to_float(float_to_bf16(value))));
            else
                QCOMPARE(float_to_bf16(value), b);
        }
    }
    void halves_have_their_values_data() {
        QTest::addColumn<float>("value");
        QTest::addColumn<int>("bits");
        QTest::newRow("1") << 1.0f << 0x3C00;
        QTest::newRow("-2") << -2.0f << 0xC000;
        QTest::newRow("largest") << 65504.0f << 0x7BFF;
        QTest::newRow("rounds to largest") << 65519.0f << 0x7BFF;
        QTest::newRow("rounds to infinity") << 65520.0f << 0x7C00;
        QTest::newRow("far too large") << 1e30f << 0x7C00;
        QTest::newRow("infinity") << -std::numeric_limits<float>::infinity() << 0xFC00;
        QTest::newRow("smallest normal") << 0x1p-14f << 0x0400;
        QTest::newRow("just below normal") << 0x1.FFFp-15f << 0x0400;
        QTest::newRow("smallest") << 0x1p-24f << 0x0001;
        QTest::newRow("tie to zero") << 0x1p-25f << 0x0000;
        QTest::newRow("above the tie") << 0x1.000002p-25f << 0x0001;
        QTest::newRow("tie to even, down") << 0x1.002p0f << 0x3C00;
        QTest::newRow("tie to even, up") << 0x1.006p0f << 0x3C02;
        QTest::newRow("-0") << -0.0f << 0x8000;
    }
    void halves_have_their_values() {
        QFETCH(float, value);
        QFETCH(int, bits);
        QCOMPARE(static_cast<int>(float_to_half(value)), bits);
    }
    void bfloats_round_to_even() {
        QCOMPARE(float_to_bf16(std::bit_cast<float>(0x3F808000u)), std::uint16_t(0x3F80)); // tie, even below
        QCOMPARE(float_to_bf16(std::bit_cast<float>(0x3F818000u)), std::uint16_t(0x3F82)); // tie, even above
        QCOMPARE(float_to_bf16(std::bit_cast<float>(0x3F808001u)), std::uint16_t(0x3F81));
        QCOMPARE(float_to_bf16(std::numeric_limits<float>::max()), std::uint16_t(0x7F80));
    }
    void elements_of_every_type_load_as_floats() {
        const auto load = [](DType type, const auto& value) {
            // One byte off: files promise no alignment.
            std::byte bytes[sizeof(value) + 1];
            std::memcpy(bytes + 1, &value, sizeof(value));
            float out = 0;
            convert_to_float(type, bytes + 1, {&out, 1});
            return out == load_as_float(type, bytes + 1, 0) ? out : std::nanf("");
        };
        QCOMPARE(load(DType::f32, 1.5f), 1.5f);
        QCOMPARE(load(DType::f64, 2.5), 2.5f);
        QCOMPARE(load(DType::f16, std::uint16_t(0x3E00)), 1.5f);
        QCOMPARE(load(DType::bf16, std::uint16_t(0x3FC0)), 1.5f);
        QCOMPARE(load(DType::i64, std::int64_t(-7)), -7.0f);
        QCOMPARE(load(DType::i32, std::int32_t(-70000)), -70000.0f);
        QCOMPARE(load(DType::i16, std::int16_t(-300)), -300.0f);
        QCOMPARE(load(DType::i8, std::int8_t(-3)), -3.0f);
        QCOMPARE(load(DType::u8, std::uint8_t(200)), 200.0f);
        QCOMPARE(load(DType::boolean, std::uint8_t(1)), 1.0f);
    }
    void dtypes_know_their_size_and_name() {
        const std::pair<DType, std::size_t> sizes[] = {{DType::f32, 4},     {DType::f16, 2},     {DType::bf16, 2},
                                                       {DType::f64, 8},     {DType::i64, 8},     {DType::i32, 4},
                                                       {DType::i16, 2},     {DType::i8, 1},      {DType::u8, 1},
                                                       {DType::boolean, 1}, {DType::f8_e4m3, 1}, {DType::f8_e5m2, 1}};
        for (const auto& [type, size] : sizes) {
            QCOMPARE(dtype_size(type), size);
            QVERIFY(!dtype_name(type).empty());
        }
        QCOMPARE(dtype_name(DType::bf16), std::string_view("BF16"));
        QCOMPARE(dtype_name(DType::boolean), std::string_view("BOOL"));
    }
    void sha256_vectors_data() {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("digest");
        // NIST's examples for FIPS 180-4.
        QTest::newRow("empty") << QByteArray("")
                               << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        QTest::newRow("abc") << QByteArray("abc")
                             << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        QTest::newRow("two blocks") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                    << QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        QTest::newRow("million") << QByteArray(1000000, 'a')
                                 << QByteArray("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    void sha256_vectors() {
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, digest);
        const std::string_view text(message.constData(), static_cast<std::size_t>(message.size()));
        QCOMPARE(QByteArray::fromStdString(sha256_hex(as_bytes(text))), digest);
        for (const std::size_t piece : {std::size_t(1), std::size_t(63), std::size_t(64), std::size_t(65)}) {
            Sha256 hash;
            for (std::size_t at = 0; at < std::min<std::size_t>(text.size(), 5000); at += piece)
                hash.update(as_bytes(text.substr(at, std::min(piece, 5000 - at))));
            if (text.size() <= 5000) QCOMPARE(QByteArray::fromStdString(hash.finish_hex()), digest);
        }
    }
    void sha256_agrees_with_qt_around_block_ends() {
        for (int size = 50; size < 140; ++size) {
            const QByteArray message(size, static_cast<char>(size));
            const std::string_view text(message.constData(), static_cast<std::size_t>(size));
            QCOMPARE(QByteArray::fromStdString(sha256_hex(as_bytes(text))),
                     QCryptographicHash::hash(message, QCryptographicHash::Sha256).toHex());
        }
    }
    void byte_reader_reads_both_orders() {
        const std::string_view text("\x01\x02\x03\x04\x05\x06\x07\x08\xff", 9);
        ByteReader little(as_bytes(text)), big(as_bytes(text));
        QCOMPARE(*little.little<std::uint64_t>(), 0x0807060504030201ull);
        QCOMPARE(*big.big<std::uint64_t>(), 0x0102030405060708ull);
        QCOMPARE(*little.little<std::uint8_t>(), std::uint8_t(0xff));
        QCOMPARE(little.remaining(), std::size_t(0));
        ByteReader mixed(as_bytes(text));
        QCOMPARE(*mixed.little<std::uint16_t>(), std::uint16_t(0x0201));
        QCOMPARE(*mixed.big<std::uint32_t>(), 0x03040506u);
        QCOMPARE(mixed.position(), std::size_t(6));
    }
    void byte_reader_stops_at_the_end() {
        ByteReader reader(as_bytes("abc"));
        QVERIFY(!reader.take(std::numeric_limits<std::uint64_t>::max()).has_value());
        QVERIFY(!reader.little<std::uint32_t>().has_value());
        QVERIFY(!reader.big<std::uint64_t>().has_value());
        QCOMPARE(reader.position(), std::size_t(0)); // a failed read moves nothing
        QCOMPARE(as_text(*reader.take(3)), std::string_view("abc"));
        QVERIFY(reader.take(0).has_value());
        QVERIFY(!reader.take(1).has_value());
    }
    void errors_carry_their_context() {
        const auto inner = []() -> Result<int> { return fail(ErrorCode::bad_input, "size is {}", 3); };
        const auto outer = [&]() -> Result<int> {
            SF_TRY(const int value, with_context(inner(), "while reading {}", "x"));
            return value;
        };
        const auto result = outer();
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, ErrorCode::bad_input);
        const QString text = QString::fromStdString(result.error().text());
        QVERIFY(text.contains("size is 3") && text.contains("while reading x"));
        QVERIFY(std::string_view(result.error().where.file_name()).ends_with("values_test.cpp"));
        for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code)
            QVERIFY(!error_code_name(static_cast<ErrorCode>(code)).empty());
    }
    void cancelling_reaches_copies() {
        const CancelToken token, other;
        const CancelToken copy = token;
        QVERIFY(copy.check().has_value());
        std::thread([&] { token.cancel(); }).join();
        QVERIFY(copy.cancelled());
        QCOMPARE(copy.check().error().code, ErrorCode::cancelled);
        QVERIFY(!other.cancelled());
        copy.reset();
        QVERIFY(!token.cancelled());
    }
    void logging_respects_the_level() {
        std::vector<std::string> lines;
        set_log_sink([&](LogLevel, std::string_view line) { lines.emplace_back(line); });
        set_log_level(LogLevel::warning);
        log(LogLevel::info, "dropped {}", 1);
        log(LogLevel::error, "kept {}", 2);
        set_log_sink({});
        QCOMPARE(lines, std::vector<std::string>{"kept 2"});
    }
    void nesting_is_counted_outside_strings() {
        const std::string open(max_json_depth, '['), more(max_json_depth + 1, '{');
        QVERIFY(!nested_too_deeply(open));
        QVERIFY(nested_too_deeply(more));
        QVERIFY(!nested_too_deeply("{}[]" + open)); // beside each other is not within each other
        QVERIFY(!nested_too_deeply("\"" + more + "\""));
        QVERIFY(!nested_too_deeply("\"\\\"" + more + "\"")); // a quote behind a backslash ends no string
        // Closing brackets in a string take nothing off.
        QVERIFY(nested_too_deeply("[\"]]]]\"" + open));
    }
    void a_failed_expectation_aborts() {
        const pid_t child = ::fork();
        if (child == 0) {
            (void)!::freopen("/dev/null", "w", stderr);
            std::signal(SIGABRT, SIG_DFL); // Qt Test prints a stack trace otherwise
            expect(false, "must not be");
            ::_exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        expect(true, "is fine");
    }
};

QTEST_APPLESS_MAIN(ValuesTest)
#include "values_test.moc"
