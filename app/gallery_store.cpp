#include "gallery_store.h"
#include "core_texts.h"

#include "engine_adapter.h"
#include "store/metadata.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <thread>

namespace sfumato {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t part_size = 500; ///< entries that are changed in one piece
}

struct GalleryStore::Worker {
    struct Job {
        Work work;
        bool slow = false; ///< looks through folders; others go in between
    };
    fs::path index;
    std::mutex mutex;
    std::condition_variable arrived;
    std::deque<Job> jobs;
    bool stop = false;
    CancelToken cancel; ///< of what is slow
    std::atomic<quint64> latest_search = 0;
    std::thread thread;

    bool take(Job& job, bool wait) {
        std::unique_lock lock(mutex);
        const auto ready = [&](const Job& j) { return wait || !j.slow; };
        if (wait) arrived.wait(lock, [&] { return stop || !jobs.empty(); });
        if (stop) return false;
        const auto at = std::ranges::find_if(jobs, ready);
        if (at == jobs.end()) return false;
        job = std::move(*at);
        jobs.erase(at);
        return true;
    }
    void put(Job job) {
        {
            const std::lock_guard lock(mutex);
            jobs.push_back(std::move(job));
        }
        arrived.notify_one();
    }
    /// What was cancelled before was meant for something else; the end of the program is meant for all.
    void begin_slow() {
        const std::lock_guard lock(mutex);
        if (!stop) cancel.reset();
    }
    /// What came in while a folder is looked through; the catalogue is whole between two of its batches.
    void run_quick(Catalogue& catalogue) {
        Job job;
        while (take(job, false))
            job.work(catalogue);
    }
};

GalleryStore::GalleryStore(fs::path index, QObject* parent) : QObject(parent), m_worker(std::make_unique<Worker>()) {
    m_worker->index = std::move(index);
}

GalleryStore::~GalleryStore() {
    {
        const std::lock_guard lock(m_worker->mutex);
        m_worker->stop = true;
        m_worker->cancel.cancel();
    }
    m_worker->arrived.notify_all();
    if (m_worker->thread.joinable()) m_worker->thread.join();
}

void GalleryStore::tell(std::function<void()> answer) {
    QMetaObject::invokeMethod(this, std::move(answer), Qt::QueuedConnection);
}

void GalleryStore::post(Work work, bool slow) {
    m_worker->put({std::move(work), slow});
    if (m_worker->thread.joinable()) return;
    m_worker->thread = std::thread([this] {
        Result<Catalogue::Opened> opened = Catalogue::open(m_worker->index);
        if (!opened) {
            tell([this, text = coreText(opened.error().text())] { emit openFailed(text); });
            return;
        }
        QStringList notes;
        for (const std::string& note : opened->notes)
            notes << coreText(note);
        tell([this, only = opened->catalogue.read_only(), notes] { emit this->opened(only, notes); });
        Worker::Job job;
        while (m_worker->take(job, true))
            job.work(opened->catalogue);
    });
}

void GalleryStore::search(const QString& query) {
    const quint64 number = ++m_worker->latest_search;
    post([this, number, text = toStd(query)](Catalogue& catalogue) {
        if (number != m_worker->latest_search) return;
        GalleryFound result;
        result.parsed = parse_gallery_query(text);
        result.ids = catalogue.search(result.parsed.search);
        result.missing = static_cast<qint64>(catalogue.count(PictureState::missing));
        result.trashed = static_cast<qint64>(catalogue.count(PictureState::trashed));
        result.total = static_cast<qint64>(catalogue.count(PictureState::present));
        tell([this, number, result = std::move(result)] {
            if (number == m_worker->latest_search) emit found(result);
        });
    });
}

void GalleryStore::fetch(const std::vector<PictureId>& ids) {
    post([this, ids](Catalogue& catalogue) {
        Result<std::vector<GalleryEntry>> entries = catalogue.entries(ids);
        tell([this, entries = std::move(entries)] {
            if (entries)
                emit fetched(*entries);
            else
                emit failed(coreText(entries.error().text()));
        });
    });
}

void GalleryStore::changeMarks(const std::vector<PictureId>& ids, std::function<void(PictureMarks&)> change,
                               std::function<void(const std::vector<EarlierMarks>&)> then) {
    post([this, ids, change = std::move(change), then = std::move(then)](Catalogue& catalogue) {
        Result<std::vector<EarlierMarks>> earlier = catalogue.change_marks(ids, change);
        tell([this, then, earlier = std::move(earlier)] {
            if (!earlier) return emit failed(coreText(earlier.error().text()));
            if (then) then(*earlier);
            emit changed();
        });
    });
}

void GalleryStore::restoreMarks(const std::vector<EarlierMarks>& marks) {
    post([this, marks](Catalogue& catalogue) {
        const Result<> done = catalogue.restore_marks(marks);
        tell([this, done] {
            if (!done) return emit failed(coreText(done.error().text()));
            emit changed();
        });
    });
}

namespace {

QStringList listOf(const std::vector<std::string>& texts) {
    QStringList out;
    for (const std::string& text : texts)
        out << coreText(text);
    return out;
}

} // namespace

void GalleryStore::trash(const std::vector<PictureId>& ids) {
    post([this, ids](Catalogue& catalogue) {
        std::vector<std::string> problems;
        const Result<std::int64_t> batch = catalogue.trash(ids, problems);
        std::vector<PictureId> gone;
        if (const auto all = catalogue.trashed(); batch && all)
            for (const TrashedPicture& picture : *all)
                if (picture.batch == *batch) gone.push_back(picture.id);
        tell([this, batch, gone, problems = listOf(problems)] {
            if (!batch) return emit failed(coreText(batch.error().text()));
            emit trashed(gone, problems);
            emit changed();
        });
    });
}

void GalleryStore::restore(const std::vector<PictureId>& ids) {
    post([this, ids](Catalogue& catalogue) {
        std::vector<std::string> problems;
        const Result<std::vector<PictureId>> back = catalogue.restore(ids, problems);
        tell([this, back, problems = listOf(problems)] {
            if (!back) return emit failed(coreText(back.error().text()));
            emit restored(*back, problems);
            emit changed();
        });
    });
}

Result<> GalleryStore::inParts(Catalogue& catalogue, std::size_t count, bool canStop,
                               const std::function<Result<>(std::size_t first, std::size_t count)>& part) {
    const bool many = count > part_size;
    if (many) m_worker->begin_slow();
    Result<> done;
    for (std::size_t at = 0; at < count && done; at += part_size) {
        if (many && canStop && m_worker->cancel.cancelled()) break;
        const std::size_t size = std::min(part_size, count - at);
        done = part(at, size);
        if (!many) break;
        tell([this, at = static_cast<qint64>(at + size), count = static_cast<qint64>(count), canStop] {
            emit changing(at, count, canStop);
        });
        m_worker->run_quick(catalogue);
    }
    if (many) tell([this] { emit changeEnded(); });
    return done;
}

void GalleryStore::forgetNow(Catalogue& catalogue, const std::vector<PictureId>& ids,
                             const std::function<void(const ForgottenPictures&)>& then) {
    auto gone = std::make_shared<std::vector<GalleryEntry>>();
    const Result<> done = inParts(catalogue, ids.size(), true, [&](std::size_t first, std::size_t count) -> Result<> {
        SF_TRY(std::vector<GalleryEntry> entries, catalogue.entries(std::span(ids).subspan(first, count)));
        std::erase_if(entries, [](const GalleryEntry& entry) { return entry.state != PictureState::missing; });
        std::vector<PictureId> part;
        for (const GalleryEntry& entry : entries)
            part.push_back(entry.id);
        SF_CHECK(catalogue.forget(part));
        std::ranges::move(entries, std::back_inserter(*gone));
        return {};
    });
    tell([this, then, gone, done] {
        if (!done) emit failed(coreText(done.error().text()));
        if (done || !gone->empty()) then(gone); // what has gone before an error can come back
        emit changed();
    });
}

void GalleryStore::forget(const std::vector<PictureId>& ids, std::function<void(const ForgottenPictures&)> then) {
    post([this, ids, then = std::move(then)](Catalogue& catalogue) { forgetNow(catalogue, ids, then); },
         ids.size() > part_size);
}

void GalleryStore::forgetMissing(std::function<void(const ForgottenPictures&)> then) {
    post([this, then = std::move(then)](Catalogue& catalogue) {
        std::vector<PictureId> ids = catalogue.search(parse_gallery_query("is:missing").search);
        if (ids.size() <= part_size) return forgetNow(catalogue, ids, then);
        m_worker->put({[this, ids = std::move(ids), then](Catalogue& index) { forgetNow(index, ids, then); }, true});
    });
}

void GalleryStore::remember(const ForgottenPictures& entries, std::function<void(const std::vector<PictureId>&)> then) {
    post(
        [this, entries, then = std::move(then)](Catalogue& catalogue) {
            std::vector<PictureId> ids;
            const Result<> done =
                inParts(catalogue, entries->size(), false, [&](std::size_t first, std::size_t count) -> Result<> {
                    SF_TRY(const std::vector<PictureId> part,
                           catalogue.remember(std::span(*entries).subspan(first, count)));
                    ids.insert(ids.end(), part.begin(), part.end());
                    return {};
                });
            tell([this, then, ids = std::move(ids), done] {
                if (!done) emit failed(coreText(done.error().text()));
                if (done || !ids.empty()) then(ids);
                emit changed();
            });
        },
        entries->size() > part_size);
}

void GalleryStore::askNames() {
    post([this](Catalogue& catalogue) {
        auto models = catalogue.models(), samplers = catalogue.samplers(), tags = catalogue.tags();
        if (!models || !samplers || !tags) return; // menus without names are no failure of what the user does
        std::ranges::stable_sort(*tags, std::ranges::greater(), &NameCount::count);
        tell([this, all = GalleryNames{std::move(*models), std::move(*samplers), std::move(*tags)}] {
            emit names(all);
        });
    });
}

void GalleryStore::scan(Catalogue& catalogue, const std::vector<fs::path>& folders) {
    ScanReport total;
    for (const fs::path& folder : folders) {
        Result<ScanReport> report = scan_folder(catalogue, folder, m_worker->cancel, [&](const ScanProgress& progress) {
            tell([this, progress] {
                emit scanProgressed(static_cast<qint64>(progress.seen), static_cast<qint64>(progress.read),
                                    toQString(progress.folder));
            });
            m_worker->run_quick(catalogue);
        });
        if (!report) {
            total.problems.push_back(report.error().text());
            continue;
        }
        total.seen += report->seen;
        total.added += report->added;
        total.changed += report->changed;
        total.moved += report->moved;
        total.returned += report->returned;
        total.missing += report->missing;
        total.more_problems += report->more_problems;
        total.problems.insert(total.problems.end(), report->problems.begin(), report->problems.end());
        total.folders.insert(total.folders.end(), report->folders.begin(), report->folders.end());
        total.cancelled = report->cancelled;
        if (total.cancelled) break;
    }
    tell([this, total] {
        emit scanned(total);
        if (total.added + total.changed + total.moved + total.returned + total.missing > 0) emit changed();
    });
}

void GalleryStore::addFolder(const QString& folder) {
    post(
        [this, path = catalogue_path(toStd(folder))](Catalogue& catalogue) {
            m_worker->begin_slow();
            std::error_code ignored; // what cannot be made is told by the scan
            fs::create_directories(path, ignored);
            if (const Result<> kept = catalogue.add_folder(path); !kept)
                return tell([this, text = coreText(kept.error().text())] { emit failed(text); });
            scan(catalogue, {path});
        },
        true);
}

void GalleryStore::scanAll() {
    post(
        [this](Catalogue& catalogue) {
            m_worker->begin_slow();
            const Result<std::vector<fs::path>> folders = catalogue.folders();
            // A reader shows what the writing program finds.
            if (folders && !catalogue.read_only()) scan(catalogue, *folders);
        },
        true);
}

void GalleryStore::scanFolders(const QStringList& folders) {
    std::vector<fs::path> paths;
    for (const QString& folder : folders)
        paths.emplace_back(toStd(folder));
    post(
        [this, paths](Catalogue& catalogue) {
            m_worker->begin_slow();
            if (!catalogue.read_only()) scan(catalogue, paths);
        },
        true);
}

void GalleryStore::cancel() {
    m_worker->cancel.cancel();
}

void GalleryStore::notice(const QStringList& files) {
    std::vector<fs::path> paths;
    for (const QString& file : files)
        paths.emplace_back(toStd(file));
    post([this, paths](Catalogue& catalogue) {
        if (catalogue.read_only()) return;
        const Result<ScanReport> report = scan_files(catalogue, paths);
        tell([this, report] {
            if (!report) return emit failed(coreText(report.error().text()));
            emit changed();
        });
    });
}

void GalleryStore::readDetails(PictureId id, const QString& path) {
    post([this, id, path](Catalogue&) {
        const Result<ImageMetadata> metadata = read_metadata(fs::path(toStd(path)));
        QStringList notes, texts;
        if (metadata) {
            notes = listOf(metadata->notes);
            for (const TextChunk& chunk : metadata->chunks)
                if (chunk.keyword != "sfumato" && chunk.keyword != "XML:com.adobe.xmp" &&
                    chunk.keyword != "Exif.MakerNote")
                    texts << toQString(chunk.keyword) + QStringLiteral("\n") + toQString(chunk.text.substr(0, 20000));
        } else {
            notes << coreText(metadata.error().text());
        }
        tell([this, id, notes, texts] { emit detailsRead(id, notes, texts); });
    });
}

} // namespace sfumato
