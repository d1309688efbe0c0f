// The pool of the CPU executor: every index once, whatever the threads do, and no work while there is none.
#include "cpu/places.h"
#include "cpu/threads.h"

#include <QTest>
#include <sched.h>

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
    void work_of_any_length_under_load();
    void threads_sleep_while_they_wait();
    void processors_as_allowed();
    void two_threads_on_one_processor_part();
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

/// Plain values, no atomics: that each job's writes are seen by the caller and by the next job is the pool's to see to,
/// and a thread sanitizer tells where it does not. More threads than processors, and others that keep them busy.
void ThreadsTest::work_of_any_length_under_load() {
    std::atomic<bool> stop = false;
    std::vector<std::thread> others;
    for (int i = 0; i < 3; ++i)
        others.emplace_back([&] {
            while (!stop)
                std::this_thread::yield();
        });
    bool right = true;
    {
        const Threads first(6), copy = first, second(3);
        std::vector<unsigned> values(257, 0);
        unsigned expected = 0;
        for (unsigned round = 0; round < 400; ++round) {
            const Threads& threads = round % 3 == 0 ? second : round % 3 == 1 ? first : copy;
            const std::size_t count = round % 5 == 0 ? 2 : values.size();
            parallel_for(threads, count, [&](std::size_t i, int) {
                unsigned mixed = 1;
                for (std::size_t k = 0; k < i % 7 * 300; ++k) // some pieces take long, some nothing
                    mixed = mixed * 1664525u + 1013904223u;
                values[i] += (mixed | 1u) & 1u;
            });
            expected += round % 5 == 0 ? 0 : 1;
            right = right && values[0] == round + 1 && values[256] == expected;
        }
    } // the threads end while the others still run
    stop = true;
    for (std::thread& other : others)
        other.join();
    QVERIFY(right);
}

void ThreadsTest::threads_sleep_while_they_wait() {
    const Threads threads(4);
    parallel_for(threads, 64, [](std::size_t, int) {});
    const std::clock_t before = std::clock();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    QVERIFY2(seconds < 0.05, qPrintable(QString("%1 core-seconds in 0.3 s of waiting").arg(seconds)));
}

namespace {

cpu_set_t allowed_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    return set;
}

int first_processor(const cpu_set_t& set) {
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &set)) return cpu;
    return -1;
}

cpu_set_t only(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    return set;
}

void pass_time(std::chrono::milliseconds time) {
    for (const auto end = std::chrono::steady_clock::now() + time; std::chrono::steady_clock::now() < end;) {
    }
}

} // namespace

/// Threads that make room for one another stay where the user allows the program to be, and keep that permission whole.
void ThreadsTest::processors_as_allowed() {
    const cpu_set_t all = allowed_processors();
    for (const bool restricted : {false, true}) {
        bool kept = true;
        std::thread([&] {
            const cpu_set_t mine = restricted ? only(first_processor(all)) : all;
            QCOMPARE(sched_setaffinity(0, sizeof mine, &mine), 0);
            const Threads threads(CPU_COUNT(&all) + 2); // more than processors: some must share
            std::atomic<bool> as_allowed = true;
            for (int round = 0; round < 50; ++round)
                parallel_for(threads, 64, [&](std::size_t, int) {
                    pass_time(std::chrono::milliseconds(round % 10 == 0 ? 1 : 0));
                    const cpu_set_t now = allowed_processors();
                    if (CPU_EQUAL(&now, &mine) == 0 || CPU_ISSET(sched_getcpu(), &mine) == 0) as_allowed = false;
                });
            kept = as_allowed;
        }).join();
        QVERIFY2(kept, restricted ? "restricted to one processor" : "all processors");
    }
}

void ThreadsTest::two_threads_on_one_processor_part() {
    const cpu_set_t all = allowed_processors();
    if (CPU_COUNT(&all) < 2) QSKIP("there is one processor only");
    const cpu_set_t here = only(first_processor(all));
    Places places(2);
    int before = -1, after = -1, again = -1;
    cpu_set_t left = here;
    std::thread([&] {
        sched_setaffinity(0, sizeof here, &here);
        places.enter(0); // the caller, who never moves: its place is what the other thread sees
        std::thread([&] {
            before = first_processor(here);
            sched_setaffinity(0, sizeof all, &all);
            places.enter(1);
            after = sched_getcpu();
            left = allowed_processors();
            places.leave(1);
            places.leave(0);
            sched_setaffinity(0, sizeof here, &here);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            places.enter(1); // nobody else is here
            again = sched_getcpu();
        }).join();
    }).join();
    QVERIFY2(after >= 0 && after != before, qPrintable(QString::number(after)));
    QVERIFY(CPU_EQUAL(&left, &all));
    QCOMPARE(again, before);
}

QTEST_APPLESS_MAIN(ThreadsTest)
#include "threads_test.moc"
