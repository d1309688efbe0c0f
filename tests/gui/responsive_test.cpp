// The window stays responsive while a real picture is made.
#include "background_engine.h"
#include "test_window.h"

#include <QElapsedTimer>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <limits>

using namespace sfumato;

namespace {

/// Nanoseconds that this thread was ready to run while others had the processors; 0 where the kernel does not tell.
qint64 waitedForProcessor() {
    QFile file(QStringLiteral("/proc/thread-self/schedstat"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    const QList<QByteArray> numbers = file.readAll().split(' ');
    return numbers.size() > 1 ? numbers[1].toLongLong() : 0;
}

/// The longest time between two turns of the event loop, and how much of it went to other threads and programs.
class Watchdog : public QObject {
public:
    Watchdog() {
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const qint64 waited = waitedForProcessor();
            const qint64 gap = m_since.restart();
            const qint64 waited_now = (waited - m_waitedBefore) / 1'000'000;
            if (gap > m_longest) {
                m_longest = gap;
                m_waited = waited_now;
            }
            m_longestOwn = std::max(m_longestOwn, gap - waited_now);
            m_waitedBefore = waited;
            ++m_turns;
        });
        m_timer.setTimerType(Qt::PreciseTimer);
    }
    void start() {
        m_waitedBefore = waitedForProcessor();
        m_since.start();
        m_timer.start(5);
    }
    void stop() { m_timer.stop(); }
    qint64 longest() const { return m_longest; }
    /// The longest gap for which the window itself is to blame: what it computed, and what it waited for.
    qint64 longestOwn() const { return m_longestOwn; }
    QString text() const {
        return QStringLiteral("longest gap of the event loop: %1 ms, of which %2 ms waiting for a processor; %3 turns")
            .arg(m_longest)
            .arg(m_waited)
            .arg(m_turns);
    }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
    qint64 m_longestOwn = 0;
    qint64 m_waited = 0;
    qint64 m_waitedBefore = 0;
    int m_turns = 0;
};

constexpr qint64 largest_gap = 50; ///< milliseconds
/// Other programs can take the processors away in one run. A window that blocks does so in every run.
constexpr int runs = 6;

/// The longest gap while nothing is made: what other programs do to this one.
qint64 disturbance() {
    Watchdog watchdog;
    watchdog.start();
    QTest::qWait(1500);
    watchdog.stop();
    return watchdog.longest();
}

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
    measured = {watchdog.longest(), watchdog.longestOwn()};
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
