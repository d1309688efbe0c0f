// Figures of the gallery with many real files (gallery_files.py makes some): gallery_scale FOLDER [INDEX]. Not a test:
// CI gates counts, never time. With INDEX, an index that is there already is used: how the page opens at a start.
#include "store/catalogue_scan.h"
#include "views/gallery_grid.h"
#include "views/gallery_page.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>

using namespace sfumato;

namespace {

/// MiB of memory in use.
double resident() {
    std::ifstream file("/proc/self/statm");
    double total = 0, pages = 0;
    file >> total >> pages;
    return pages * 4096 / (1 << 20);
}

/// Milliseconds of the processor that this thread has used: what a frame costs, whatever else the machine does.
double used() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void tell(const char* what, const char* kind, std::vector<double> times) {
    std::ranges::sort(times);
    const auto at = [&](double share) { return times[static_cast<std::size_t>(share * double(times.size() - 1))]; };
    std::printf("%s, %s: median %.1f ms, 99 %% below %.1f ms, longest %.1f ms\n", what, kind, at(0.5), at(0.99), at(1));
}

void frames(const char* what, int count, const std::function<void(int)>& move) {
    std::vector<double> times, work;
    QElapsedTimer timer;
    for (int i = 0; i < count; ++i) {
        timer.start();
        const double before = used();
        move(i);
        QTest::qWait(0); // answers of other threads, and the painting that they ask for
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        work.push_back(used() - before);
        QTest::qSleep(std::max(0, 16 - static_cast<int>(times.back())));
    }
    tell(what, "by the clock", times);
    tell(what, "of the processor", work);
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    if (argc < 2) return 2;
    QTemporaryDir place;
    const std::filesystem::path index = argc > 2 ? argv[2] : place.filePath("gallery.sqlite").toStdString();
    QElapsedTimer timer;
    timer.start();
    {
        auto opened = Catalogue::open(index);
        if (!opened || !opened->catalogue.add_folder(catalogue_path(argv[1]))) return 1;
        const auto report = scan_folder(opened->catalogue, argv[1], CancelToken());
        if (!report) return 1;
        std::printf("looked through: %zu files, %zu new, %.1f s\n", report->seen, report->added,
                    double(timer.elapsed()) / 1000);
    }
    const double before = resident();
    timer.start();
    GalleryPage page(index, place.filePath("thumbnails"));
    page.resize(1440, 860);
    page.show();
    (void)QTest::qWaitForWindowExposed(&page);
    std::printf("shown after %lld ms\n", static_cast<long long>(timer.elapsed()));
    bool scanned = false;
    QObject::connect(&page.store(), &GalleryStore::scanned, &page, [&] {
        scanned = true;
        std::printf("looked through again after %lld ms\n", static_cast<long long>(timer.elapsed()));
    });
    QObject::connect(&page.store(), &GalleryStore::found, &page, [&, first = true]() mutable {
        if (std::exchange(first, false))
            std::printf("pictures found after %lld ms\n", static_cast<long long>(timer.elapsed()));
    });
    page.start();
    (void)QTest::qWaitFor([&] { return scanned; }, 120'000);
    QTest::qWait(1000);
    std::printf("%d pictures, memory %.0f MiB, of it %.0f MiB for the page\n", page.pictures().rowCount(), resident(),
                resident() - before);
    QScrollBar* bar = page.grid().verticalScrollBar();
    if (bar->maximum() > 10'000) {
        frames("scrolling by 60 pixels a frame", 1200, [&](int) { bar->setValue(bar->value() + 60); });
        frames("the same back, thumbnails known", 1200, [&](int) { bar->setValue(bar->value() - 60); });
        frames("jumps", 300, [&](int i) { bar->setValue(bar->maximum() / 300 * ((i * 77) % 300)); });
        QTest::qWait(1000);
        std::printf("memory after scrolling %.0f MiB\n", resident());
    }
    return 0;
}
