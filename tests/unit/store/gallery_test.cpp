#include "unit/store/gallery_test.h"

#include <QCoreApplication>

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    int failures = 0;
    const auto run = [&](QObject&& test) { failures += QTest::qExec(&test, argc, argv); };
    run(QueryTest());
    run(CatalogueTest());
    run(ForeignTest());
    return failures;
}
