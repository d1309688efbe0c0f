// The window stays responsive while a real picture is made.
#include "background_engine.h"
#include "test_window.h"
#include "watchdog.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <limits>

using namespace sfumato;

namespace {

/// Other programs can take the processors away in one run. A window that blocks does so in every run.
constexpr int runs = 6;

struct Measured {
    qint64 longest = 0;
    qint64 own = 0;
};

/// One picture; the longest gap while it was made.
void measure(MainWindow& window, EngineAdapter& adapter, Measured& measured) {
    QSignalSpy ended(&window.generation(), &Generation::ended);
    QSignalSpy previews(&adapter, &EngineAdapter::previewReady);
    const int before = window.pictures().rowCount();
    Watchdog watchdog;
    watchdog.start();
    window.findChild<QPushButton*>(QStringLiteral("generate"))->click();
    QVERIFY2(ended.wait(400'000), "the picture was not finished in time");
    QTRY_COMPARE_WITH_TIMEOUT(window.pictures().unsaved(), 0, 10'000);
    watchdog.stop();
    QVERIFY2(window.pictures().rowCount() == before + 1, qPrintable(window.messageBar().text()));
    QVERIFY(!previews.isEmpty());
    qInfo("%s", qPrintable(watchdog.text()));
    measured = {watchdog.longest().whole, watchdog.longestOwn().own()};
}

} // namespace

class ResponsiveTest : public QObject {
    Q_OBJECT
private slots:
    void noGapWhileAPictureIsMade() {
        const auto builtin = find_builtin_model();
        if (!builtin) QSKIP("the built-in model is not here");
        const auto devices = list_device_summaries();
        if (!devices || devices->empty()) QSKIP("no Vulkan device");

        QTemporaryDir folder;
        EngineAdapter adapter;
        EngineOptions options;
        options.builtin_model = *builtin;
        const std::unique_ptr<Engine> engine = makeBackgroundEngine(options, adapter.sink());
        adapter.connectPort({[&](Job job) { return engine->submit(std::move(job)); },
                             [&](JobId job) { engine->cancel(job); },
                             [&](std::string model) { engine->warm_up(std::move(model)); }});
        MainWindow window(adapter, placesIn(folder));
        window.document().edit(QString(), QString(), [](RecipeDraft& draft) {
            draft.recipe.prompt = "red apple";
            draft.recipe.width = draft.recipe.height = 64;
            draft.recipe.steps = 4;
        });
        window.resize(1200, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTest::qWait(200); // the first layout and paint are not what is measured

        qint64 quietest = std::numeric_limits<qint64>::max();
        qint64 best = quietest;
        for (int run = 0; run < runs && best > largest_gap; ++run) {
            quietest = std::min(quietest, disturbance());
            Measured measured;
            measure(window, adapter, measured);
            if (QTest::currentTestFailed()) return;
            QVERIFY2(measured.own <= largest_gap,
                     qPrintable(QStringLiteral("the window itself blocked for %1 ms").arg(measured.own)));
            best = std::min(best, measured.longest);
        }
        if (best > largest_gap && quietest > largest_gap / 2)
            QSKIP("other programs keep the processors busy: even an idle window has gaps of more than 25 ms here");
        QVERIFY2(best <= largest_gap, qPrintable(QStringLiteral("a gap of %1 ms").arg(best)));
    }
};

QTEST_MAIN(ResponsiveTest)
#include "responsive_test.moc"
