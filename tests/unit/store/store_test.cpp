#include "unit/store/store_test.h"

#include <QCoreApplication>

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    int failures = 0;
    const auto run = [&](QObject&& test) { failures += QTest::qExec(&test, argc, argv); };
    run(DatabaseTest());
    run(InfotextTest());
    run(MetadataTest());
    run(WriterTest());
    return failures;
}
