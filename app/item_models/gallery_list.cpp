#include "item_models/gallery_list.h"

#include "engine_adapter.h"

#include <QMimeData>
#include <QUrl>

#include <algorithm>

namespace sfumato {

GalleryList::GalleryList(GalleryStore& store, QObject* parent)
    : QAbstractListModel(parent), m_store(store), m_entries(entries_kept) {
    connect(&store, &GalleryStore::fetched, this, &GalleryList::onFetched);
}

int GalleryList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

const GalleryEntry* GalleryList::entry(int row) const {
    const PictureId picture = id(row);
    const GalleryEntry* found = m_entries.object(picture);
    if (found != nullptr && !m_stale.contains(picture)) return found;
    const int part = row / window;
    if (!m_asked.contains(part)) {
        m_asked.insert(part);
        const auto first = m_ids.begin() + part * window;
        const auto last = m_ids.begin() + std::min<std::ptrdiff_t>((part + 1) * window, std::ssize(m_ids));
        m_store.fetch({first, last});
    }
    return found; // an old one is better than none
}

QVariant GalleryList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    if (role == id_role) return QVariant::fromValue(id(index.row()));
    const GalleryEntry* found = entry(index.row());
    if (role == entry_role) return QVariant::fromValue(found);
    if (found == nullptr) return role == Qt::AccessibleTextRole ? QVariant(tr("picture")) : QVariant();
    const QString name = toQString(found->facts.path.filename().string());
    switch (role) {
    case Qt::DisplayRole: return name;
    case Qt::AccessibleTextRole: {
        QStringList parts{name};
        if (found->facts.recipe) parts << toQString(found->facts.recipe->prompt.substr(0, 200));
        if (found->marks.rating > 0) parts << tr("%n star(s)", nullptr, found->marks.rating);
        if (found->marks.favourite) parts << tr("favourite");
        if (found->marks.flag == PictureFlag::keep) parts << tr("keep");
        if (found->marks.flag == PictureFlag::reject) parts << tr("rejected");
        if (found->state == PictureState::missing) parts << tr("the file is missing");
        return parts.join(QStringLiteral(", "));
    }
    case Qt::ToolTipRole: {
        const QString prompt = found->facts.recipe ? toQString(found->facts.recipe->prompt).left(300) : QString();
        return QStringLiteral("<p>%1</p><p>%2</p>").arg(name.toHtmlEscaped(), prompt.toHtmlEscaped());
    }
    default: return {};
    }
}

Qt::ItemFlags GalleryList::flags(const QModelIndex& index) const {
    return index.isValid() ? Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren
                           : Qt::NoItemFlags;
}

QStringList GalleryList::mimeTypes() const {
    return {QStringLiteral("text/uri-list")};
}

QMimeData* GalleryList::mimeData(const QModelIndexList& indexes) const {
    QList<QUrl> urls;
    for (const QModelIndex& index : indexes)
        if (const GalleryEntry* found = entry(index.row()))
            urls << QUrl::fromLocalFile(toQString(found->facts.path.string()));
    auto* data = new QMimeData;
    data->setUrls(urls);
    return data;
}

void GalleryList::setIds(std::vector<PictureId> ids) {
    if (ids == m_ids) return refresh();
    beginResetModel();
    m_ids = std::move(ids);
    m_asked.clear();
    for (const PictureId key : m_entries.keys())
        m_stale.insert(key);
    endResetModel();
}

void GalleryList::refresh() {
    m_asked.clear();
    for (const PictureId key : m_entries.keys())
        m_stale.insert(key);
    if (!m_ids.empty()) emit dataChanged(index(0), index(rowCount() - 1));
}

int GalleryList::rowOf(PictureId id) const {
    const auto at = std::ranges::find(m_ids, id);
    return at == m_ids.end() ? -1 : static_cast<int>(at - m_ids.begin());
}

void GalleryList::onFetched(const std::vector<GalleryEntry>& entries) {
    for (const GalleryEntry& entry : entries) {
        m_stale.remove(entry.id);
        m_entries.insert(entry.id, new GalleryEntry(entry));
    }
    const int row = entries.empty() ? -1 : rowOf(entries.front().id);
    if (row < 0) {
        m_asked.clear(); // of an earlier search
        if (!m_ids.empty()) emit dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    m_asked.remove(row / window);
    const int first = row / window * window;
    emit dataChanged(index(first), index(std::min(first + window, rowCount()) - 1));
}

} // namespace sfumato
