#include "item_models/queue_list.h"
#include "core_texts.h"

#include "image/formats.h"

#include <QDataStream>
#include <QFileInfo>
#include <QIODevice>
#include <QLocale>
#include <QMimeData>

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

const QString mime = QStringLiteral("application/x-sfumato-jobs");

QString timeText(double seconds) {
    if (seconds < 90) return QueueList::tr("%1 s").arg(QLocale().toString(seconds, 'f', seconds < 10 ? 1 : 0));
    if (seconds < 5400) return QueueList::tr("%1 min").arg(std::lround(seconds / 60));
    return QueueList::tr("%1 h %2 min").arg(std::floor(seconds / 3600)).arg(std::lround(std::fmod(seconds, 3600) / 60));
}

QString titleOf(const QueuedJob& job) {
    if (!job.unreadable.empty()) return QueueList::tr("A recipe that cannot be read");
    const QString prompt = toQString(job.recipe.prompt).simplified();
    return prompt.isEmpty() ? QueueList::tr("No prompt") : prompt.left(200);
}

QString detailOf(const QueuedJob& job) {
    if (!job.unreadable.empty()) return {};
    const Recipe& r = job.recipe;
    const QString model =
        r.model == "builtin" ? QueueList::tr("Built-in model") : QFileInfo(toQString(r.model)).fileName();
    const QString size = r.width > 0 && r.height > 0 ? QueueList::tr("%1 × %2").arg(r.width).arg(r.height)
                                                     : QueueList::tr("model's size");
    const QString text =
        QueueList::tr("%1  ·  %2  ·  %3 steps  ·  seed %4").arg(model, size).arg(r.steps).arg(QString::number(r.seed));
    return job.batch.empty() ? text : QStringLiteral("%1  ·  %2").arg(toQString(job.batch), text);
}

} // namespace

QueueList::QueueList(QueueController& queue, QObject* parent) : QAbstractListModel(parent), m_queue(queue) {
    m_thumbnails.setMaxCost(300);
    m_pool.setMaxThreadCount(1);
    connect(&queue, &QueueController::changed, this, &QueueList::refresh);
    connect(&queue, &QueueController::loaded, this, &QueueList::refresh);
    connect(&queue, &QueueController::currentProgressed, this, [this] {
        const auto id = m_queue.driver().current();
        const int row = id ? rowOf(*id) : -1;
        if (row >= 0) emit dataChanged(index(row), index(row), {status_role, fraction_role});
    });
    refresh();
}

QueueList::~QueueList() {
    m_pool.clear();
    m_pool.waitForDone(); // it posts to this
}

int QueueList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_jobs.size());
}

QueuedJobPtr QueueList::job(const QModelIndex& index) const {
    return index.isValid() && index.row() < rowCount() ? m_jobs[static_cast<std::size_t>(index.row())] : nullptr;
}

int QueueList::rowOf(QueueId id) const {
    return m_rows.value(id, -1);
}

QString QueueList::stateText(JobState state) {
    switch (state) {
    case JobState::waiting: return tr("Waiting");
    case JobState::running: return tr("Being made");
    case JobState::paused: return tr("Paused");
    case JobState::done: return tr("Done");
    case JobState::failed: return tr("Failed");
    case JobState::cancelled: return tr("Cancelled");
    }
    return {};
}

QString QueueList::statusText(const QueuedJob& job) const {
    const QString state = stateText(job.state);
    switch (job.state) {
    case JobState::waiting: {
        const auto seconds = m_queue.queue().estimate(job);
        return seconds ? tr("%1, about %2").arg(state, timeText(*seconds)) : tr("%1, time unknown").arg(state);
    }
    case JobState::running: {
        if (m_queue.driver().current() != job.id) return tr("Saving");
        if (m_queue.driver().cancelling()) return tr("Stopping");
        if (const auto rest = m_queue.currentRest()) return tr("%1, %2 left").arg(state, timeText(*rest));
        return state;
    }
    case JobState::paused:
        return job.steps > 0 ? tr("%1 at step %2 of %3").arg(state).arg(job.step).arg(job.steps) : state;
    case JobState::done: return job.seconds > 0 ? tr("%1 in %2").arg(state, timeText(job.seconds)) : state;
    case JobState::failed: // the model stands beside it
        return tr("%1: %2").arg(state, coreTextWithout(job.recipe.model, job.reason));
    case JobState::cancelled: return state;
    }
    return state;
}

QVariant QueueList::thumbnail(const QueuedJob& job) const {
    if (const QImage* known = m_thumbnails.object(job.id)) return *known;
    if (job.state != JobState::done || job.picture.empty()) return {};
    m_thumbnails.insert(job.id, new QImage); // asked for once
    auto* self = const_cast<QueueList*>(this);
    m_pool.start([self, id = job.id, path = job.picture] {
        const Result<Image> image = load_image(path);
        if (!image) return; // moved or deleted: the row shows its icon
        QMetaObject::invokeMethod(
            self, [self, id, small = thumbnailOf(toQImage(*image))] { self->setThumbnail(id, small); },
            Qt::QueuedConnection);
    });
    return {};
}

void QueueList::setThumbnail(QueueId id, const QImage& image) {
    m_thumbnails.insert(id, new QImage(image));
    if (const int row = rowOf(id); row >= 0) emit dataChanged(index(row), index(row), {thumbnail_role});
}

QVariant QueueList::data(const QModelIndex& at, int role) const {
    const QueuedJobPtr shown = job(at);
    if (!shown) return {};
    switch (role) {
    case id_role: return QVariant::fromValue<qlonglong>(shown->id);
    case title_role: return titleOf(*shown);
    case detail_role: return detailOf(*shown);
    case status_role: return statusText(*shown);
    case thumbnail_role: return thumbnail(*shown);
    case fraction_role:
        if (shown->state == JobState::running && m_queue.driver().current() == shown->id) return m_queue.fraction();
        if (shown->state == JobState::paused && shown->steps > 0) return double(shown->step) / shown->steps;
        return -1.0;
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return tr("%1, %2, %3").arg(titleOf(*shown), detailOf(*shown), statusText(*shown));
    case Qt::ToolTipRole:
        if (shown->state == JobState::failed) return coreText(shown->reason);
        return toQString(shown->recipe.prompt).left(1000);
    default: return {};
    }
}

Qt::ItemFlags QueueList::flags(const QModelIndex& at) const {
    if (!at.isValid()) return Qt::ItemIsDropEnabled; // between rows
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
}

QStringList QueueList::mimeTypes() const {
    return {mime};
}

QMimeData* QueueList::mimeData(const QModelIndexList& indexes) const {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    for (const QModelIndex& at : indexes)
        if (const QueuedJobPtr dragged = job(at)) out << qlonglong(dragged->id);
    auto* data = new QMimeData;
    data->setData(mime, bytes);
    return data;
}

bool QueueList::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int, const QModelIndex& parent) {
    if (action != Qt::MoveAction || !data->hasFormat(mime)) return false;
    std::vector<QueueId> ids;
    QDataStream in(data->data(mime));
    while (!in.atEnd()) {
        qlonglong id = 0;
        in >> id;
        ids.push_back(id);
    }
    const int target = row >= 0 ? row : parent.isValid() ? parent.row() : rowCount();
    const QueuedJobPtr before = job(index(target));
    emit moveRequested(ids, before ? std::optional(before->id) : std::nullopt);
    return false; // the queue moves them; the view has nothing to remove
}

void QueueList::refresh() {
    const std::vector<QueuedJobPtr>& wanted = m_queue.queue().jobs();
    const auto same_job = [](const QueuedJobPtr& a, const QueuedJobPtr& b) { return a->id == b->id; };
    if (!std::ranges::equal(m_jobs, wanted, same_job)) { // mostly it is but a state that has changed
        takeOut(wanted);
        reorder(wanted);
        putIn(wanted);
        m_rows.clear();
        m_rows.reserve(static_cast<qsizetype>(m_jobs.size()));
        for (std::size_t row = 0; row < m_jobs.size(); ++row)
            m_rows[m_jobs[row]->id] = static_cast<int>(row);
    }
    int first = -1, last = -1;
    for (std::size_t row = 0; row < m_jobs.size(); ++row) {
        if (m_jobs[row] == wanted[row]) continue;
        m_jobs[row] = wanted[row];
        if (first < 0) first = static_cast<int>(row);
        last = static_cast<int>(row);
    }
    if (first >= 0) emit dataChanged(index(first), index(last));
}

void QueueList::takeOut(const std::vector<QueuedJobPtr>&) {
    const auto gone = [this](int row) { return !m_queue.queue().find(m_jobs[static_cast<std::size_t>(row)]->id); };
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (!gone(last)) continue;
        int first = last;
        while (first > 0 && gone(first - 1))
            --first;
        beginRemoveRows({}, first, last);
        m_jobs.erase(m_jobs.begin() + first, m_jobs.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

void QueueList::reorder(const std::vector<QueuedJobPtr>& wanted) {
    QHash<QueueId, int> place;
    for (std::size_t row = 0; row < wanted.size(); ++row)
        place[wanted[row]->id] = static_cast<int>(row);
    const auto by_place = [&](const QueuedJobPtr& job) { return place.value(job->id); };
    if (std::ranges::is_sorted(m_jobs, {}, by_place)) return;
    emit layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    std::vector<QueueId> ids;
    for (const QModelIndex& at : before)
        ids.push_back(m_jobs[static_cast<std::size_t>(at.row())]->id);
    std::ranges::sort(m_jobs, {}, by_place);
    QHash<QueueId, int> rows;
    for (std::size_t row = 0; row < m_jobs.size(); ++row)
        rows[m_jobs[row]->id] = static_cast<int>(row);
    QModelIndexList after;
    for (const QueueId id : ids)
        after << index(rows.value(id));
    changePersistentIndexList(before, after);
    emit layoutChanged();
}

void QueueList::putIn(const std::vector<QueuedJobPtr>& wanted) {
    // Both are in the same order now: what is not here yet comes in runs.
    for (std::size_t row = 0; row < wanted.size(); ++row) {
        if (row < m_jobs.size() && m_jobs[row]->id == wanted[row]->id) continue;
        std::size_t end = row;
        const QueueId next = row < m_jobs.size() ? m_jobs[row]->id : 0;
        while (end < wanted.size() && wanted[end]->id != next)
            ++end;
        beginInsertRows({}, static_cast<int>(row), static_cast<int>(end) - 1);
        m_jobs.insert(m_jobs.begin() + static_cast<std::ptrdiff_t>(row),
                      wanted.begin() + static_cast<std::ptrdiff_t>(row),
                      wanted.begin() + static_cast<std::ptrdiff_t>(end));
        endInsertRows();
        row = end - 1;
    }
}

} // namespace sfumato
