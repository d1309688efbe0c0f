// The file of measured kernel choices.
#include "tensor/tuning.h"

#include <QTest>

using namespace sfumato;

class TuningTest : public QObject {
    Q_OBJECT

private slots:
    void round_trip();
    void broken_files_are_refused_data();
    void broken_files_are_refused();
};

void TuningTest::round_trip() {
    const TuningFile file{"Some GPU; driver 1.2; kernels 0123",
                          {{"linear 4096 320 320 F16 F16", "m128x64"}, {"attention 16 77 77 64 F32", "64x4"}}};
    const auto back = parse_tuning(format_tuning(file));
    QVERIFY(back);
    QCOMPARE(back->subject, file.subject);
    QVERIFY(back->tuning == file.tuning);
    QVERIFY(parse_tuning(format_tuning({"no problems", {}})));
}

void TuningTest::broken_files_are_refused_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("another version") << QByteArray("sfumato tuning 2\nx\nend 0\n");
    QTest::newRow("no subject") << QByteArray("sfumato tuning 1\n\nend 0\n");
    QTest::newRow("cut off") << QByteArray("sfumato tuning 1\nx\nlinear 1 = a\n");
    QTest::newRow("cut off in the end") << QByteArray("sfumato tuning 1\nx\nlinear 1 = a\nend 1");
    QTest::newRow("count") << QByteArray("sfumato tuning 1\nx\nlinear 1 = a\nend 2\n");
    QTest::newRow("twice") << QByteArray("sfumato tuning 1\nx\nlinear 1 = a\nlinear 1 = b\nend 2\n");
    QTest::newRow("no choice") << QByteArray("sfumato tuning 1\nx\nlinear 1 = \nend 1\n");
    QTest::newRow("no problem") << QByteArray("sfumato tuning 1\nx\n = a\nend 1\n");
    QTest::newRow("bytes") << QByteArray("sfumato tuning 1\nx\nlinear \x01 = a\nend 1\n");
    QTest::newRow("more after the end") << QByteArray("sfumato tuning 1\nx\nend 0\nlinear 1 = a\n");
    QTest::newRow("large") << QByteArray("sfumato tuning 1\nx\n") + QByteArray(2 << 20, 'a');
}

void TuningTest::broken_files_are_refused() {
    QFETCH(QByteArray, text);
    const auto file = parse_tuning({text.constData(), static_cast<std::size_t>(text.size())});
    QVERIFY(!file);
    QCOMPARE(file.error().code, ErrorCode::bad_input);
}

QTEST_GUILESS_MAIN(TuningTest)
#include "tuning_test.moc"
