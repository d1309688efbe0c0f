#include "grid_sheets.h"
#include "core_texts.h"

#include "base/file.h"
#include "base/log.h"
#include "engine/batch_work.h"
#include "image/formats.h"

#include <algorithm>
#include <span>
#include <utility>

namespace sfumato {
namespace {

constexpr int look_after_ms = 200;
constexpr std::uint64_t largest_record = 64u << 20;

/// The first path. Sheets that are there are replaced: the grid was made anew.
Result<std::string> drawSheets(const Grid& grid, const std::filesystem::path& folder,
                               const std::vector<std::string>& pictures, const CancelToken& cancel) {
    std::string first;
    SF_CHECK(write_grid_sheets(
        grid, folder, [&](std::size_t cell) { return load_image(pictures[cell]); },
        [&](const std::filesystem::path& sheet) {
            if (first.empty()) first = sheet.string();
        },
        cancel));
    return first;
}

} // namespace

GridSheets::GridSheets(QueueController& queue, std::filesystem::path folder, QObject* parent)
    : QObject(parent), m_queue(queue), m_folder(std::move(folder)) {
    m_pool.setMaxThreadCount(1);
    m_soon.setSingleShot(true);
    m_soon.setInterval(look_after_ms);
    connect(&m_soon, &QTimer::timeout, this, &GridSheets::look);
    connect(&queue, &QueueController::changed, this, [this] {
        if (!m_open.empty() && !m_soon.isActive()) m_soon.start();
    });
    // Not before: jobs that are not read yet would seem to be over.
    connect(&queue, &QueueController::loaded, this, &GridSheets::read);
}

GridSheets::~GridSheets() {
    m_end.cancel(); // records that still wait to be written are written
    m_pool.waitForDone();
}

void GridSheets::read() {
    if (m_folder.empty()) return;
    m_pool.start([this, folder = m_folder] {
        std::vector<Work> found;
        std::error_code error;
        for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
             entry.increment(error)) {
            if (entry->path().extension() != ".json") continue;
            const Result<std::string> text = read_file(entry->path(), largest_record);
            Result<GridRecord> record =
                text ? grid_record_from_json(*text, entry->path().string()) : tl::unexpected(text.error());
            if (record)
                found.push_back({std::move(*record), entry->path()});
            else
                log(LogLevel::warning, "{}", record.error().text());
        }
        // The pool is waited for in the destructor, so that `this` outlives the posting.
        QMetaObject::invokeMethod(this, [this, found = std::move(found)] {
            m_open.insert(m_open.end(), found.begin(), found.end());
            if (!m_open.empty()) m_soon.start();
        });
    });
}

void GridSheets::follow(const Grid& grid, const QString& name, const QString& folder, const std::vector<QueueId>& ids) {
    if (ids.size() != grid.cells.size()) return;
    Work work{{{grid.axes, {}}, toStd(folder), ids}, {}};
    for (const GridCell& cell : grid.cells)
        work.record.grid.cells.push_back({Recipe(), cell.x, cell.y, cell.z});
    if (!m_folder.empty()) {
        work.file = m_folder / toStd(name + QStringLiteral(".json"));
        m_pool.start([record = work.record, file = work.file] {
            std::error_code ignored;
            std::filesystem::create_directories(file.parent_path(), ignored);
            const std::string text = grid_record_to_json(record);
            const Result<> written = write_file_atomically(file, std::as_bytes(std::span(text)), Overwrite::replace);
            if (!written) log(LogLevel::warning, "{}", written.error().text());
        });
    }
    m_open.push_back(std::move(work));
}

void GridSheets::look() {
    // Jobs that were taken out of the list are over, too.
    const auto over = [this](QueueId id) { return m_queue.queue().is_over(id); };
    for (std::size_t i = 0; i < m_open.size();) {
        // From the end: that is what is made last, so that one look is enough as a rule.
        const std::vector<QueueId>& ids = m_open[i].record.ids;
        if (!std::all_of(ids.rbegin(), ids.rend(), over)) {
            ++i;
            continue;
        }
        Work work = std::move(m_open[i]);
        m_open.erase(m_open.begin() + static_cast<std::ptrdiff_t>(i));
        draw(std::move(work));
    }
}

void GridSheets::draw(Work work) {
    std::vector<std::string> pictures;
    bool any = false;
    for (const QueueId id : work.record.ids) {
        const QueuedJobPtr job = m_queue.queue().find(id);
        pictures.push_back(job ? job->picture : std::string());
        any = any || !pictures.back().empty();
    }
    m_pool.start([this, any, work = std::move(work), pictures = std::move(pictures), end = m_end] {
        // Without any picture all of it was cancelled.
        const Result<std::string> path =
            any ? drawSheets(work.record.grid, work.record.folder, pictures, end) : Result<std::string>();
        if (end.cancelled()) return;
        std::error_code ignored;
        if (!work.file.empty()) std::filesystem::remove(work.file, ignored);
        QMetaObject::invokeMethod(this, [this, any, path] {
            if (!any) return;
            if (path)
                emit made(toQString(*path));
            else
                emit failed(coreText(path.error().text()), adviceFor(path.error().code));
        });
    });
}

} // namespace sfumato
