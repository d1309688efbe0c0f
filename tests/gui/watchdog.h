// Measures how long the event loop of the window's thread stands still.
#pragma once

#include <QElapsedTimer>
#include <QFile>
#include <QObject>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace sfumato {

/// Nanoseconds that this thread was ready to run while others had the processors; 0 where the kernel does not tell.
inline qint64 waitedForProcessor() {
    QFile file(QStringLiteral("/proc/thread-self/schedstat"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    const QList<QByteArray> numbers = file.readAll().split(' ');
    return numbers.size() > 1 ? numbers[1].toLongLong() : 0;
}

/// The longest time between two turns of the event loop, and how much of it went to other threads and programs.
class Watchdog : public QObject {
public:
    /// Times in milliseconds.
    struct Gap {
        qint64 whole = 0;
        qint64 waited = 0; ///< of it, for a processor
        QString step;      ///< what was being done

        qint64 own() const { return whole - waited; }
    };

    Watchdog() {
        connect(&m_timer, &QTimer::timeout, this, &Watchdog::turn);
        m_timer.setTimerType(Qt::PreciseTimer);
    }
    void start() {
        m_waitedBefore = waitedForProcessor();
        m_since.start();
        m_timer.start(5);
    }
    void stop() {
        turn(); // what goes on now counts, too
        m_timer.stop();
    }
    /// What is done from now on; gaps are told with it.
    void setStep(const QString& step) { m_step = step; }
    /// Forgets what was measured.
    void clear() { m_longest = m_longestOwn = {}; }

    const Gap& longest() const { return m_longest; }
    /// The longest gap for which the window itself is to blame: what it computed, and what it waited for.
    const Gap& longestOwn() const { return m_longestOwn; }
    QString text() const {
        return QStringLiteral("longest gap of the event loop: %1 ms, of which %2 ms waiting for a processor; %3 turns")
            .arg(m_longest.whole)
            .arg(m_longest.waited)
            .arg(m_turns);
    }

private:
    void turn() {
        const qint64 waited = waitedForProcessor();
        const Gap gap{m_since.restart(), (waited - std::exchange(m_waitedBefore, waited)) / 1'000'000, m_step};
        if (gap.whole > m_longest.whole) m_longest = gap;
        if (gap.own() > m_longestOwn.own()) m_longestOwn = gap;
        ++m_turns;
    }

    QTimer m_timer;
    QElapsedTimer m_since;
    Gap m_longest, m_longestOwn;
    QString m_step;
    qint64 m_waitedBefore = 0;
    qint64 m_turns = 0;
};

/// Milliseconds; the word of the whole project: the window never stands still for longer.
inline constexpr qint64 largest_gap = 50;

/// The longest gap while nothing is done: what other programs do to this one.
inline qint64 disturbance() {
    Watchdog watchdog;
    watchdog.start();
    QTest::qWait(1500);
    watchdog.stop();
    return watchdog.longest().whole;
}

} // namespace sfumato
