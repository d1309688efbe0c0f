// The pool of the CPU executor: every index once, whatever the threads do, and no work while there is none.
#include "cpu/threads.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <ctime>
#include <thread>
#include <vector>

using namespace sfumato::cpu;

class ThreadsTest : public QObject {
    Q_OBJECT

private slots:
    void every_index_once();
    void threads_sleep_while_they_wait();
};

void ThreadsTest::every_index_once() {
    for (const int count : {1, 2, 3, 8}) {
        const Threads threads(count);
        QCOMPARE(threads.count(), count);
        for (const std::size_t size : {0, 1, 2, 7, 100}) {
            for (int round = 0; round < 200; ++round) {
                std::vector<std::atomic<int>> calls(size);
                std::atomic<bool> in_range = true;
                parallel_for(threads, size, [&](std::size_t i, int thread) {
                    calls[i].fetch_add(1);
                    if (thread < 0 || thread >= count) in_range = false;
                });
                QVERIFY(in_range);
                for (const auto& c : calls)
                    QCOMPARE(c.load(), 1);
            }
        }
        std::atomic<std::size_t> sum = 0;
        parallel_pieces(threads, 10, 4, [&](std::size_t begin, std::size_t end) { sum += 100 * begin + end; });
        QCOMPARE(sum.load(), std::size_t{4 + 408 + 810});
    }
}

void ThreadsTest::threads_sleep_while_they_wait() {
    const Threads threads(4);
    parallel_for(threads, 64, [](std::size_t, int) {});
    const std::clock_t before = std::clock();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    QVERIFY2(seconds < 0.05, qPrintable(QString("%1 core-seconds in 0.3 s of waiting").arg(seconds)));
}

QTEST_APPLESS_MAIN(ThreadsTest)
#include "threads_test.moc"
