#include "generation.h"

#include "base/clock.h"

#include "picture_files.h"
#include "recipe/batch.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace sfumato {
namespace {

/// So many jobs are added at a time: the window may not stand still for 50 ms, and 10,000 of them take longer.
constexpr std::size_t part_size = 500;

/// `count` of the request's pictures, from the `first` on.
std::vector<NewJob> jobsOf(const BatchRequest& request, std::size_t first, std::size_t count) {
    const std::string folder = toStd(request.folder.endsWith(u'/') ? request.folder : request.folder + u'/');
    const std::string batch = toStd(request.batch);
    std::vector<NewJob> jobs;
    for (std::size_t i = first; i < first + count; ++i) {
        jobs.push_back({request.recipes ? (*request.recipes)[i] : request.recipe, folder, batch});
        if (!request.recipes) count_seed_up(jobs.back().recipe, i);
    }
    return jobs;
}

} // namespace

Generation::Generation(EngineAdapter& adapter, QueueController& queue, QObject* parent)
    : QObject(parent), m_queue(queue) {
    connectEngine(adapter);
    connect(&queue, &QueueController::made, this, [this](QueueId id, const FinishedPicture& picture) {
        // A picture that was ready before Cancel arrived is work done: it is kept.
        emit finished(id, picture);
        ++m_done;
    });
    connect(&queue, &QueueController::failed, this, [this](QueueId, const QString& text, const QString& advice) {
        emit failed(text, advice);
        ++m_done;
    });
    connect(&queue, &QueueController::changed, this, &Generation::follow);
    connect(&queue, &QueueController::loaded, this, [this] {
        if (m_early) start(*std::exchange(m_early, std::nullopt));
    });
}

void Generation::connectEngine(EngineAdapter& adapter) {
    connect(&adapter, &EngineAdapter::loading, this, [this](JobId job, const QString& what, double fraction) {
        if (!mine(job) || m_state != State::running) return;
        emit message(tr("Loading %1").arg(what));
        // Loaded is not yet ready: what follows takes a time that nobody knows.
        emit progressed(fraction < 1 ? fraction : -1, 0);
    });
    connect(&adapter, &EngineAdapter::stageChanged, this, [this](JobId job, const QString& stage) {
        if (!mine(job) || m_state != State::running) return;
        emit message(counted(stage));
        emit progressed(-1, 0);
    });
    connect(&adapter, &EngineAdapter::progressed, this, [this](JobId job, int step, int steps, double eta) {
        if (!mine(job) || m_state != State::running) return;
        emit message(counted(tr("Painting: step %1 of %2").arg(step).arg(steps)));
        emit progressed(steps > 0 ? double(step) / steps : -1, eta);
    });
    connect(&adapter, &EngineAdapter::previewReady, this, [this](JobId job, const QImage& image, int) {
        if (!mine(job) || m_state != State::running) return;
        const QueuedJobPtr queued = m_queue.queue().find(*m_queue.driver().current());
        emit preview(image, QSize(queued->recipe.width, queued->recipe.height));
    });
}

QString Generation::counted(const QString& text) const {
    return count() > 1 ? tr("%1 (picture %2 of %3)").arg(text).arg(current()).arg(count()) : text;
}

int Generation::count() const {
    if (!m_queue.driver().paused()) return m_done + static_cast<int>(m_queue.queue().unfinished());
    int open = 0;
    for (const Asked& asked : m_asked) {
        open += static_cast<int>(asked.rest);
        open += static_cast<int>(
            std::ranges::count_if(asked.ids, [this](QueueId id) { return !m_queue.queue().is_over(id); }));
    }
    return m_done + std::max(open, 1);
}

std::vector<QueueId> Generation::start(BatchRequest request) {
    if (!m_queue.isLoaded()) {
        m_early = std::move(request);
        return {};
    }
    m_queue.options().preview = request.preview;
    m_queue.options().rescue = toStd(PictureFiles::rescueFolder());
    const bool whole = request.together || request.front; // what goes to the front must keep its order there
    const std::size_t wanted = request.size();
    Asked& asked = m_asked.emplace_back(Asked{std::move(request), wanted});
    addPart(asked, whole ? wanted : part_size);
    if (m_queue.driver().paused() && !m_offered) emit waits(static_cast<int>(wanted));
    const std::vector<QueueId> ids = asked.ids;
    if (ids.size() < wanted) QTimer::singleShot(0, this, &Generation::addParts);
    follow();
    return ids;
}

void Generation::addPart(Asked& asked, std::size_t size) {
    size = std::min(size, asked.rest);
    const std::vector<NewJob> part = jobsOf(asked.request, asked.next, size);
    const std::vector<QueueId> ids =
        m_queue.edit([&](Queue& queue) { return queue.add(part, unix_seconds(), asked.request.front); });
    asked.ids.insert(asked.ids.end(), ids.begin(), ids.end());
    asked.next += size;
    asked.rest -= size;
    if (asked.rest == 0) asked.request = {};
    if (m_queue.driver().paused() && m_offered) m_queue.runAnyway(ids);
}

bool Generation::addNextPart() {
    const auto next = std::ranges::find_if(m_asked, [](const Asked& asked) { return asked.rest > 0; });
    if (next == m_asked.end()) return false;
    addPart(*next, part_size);
    return true;
}

void Generation::addParts() {
    if (addNextPart()) QTimer::singleShot(0, this, &Generation::addParts);
}

void Generation::addAll() {
    while (addNextPart()) {
    }
}

bool Generation::isOver(const Asked& asked) const {
    return asked.rest == 0 &&
           std::ranges::all_of(asked.ids, [this](QueueId id) { return m_queue.queue().is_over(id); });
}

void Generation::cancel() {
    if (m_state != State::running) return;
    const auto current = m_queue.driver().current();
    for (Asked& asked : m_asked)
        if (current && std::ranges::find(asked.ids, *current) != asked.ids.end()) {
            asked.rest = 0; // the others need not come
            m_queue.edit([&](Queue& queue) { queue.cancel(asked.ids, unix_seconds()); });
        }
    m_cancelled = true;
    setState(State::cancelling);
    emit message(tr("Stopping after this step"));
    m_queue.cancelCurrent();
}

void Generation::follow() {
    const auto current = m_queue.driver().current();
    if (!current) {
        if (m_state == State::idle) return;
        m_done = 0;
        std::erase_if(m_asked, [this](const Asked& asked) { return isOver(asked); });
        setState(State::idle);
        emit ended(std::exchange(m_cancelled, false));
        return;
    }
    if (m_state == State::idle) {
        setState(State::running);
        emit message(tr("Starting"));
        emit progressed(-1, 0);
    } else if (m_state == State::cancelling && !m_queue.driver().cancelling()) {
        m_cancelled = false; // the next one runs
        setState(State::running);
    }
}

void Generation::setState(State state) {
    if (m_state == state) return;
    m_state = state;
    emit stateChanged(state);
}

} // namespace sfumato
